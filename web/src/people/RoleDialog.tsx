import { FormDialog } from "../dialogs/FormDialog";
import { problemsOf, useRequest } from "../dialogs/useRequest";
import { nameOfPlace } from "../session/names";
import type { Question } from "../session/question";
import { useSession } from "../session/store";
import { roleTitle } from "../session/titles";
import { Problems } from "../ui/Field";
import { RoleDifference } from "./RoleDifference";

/** What another role would give and take, before it is given. */
export function RoleDialog({ question }: { question: Question }) {
  const session = useSession();
  const { decision, send } = useRequest(question);
  const person = session.facts.users.find(
    ({ id }) => typeof question.resource === "object" && "user" in question.resource && id === question.resource.user,
  );
  return (
    <FormDialog
      question={question}
      decision={decision}
      lead={nameOfPlace(session, question.resource)}
      onSend={() => send()}>
      <p>
        {roleTitle(person?.role)} → <strong>{roleTitle(question.context?.role)}</strong>
      </p>
      <RoleDifference question={question} />
      <Problems problems={problemsOf(decision)} />
    </FormDialog>
  );
}
