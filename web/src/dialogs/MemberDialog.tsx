import { useAccess } from "lockstep/react";
import { useMemo, useState } from "react";
import { search } from "../session/listing";
import type { OwnContext, Question } from "../session/question";
import { useSession, type Session } from "../session/store";
import { Field } from "../ui/Field";
import { FormDialog } from "./FormDialog";
import { PickList, type Pick } from "./PickList";
import { useRequest } from "./useRequest";

interface Candidate {
  key: string;
  name: string;
  context: OwnContext;
}

interface Choice {
  label: string;
  place: string;
  candidates: Candidate[];
}

/** People for a group, assets for a collection: those within it to take out, the others to put in. */
function choiceFor({ facts, listing }: Session, { action, resource }: Question, words: string): Choice {
  const id = typeof resource === "object" ? Object.values(resource)[0] : undefined;
  const within = action.includes(".remove_");
  if (action.startsWith("group.")) {
    const group = facts.groups.find((one) => one.id === id);
    const people = facts.users.filter(
      (user) =>
        (group?.members?.includes(user.id) ?? false) === within &&
        user.name.toLowerCase().includes(words.trim().toLowerCase()),
    );
    return {
      label: "Person",
      place: group?.name ?? "",
      candidates: people.map((user) => ({ key: user.id, name: user.name, context: { member: user.id } })),
    };
  }
  const collection = facts.collections.find((one) => one.id === id);
  const assets = search(listing, words).filter((entry) => (collection?.items?.includes(entry.id) ?? false) === within);
  return {
    label: "File or folder",
    place: collection?.name ?? "",
    candidates: assets.map((entry) => ({ key: entry.path, name: entry.path, context: { asset: entry.path } })),
  };
}

/**
 * Whom to put into a group or take out of it, and what into or out of a collection; greyed where the engine refuses.
 */
export function MemberDialog({ question }: { question: Question }) {
  const session = useSession();
  const access = useAccess();
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState<Candidate | null>(null);
  const { label, place, candidates } = useMemo(() => choiceFor(session, question, words), [session, question, words]);
  const picks = useMemo(
    () =>
      candidates.map(
        (one): Pick => ({
          key: one.key,
          title: one.name,
          decision: access.decide({ ...question, context: one.context }),
        }),
      ),
    [access, candidates, question],
  );
  const asked: Question = chosen ? { ...question, context: chosen.context } : question;
  const { decision, send } = useRequest(asked);
  return (
    <FormDialog
      question={asked}
      decision={chosen ? decision : { ...decision, allowed: false }}
      lead={place}
      onSend={send}>
      <Field
        label="Find"
        name="find"
        value={words}
        problems={chosen && !decision.allowed ? [decision.message] : []}
        onChange={(event) => setWords(event.target.value)}
      />
      <PickList
        label={label}
        picks={picks}
        chosen={chosen?.key ?? null}
        onChoose={(key) => setChosen(candidates.find((one) => one.key === key) ?? null)}
      />
    </FormDialog>
  );
}
