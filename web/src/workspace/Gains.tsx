import type { Difference } from "lockstep/live";
import { useEffect, useState } from "react";
import { many } from "../session/counting";
import { nameOf } from "../session/paths";
import { personName } from "./facts";
import { actionTitle, type Policy } from "./policy";
import { sent, useAnswers, type Asked } from "./question";
import { useSession } from "./store";
import styles from "./Gains.module.css";

/** A preview is asked for once the form rests for so long. */
const rest = 250;

type Change = Pick<Difference, "user" | "path" | "collection"> & {
  readonly gained: readonly string[];
  readonly lost: readonly string[];
};

/** What a change would give to whom and take from whom, as the server sees it before anything is saved. */
export function useChanges(asked: Asked | null): readonly Change[] | undefined {
  const { live } = useSession();
  const key = asked === null ? null : JSON.stringify(asked);
  const [found, setFound] = useState<{ readonly key: string; readonly changes: readonly Change[] }>();
  useEffect(() => {
    if (key === null) return;
    let isWanted = true;
    const timer = window.setTimeout(() => {
      live.preview(sent(JSON.parse(key))).then(
        ({ differences }) => isWanted && setFound({ key, changes: differences as readonly Change[] }),
        () => isWanted && setFound({ key, changes: [] }),
      );
    }, rest);
    return () => {
      isWanted = false;
      window.clearTimeout(timer);
    };
  }, [live, key]);
  return found?.key === key ? found.changes : undefined;
}

export function Gains({ asked }: { asked: Asked | null }) {
  const changes = useChanges(asked);
  const answers = useAnswers();
  if (asked === null || !answers.decide(asked).allowed) return null;
  const users = [...new Set(changes?.map(({ user }) => user))];
  return (
    <section className={styles.gains} aria-label="What this would change" data-testid="changes" aria-live="polite">
      {changes === undefined && <p className={styles.note}>Asking what this would change…</p>}
      {changes?.length === 0 && <p className={styles.note}>This gives nobody more or less than they have now.</p>}
      {changes && users.map((user) => <OfUser key={user} user={user} changes={changes} />)}
    </section>
  );
}

const sides = [
  { side: "gained", title: "gets" },
  { side: "lost", title: "loses" },
] as const;

function OfUser({ user, changes }: { user: string; changes: readonly Change[] }) {
  const { facts, policy } = useSession();
  const own = changes.filter((change) => change.user === user);
  return sides.map(({ side, title }) => {
    const some = own.filter((change) => change[side].length > 0);
    if (some.length === 0) return null;
    return (
      <p key={side} className={styles.side} data-side={side} data-user={user}>
        <strong>
          {personName(facts, user)} {title}
        </strong>{" "}
        {actionsIn(policy, some, side).join(", ")}
        <span className={styles.note}>{placesIn(some)}</span>
      </p>
    );
  });
}

const actionsIn = (policy: Policy, changes: readonly Change[], side: "gained" | "lost"): string[] => [
  ...new Set(changes.flatMap((change) => change[side].map((action) => actionTitle(policy, action)))),
];

function placesIn(changes: readonly Change[]): string {
  const places = changes.flatMap(({ path }) => (path === undefined ? [] : [path]));
  const [only] = places;
  if (only === undefined) return "";
  return places.length === 1 ? `at ${nameOf(only) || "the root"}` : `at ${many(places.length, "place")}`;
}
