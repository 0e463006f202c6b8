import { roles, type Role } from "lockstep";
import { useState } from "react";
import { doneText } from "../follow/perform";
import { useDecision } from "../follow/useDecision";
import type { Question } from "../session/question";
import { useDashboard } from "../session/store";
import { FormDialog } from "../dialogs/FormDialog";
import { Choice } from "../ui/Choice";
import { Field, Problems } from "../ui/Field";
import { roleIds } from "./RoleMenu";
import styles from "./AddUserDialog.module.css";

type Draft = { name?: string; email?: string; role?: Role };

/** The form asks, with every key stroke, the very question that sending it asks. Fields not touched yet are left out. */
export function AddUserDialog({ question }: { question: Question }) {
  const carryOut = useDashboard((state) => state.carryOut);
  const openDialog = useDashboard((state) => state.openDialog);
  const [draft, setDraft] = useState<Draft>({});
  const decision = useDecision({ ...question, context: draft });
  const problemsOf = (field: keyof Draft) => decision.problems.filter((problem) => problem.field === field).map((problem) => problem.message);
  const loose = decision.allowed || decision.problems.length > 0 ? [] : [decision.message];

  async function send() {
    const full = { name: draft.name ?? "", email: draft.email ?? "", ...(draft.role ? { role: draft.role } : {}) };
    setDraft(full);
    const answer = await carryOut([{ ...question, context: full }], doneText(question.action, 1));
    if (answer.allowed) openDialog(null);
  }

  return (
    <FormDialog question={{ ...question, context: draft }} decision={decision} lead="They get an invitation by e-mail." onSend={send}>
      <div className={styles.fields} data-testid="add-user">
        <Field label="Name" name="name" value={draft.name ?? ""} problems={problemsOf("name")} onChange={(event) => setDraft({ ...draft, name: event.target.value })} />
        <Field label="E-mail" name="email" inputMode="email" value={draft.email ?? ""} problems={problemsOf("email")} onChange={(event) => setDraft({ ...draft, email: event.target.value })} />
        <div className={styles.role}>
          <span className={styles.label} aria-hidden>
            Role
          </span>
          <Choice<Role>
            label="Role"
            value={draft.role ?? null}
            placeholder="Choose a role"
            invalid={problemsOf("role").length > 0}
            options={roleIds.map((role) => ({ value: role, title: roles[role].title }))}
            onChoose={(role) => setDraft({ ...draft, role })}
          />
          <Problems problems={problemsOf("role")} />
        </div>
        <Problems problems={loose} />
      </div>
    </FormDialog>
  );
}
