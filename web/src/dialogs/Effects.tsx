import type { Difference } from "lockstep/live";
import { useState } from "react";
import { nameOfSubject } from "../session/facts";
import type { Question } from "../session/question";
import { useSession, type Session } from "../session/store";
import { levelTitle } from "../session/titles";
import { useAnswer } from "../session/useAnswer";
import { mostPreviews, previewAll } from "./previews";
import styles from "./Effects.module.css";

/** More than these are shown once the reader asks for them. */
const most = 5;

function inWords({ facts }: Session, { path, collection, before, after, gained, lost }: Difference): string {
  const place = path ?? facts.collections.find((one) => one.id === collection)?.name ?? collection ?? "the account";
  if (before !== after)
    return `${before ? levelTitle(before) : "no access"} → ${after ? levelTitle(after) : "no access"} on ${place}`;
  const parts = [gained.length > 0 && `gains ${gained.length}`, lost.length > 0 && `loses ${lost.length}`].filter(
    Boolean,
  );
  return `${parts.join(", ")} ${gained.length + lost.length === 1 ? "action" : "actions"} on ${place}`;
}

const depthOf = ({ path }: Difference): number => path?.split("/").length ?? 0;

/** The access that requests would give or take, by the server's previews. Draws nothing if no access changes. */
export function Effects({ questions }: { questions: readonly Question[] }) {
  const session = useSession();
  const [isAll, setAll] = useState(false);
  const isAsked = questions.length > 0 && questions.length <= mostPreviews;
  const { value } = useAnswer(isAsked ? JSON.stringify(questions) : null, (live) => previewAll(live, questions));
  // What lies higher says more.
  const differences = [...(value ?? [])].sort((a, b) => depthOf(a) - depthOf(b));
  if (differences.length === 0) return null;
  return (
    <section className={styles.effects} aria-label="What this changes" data-testid="effects">
      <h3>What this changes</h3>
      <ul>
        {differences.slice(0, isAll ? undefined : most).map((one) => (
          <li key={`${one.user} ${one.path} ${one.collection}`} data-user={one.user}>
            <strong>{nameOfSubject(session.facts, { user: one.user })}</strong> {inWords(session, one)}
          </li>
        ))}
      </ul>
      {differences.length > most && (
        <button type="button" className={styles.all} aria-expanded={isAll} onClick={() => setAll(!isAll)}>
          {isAll ? "Show fewer" : `and ${differences.length - most} more`}
        </button>
      )}
    </section>
  );
}
