import { useId, type FormEvent, type ReactNode } from "react";
import { useBusy } from "../follow/useBusy";
import { Button } from "../ui/Button";
import { Problems } from "../ui/Field";
import { Modal } from "../ui/Modal";
import { actionTitle } from "./policy";
import type { Answer, Asked } from "./question";
import { openDialog, useAway, useSession } from "./store";

interface FormFrameProps {
  asked: Asked;
  decision: Answer;
  lead?: ReactNode;
  /** The problems that no field shows. */
  problems?: readonly string[];
  onSend: () => Promise<unknown>;
  children?: ReactNode;
}

/** A dialog for one request. Its send button follows the decision about the present values. */
export function FormFrame({ asked, decision, lead, problems = [], onSend, children }: FormFrameProps) {
  const { policy } = useSession();
  const { busy, once } = useBusy();
  const away = useAway();
  const formId = useId();
  const title = actionTitle(policy, asked.action);
  const isDestructive = policy.actions[asked.action]?.destructive === true;
  const maySend = decision.allowed && away === null;

  function send(event: FormEvent) {
    event.preventDefault();
    if (maySend) void once(onSend);
  }

  return (
    <Modal
      title={title}
      lead={lead}
      onClose={() => openDialog(null)}
      testId="dialog"
      footer={
        <>
          <Button onClick={() => openDialog(null)} data-first={isDestructive ? "" : undefined}>
            Cancel
          </Button>
          <Button
            type="submit"
            form={formId}
            look={isDestructive ? "bad" : "primary"}
            aria-disabled={maySend ? undefined : true}
            aria-busy={busy || undefined}
            data-send>
            {title}
          </Button>
        </>
      }>
      <form id={formId} onSubmit={send} noValidate>
        {children}
      </form>
      <Problems problems={away === null ? problems : [away]} />
    </Modal>
  );
}
