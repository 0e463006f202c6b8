import { useState } from "react";
import { nameOf } from "../session/paths";
import { pathOf, type Question } from "../session/question";
import { useSession, type Session } from "../session/store";
import { FormDialog } from "./FormDialog";
import { NameField } from "./NameField";
import { useRequest } from "./useRequest";

/** The name something has now, for a form that renames it. */
function presentName({ facts }: Session, { action, resource }: Question): string {
  if (!action.endsWith(".rename")) return "";
  const path = pathOf(resource);
  if (path !== undefined) return nameOf(path);
  if (typeof resource !== "object") return "";
  const list = "collection" in resource ? facts.collections : "group" in resource ? facts.groups : [];
  const id = Object.values(resource)[0];
  return list.find((one) => one.id === id)?.name ?? "";
}

/** Whatever needs a name and nothing else: new folder, rename, new collection, new group. */
export function NameDialog({ question }: { question: Question }) {
  const session = useSession();
  const before = presentName(session, question);
  const [name, setName] = useState(before);
  const asked: Question = { ...question, context: name === before ? {} : { name } };
  const { decision, send } = useRequest(asked);
  return (
    <FormDialog question={asked} decision={decision} lead={pathOf(question.resource)} onSend={send}>
      <NameField label="Name" asked={asked} decision={decision} name={name} onChange={setName} />
    </FormDialog>
  );
}
