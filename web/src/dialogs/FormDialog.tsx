import { actions, type Decision } from "lockstep";
import { useId, type FormEvent, type ReactNode } from "react";
import { useBusy } from "../follow/useBusy";
import { greyed } from "../follow/marks";
import { offerOf, useUnavailable } from "../follow/offer";
import type { Question } from "../session/question";
import { useAway, useDashboard } from "../session/store";
import { controlTitle } from "../session/titles";
import { Button } from "../ui/Button";
import { Modal } from "../ui/Modal";
import { Problems } from "../ui/Field";

interface FormDialogProps {
  question: Question;
  decision: Decision;
  /** What the dialog asks, and what its button says; the action's own words where they are absent. */
  title?: string | undefined;
  button?: string | undefined;
  lead?: ReactNode;
  onSend: () => Promise<unknown>;
  children?: ReactNode;
}

/** A form for one request. Its send button follows the decision about the present values. */
export function FormDialog({ question, decision, title, button, lead, onSend, children }: FormDialogProps) {
  const openDialog = useDashboard((state) => state.openDialog);
  const { busy, once } = useBusy();
  const formId = useId();
  const away = useAway();
  const offer = offerOf(decision, useUnavailable(question.action));
  const { destructive } = actions[question.action];
  const words = controlTitle(question.action);

  function send(event: FormEvent) {
    event.preventDefault();
    if (offer.allowed) void once(onSend);
  }

  return (
    <Modal
      title={title ?? words}
      lead={lead}
      onClose={() => openDialog(null)}
      testId="dialog"
      footer={
        <>
          <Button onClick={() => openDialog(null)} data-first={destructive ? "" : undefined}>
            Cancel
          </Button>
          <Button
            type="submit"
            form={formId}
            look={destructive ? "bad" : "primary"}
            {...greyed(question, offer)}
            aria-busy={busy || undefined}
            data-send>
            {button ?? words}
          </Button>
        </>
      }>
      <form id={formId} onSubmit={send} noValidate>
        {children}
      </form>
      <Problems problems={away === null ? [] : [away]} />
    </Modal>
  );
}
