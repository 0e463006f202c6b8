import { useDecision } from "lockstep/react";
import { useMemo, useState } from "react";
import { many } from "../session/counting";
import type { Question } from "../session/question";
import { useDashboard, useSession } from "../session/store";
import { Field } from "../ui/Field";
import { FormDialog } from "./FormDialog";
import { Losers } from "./Losers";
import { lossOf } from "./losses";
import styles from "./ConfirmDialog.module.css";

/** Asks for confirmation of an action that cannot be undone, and lists the losses. */
export function ConfirmDialog({ questions }: { questions: Question[] }) {
  const [first] = questions;
  return first ? <Confirm first={first} questions={questions} /> : null;
}

function Confirm({ first, questions }: { first: Question; questions: Question[] }) {
  const session = useSession();
  const carryOut = useDashboard((state) => state.carryOut);
  const openDialog = useDashboard((state) => state.openDialog);
  const decision = useDecision(first);
  const [words, setWords] = useState("");
  const loss = useMemo(() => lossOf(session, questions), [session, questions]);
  const isTyped = loss.typed === undefined || words.trim().toLowerCase() === loss.typed;

  async function send() {
    const answer = await carryOut(questions);
    if (answer?.allowed) openDialog(null);
  }

  return (
    <FormDialog
      question={first}
      decision={isTyped ? decision : { ...decision, allowed: false }}
      title={loss.title}
      button={loss.button}
      lead={loss.isProducts ? undefined : "This can't be undone."}
      onSend={send}>
      {loss.lines.map((line) => (
        <p key={line} className={styles.line}>
          {line}
        </p>
      ))}
      {loss.names && loss.names.length > 0 && <Names names={loss.names} />}
      {loss.isFelt && <Losers questions={questions} />}
      {loss.typed !== undefined && (
        <Field
          label={`Type “${loss.typed}” to go on`}
          name="typed"
          value={words}
          problems={[]}
          onChange={(event) => setWords(event.target.value)}
        />
      )}
    </FormDialog>
  );
}

/** More than these and the list says how many others there are. */
const most = 6;

function Names({ names }: { names: readonly string[] }) {
  return (
    <ul className={styles.places} data-testid="names">
      {names.slice(0, most).map((name) => (
        <li key={name}>{name}</li>
      ))}
      {names.length > most && <li className={styles.more}>and {many(names.length - most, "more", "more")}</li>}
    </ul>
  );
}
