import { useAccess } from "lockstep/react";
import { useState } from "react";
import { FormDialog } from "../dialogs/FormDialog";
import { PickList } from "../dialogs/PickList";
import { problemsOf, useRequest } from "../dialogs/useRequest";
import type { Question } from "../session/question";
import { useDashboard, useSession } from "../session/store";
import { timeOf } from "../session/useEnds";
import { Problems } from "../ui/Field";
import { graces, type Grace } from "./keys";

/** A new key of the same access, and when the old one ends. */
export function RollDialog({ question }: { question: Question }) {
  const access = useAccess();
  const { live } = useSession();
  const openDialog = useDashboard((state) => state.openDialog);
  const [now] = useState(() => timeOf(live));
  const [grace, setGrace] = useState<Grace>("86400");
  const questionOf = (seconds: Grace): Question => ({
    ...question,
    context: seconds === "0" ? {} : { endsAt: new Date(now + Number(seconds) * 1000) },
  });
  const asked = questionOf(grace);
  const { decision, send } = useRequest(asked);
  const picks = (Object.keys(graces) as Grace[]).map((seconds) => ({
    key: seconds,
    title: graces[seconds],
    decision: access.decide(questionOf(seconds)),
  }));

  async function sendRoll() {
    if (await send()) openDialog({ kind: "keys", question: { action: "api_key.view" } });
  }

  return (
    <FormDialog
      question={asked}
      decision={decision}
      lead="You get a new key with the same access. When does the old one end?"
      button="Roll key"
      onSend={sendRoll}>
      <PickList label="The old key ends" picks={picks} chosen={grace} onChoose={(key) => setGrace(key as Grace)} />
      <Problems problems={problemsOf(decision)} />
    </FormDialog>
  );
}
