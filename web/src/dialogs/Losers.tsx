import type { Difference } from "lockstep/live";
import { many } from "../session/counting";
import { nameOfSubject } from "../session/facts";
import type { Question } from "../session/question";
import { useSession, type Session } from "../session/store";
import { levelTitle, livesByShares } from "../session/titles";
import { useAnswer } from "../session/useAnswer";
import styles from "./Effects.module.css";
import { mostPreviews, previewAll } from "./previews";

interface Loser {
  readonly user: string;
  /** The highest place, and how many others there are. */
  readonly first: Difference;
  readonly others: number;
}

const depthOf = ({ path }: Difference): number => path?.split("/").length ?? 0;

/** The users who lose shares, each once. Users who see the whole library by their role are left out. */
function losersIn({ facts }: Session, differences: readonly Difference[]): Loser[] {
  const byUser = new Map<string, Difference[]>();
  const isBySharing = ({ user }: Difference) => livesByShares(facts.users.find(({ id }) => id === user)?.role);
  for (const one of differences)
    if (isBySharing(one) && one.before !== one.after) byUser.set(one.user, [...(byUser.get(one.user) ?? []), one]);
  return [...byUser].flatMap(([user, all]) => {
    const [first] = all.sort((a, b) => depthOf(a) - depthOf(b));
    return first ? [{ user, first, others: all.length - 1 }] : [];
  });
}

function inWords({ facts }: Session, { first, others }: Loser): string {
  const { path, collection, before } = first;
  const place = path ?? facts.collections.find((one) => one.id === collection)?.name ?? collection;
  const level = before ? levelTitle(before) : "";
  const on = [level, place && `on ${place}`].filter(Boolean).join(" ");
  return [on, others > 0 && many(others, "other place")].filter(Boolean).join(" and ");
}

/** The people who lose access by a request, by name, as the server foresees it. */
export function Losers({ questions }: { questions: readonly Question[] }) {
  const session = useSession();
  const key = questions.length > mostPreviews ? null : JSON.stringify(questions);
  const { value } = useAnswer(key, (live) => previewAll(live, questions));
  if (questions.length > mostPreviews)
    return <p className={styles.note}>Those whom any of it is shared with lose their access.</p>;
  const losers = losersIn(session, value ?? []);
  if (losers.length === 0) return null;
  return (
    <section className={styles.losses} aria-label="Who loses access" data-testid="losers">
      <h3>{losers.length === 1 ? "One person loses access" : `${losers.length} people lose access`}</h3>
      <ul>
        {losers.map((loser) => (
          <li key={loser.user} data-user={loser.user}>
            <strong>{nameOfSubject(session.facts, { user: loser.user })}</strong> {inWords(session, loser)}
          </li>
        ))}
      </ul>
    </section>
  );
}
