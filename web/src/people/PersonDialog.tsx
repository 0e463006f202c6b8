import { useState } from "react";
import { FormDialog } from "../dialogs/FormDialog";
import { problemsOf, useRequest } from "../dialogs/useRequest";
import { nameOfPlace } from "../session/names";
import type { Question } from "../session/question";
import { useSession } from "../session/store";
import { Field, Problems } from "../ui/Field";
import styles from "./AddUserDialog.module.css";

/** The name and e-mail address of a user. Sends only the changed fields. */
export function PersonDialog({ question }: { question: Question }) {
  const session = useSession();
  const { resource } = question;
  const person = session.facts.users.find(
    ({ id }) => typeof resource === "object" && "user" in resource && id === resource.user,
  );
  const [name, setName] = useState(person?.name ?? "");
  const [email, setEmail] = useState(person?.email ?? "");
  const context = { ...(name !== person?.name && { name }), ...(email !== person?.email && { email }) };
  const asked: Question = { ...question, context };
  const { decision, send } = useRequest(asked);
  const isSame = Object.keys(context).length === 0;
  return (
    <FormDialog
      question={asked}
      decision={isSame ? { ...decision, allowed: false } : decision}
      lead={nameOfPlace(session, resource)}
      button="Save"
      onSend={() => send()}>
      <div className={styles.fields}>
        <Field
          label="Name"
          name="name"
          value={name}
          problems={problemsOf(decision, "name")}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label="E-mail"
          name="email"
          inputMode="email"
          value={email}
          problems={problemsOf(decision, "email")}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Problems problems={decision.problems.length > 0 ? [] : problemsOf(decision)} />
      </div>
    </FormDialog>
  );
}
