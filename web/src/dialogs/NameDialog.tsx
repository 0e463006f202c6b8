import { useState } from "react";
import { doneText } from "../follow/perform";
import { useDecision } from "../follow/useDecision";
import { nameOf } from "../session/paths";
import { pathOf, type Question } from "../session/question";
import { useDashboard, useSession, type Session } from "../session/store";
import { Field } from "../ui/Field";
import { FormDialog } from "./FormDialog";

/** The name something has now, for a form that renames it. */
function presentName({ facts }: Session, { action, resource }: Question): string {
  if (!action.endsWith(".rename")) return "";
  const path = pathOf(resource);
  if (path !== undefined) return nameOf(path);
  if (typeof resource !== "object") return "";
  const named = "collection" in resource ? facts.collections.find((one) => one.id === resource.collection) : "group" in resource ? facts.groups.find((one) => one.id === resource.group) : undefined;
  return named?.name ?? "";
}

/** Whatever needs a name and nothing else: new folder, rename, new collection, new group. */
export function NameDialog({ question }: { question: Question }) {
  const session = useSession();
  const carryOut = useDashboard((state) => state.carryOut);
  const openDialog = useDashboard((state) => state.openDialog);
  const before = presentName(session, question);
  const [name, setName] = useState(before);
  const asked: Question = { ...question, context: name === before ? {} : { name } };
  const decision = useDecision(asked);
  const problems = decision.allowed ? [] : decision.problems.length > 0 ? decision.problems.map((problem) => problem.message) : [decision.message];

  async function send() {
    const answer = await carryOut([{ ...question, context: { name } }], doneText(question.action, 1));
    if (answer.allowed) openDialog(null);
  }

  return (
    <FormDialog question={asked} decision={decision} lead={pathOf(question.resource)} onSend={send}>
      <Field label="Name" name="name" value={name} problems={problems} onChange={(event) => setName(event.target.value)} />
    </FormDialog>
  );
}
