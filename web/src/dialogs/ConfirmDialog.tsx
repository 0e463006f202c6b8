import { actions } from "lockstep";
import { useDecision } from "../follow/useDecision";
import { nameOfPlace } from "../session/names";
import type { Question } from "../session/question";
import { useDashboard, useSession } from "../session/store";
import { Effects } from "./Effects";
import { FormDialog } from "./FormDialog";
import styles from "./ConfirmDialog.module.css";

/** Asks once more before something that cannot be taken back. */
export function ConfirmDialog({ questions }: { questions: Question[] }) {
  const [first] = questions;
  return first ? <Confirm first={first} questions={questions} /> : null;
}

function Confirm({ first, questions }: { first: Question; questions: Question[] }) {
  const session = useSession();
  const carryOut = useDashboard((state) => state.carryOut);
  const openDialog = useDashboard((state) => state.openDialog);
  const decision = useDecision(first);

  async function send() {
    const answer = await carryOut(questions);
    if (answer?.allowed) openDialog(null);
  }

  const places = questions.map((question) => nameOfPlace(session, question.resource)).filter(Boolean);
  return (
    <FormDialog question={first} decision={decision} lead="This cannot be taken back." onSend={send}>
      {places.length > 0 ? (
        <ul className={styles.places}>
          {places.map((place) => (
            <li key={place}>{place}</li>
          ))}
        </ul>
      ) : (
        <p>{actions[first.action].title}</p>
      )}
      {questions.length === 1 && <Effects question={first} />}
    </FormDialog>
  );
}
