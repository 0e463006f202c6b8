import { useAccess } from "lockstep/react";
import { useState } from "react";
import { FormDialog } from "../dialogs/FormDialog";
import { PickList } from "../dialogs/PickList";
import { problemsOf, useRequest } from "../dialogs/useRequest";
import type { Question } from "../session/question";
import { useSession } from "../session/store";
import { Problems } from "../ui/Field";

const titles = { on: "Required of everyone", off: "Everyone's own choice" } as const;
type Key = keyof typeof titles;

/** Whether everyone must sign in with a second factor. */
export function MfaDialog({ question }: { question: Question }) {
  const access = useAccess();
  const { facts } = useSession();
  const present: Key = facts.terms.features.mfa_choice ? "off" : "on";
  const [chosen, setChosen] = useState<Key>(present);
  const questionOf = (key: Key): Question => ({ ...question, context: { value: key === "on" } });
  const { decision, send } = useRequest(questionOf(chosen));
  const picks = (Object.keys(titles) as Key[]).map((key) => ({
    key,
    title: `${titles[key]}${key === present ? " (as it is)" : ""}`,
    decision: access.decide(questionOf(key)),
  }));
  return (
    <FormDialog
      question={questionOf(chosen)}
      decision={chosen === present ? { ...decision, allowed: false } : decision}
      lead="While it is required, nobody can switch it off for themselves."
      button="Save"
      onSend={() => send()}>
      <PickList label="Two-factor sign-in" picks={picks} chosen={chosen} onChoose={(key) => setChosen(key as Key)} />
      <Problems problems={chosen === present ? [] : problemsOf(decision)} />
    </FormDialog>
  );
}
