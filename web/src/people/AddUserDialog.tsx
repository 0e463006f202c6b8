import { roles, type Role } from "lockstep";
import { useState } from "react";
import { FormDialog } from "../dialogs/FormDialog";
import { problemsOf, useRequest } from "../dialogs/useRequest";
import type { Question } from "../session/question";
import { Choice } from "../ui/Choice";
import { Field, Problems } from "../ui/Field";
import { roleIds } from "./RoleMenu";
import styles from "./AddUserDialog.module.css";

type Draft = { name?: string; email?: string; role?: Role };

/**
 * The form asks, with every key stroke, the very question that sending it asks. Fields not touched yet are left out.
 */
export function AddUserDialog({ question }: { question: Question }) {
  const [draft, setDraft] = useState<Draft>({});
  const asked: Question = { ...question, context: draft };
  const { decision, send } = useRequest(asked);
  const below = (field: keyof Draft) => problemsOf(decision, field);

  async function sendAll() {
    const full = { name: draft.name ?? "", email: draft.email ?? "", role: draft.role };
    setDraft(full);
    await send({ ...question, context: full });
  }

  return (
    <FormDialog question={asked} decision={decision} lead="They get an invitation by e-mail." onSend={sendAll}>
      <div className={styles.fields} data-testid="add-user">
        <Field
          label="Name"
          name="name"
          value={draft.name ?? ""}
          problems={below("name")}
          onChange={(event) => setDraft({ ...draft, name: event.target.value })}
        />
        <Field
          label="E-mail"
          name="email"
          inputMode="email"
          value={draft.email ?? ""}
          problems={below("email")}
          onChange={(event) => setDraft({ ...draft, email: event.target.value })}
        />
        <div className={styles.role}>
          <span className={styles.label} aria-hidden>
            Role
          </span>
          <Choice<Role>
            label="Role"
            value={draft.role ?? null}
            placeholder="Choose a role"
            invalid={below("role").length > 0}
            options={roleIds.map((role) => ({ value: role, title: roles[role].title }))}
            onChoose={(role) => setDraft({ ...draft, role })}
          />
          <Problems problems={below("role")} />
        </div>
        <Problems problems={decision.problems.length > 0 ? [] : problemsOf(decision)} />
      </div>
    </FormDialog>
  );
}
