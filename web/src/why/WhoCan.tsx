import { actions } from "lockstep";
import { useCan, useDecision } from "lockstep/react";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { nameOfSubject } from "../session/facts";
import { pathOf, type Question } from "../session/question";
import { useSession } from "../session/store";
import { useAnswer } from "../session/useAnswer";
import { Avatar } from "../ui/Avatar";
import { ChainStep } from "./ChainStep";
import styles from "./WhoCan.module.css";

/** The other users who may do this here, with the source of their access. Asks the server once it is unfolded. */
export function WhoCan({ question }: { question: Question }) {
  const [open, setOpen] = useState(false);
  const path = pathOf(question.resource);
  const may = useDecision(
    path === undefined ? { action: "user.view" } : { action: "asset.view_access", resource: path },
  );
  if (!may.allowed) return null;
  return (
    <details className={styles.whoCan} data-testid="who-can" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <ChevronRight aria-hidden />
        {actions[question.action].title}: who can do this?
      </summary>
      {open && <People question={question} />}
    </details>
  );
}

/** The server names those whom the reader knows: all of them to who runs users. */
function People({ question }: { question: Question }) {
  const { facts } = useSession();
  const knowsAll = useCan("user.view");
  const { value: allowed, problem } = useAnswer(JSON.stringify(question), (live) => live.whoCan(question));
  if (problem !== undefined) return <p>{problem}</p>;
  if (allowed === undefined) return <p role="status">Asking the server…</p>;
  if (allowed.length === 0) return <p>Nobody.</p>;
  return (
    <>
      <ul>
        {allowed.map(({ user, because: [first] }) => (
          <li key={user} data-user={user}>
            <Avatar name={nameOfSubject(facts, { user })} />
            <span className={styles.name}>{nameOfSubject(facts, { user })}</span>
            <span className={styles.chain}>{first && <ChainStep step={first} of={user} />}</span>
          </li>
        ))}
      </ul>
      {!knowsAll && <p>Of the people you can share with, and yourself.</p>}
    </>
  );
}
