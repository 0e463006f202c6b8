import type { Action } from "lockstep";
import type { Difference } from "lockstep/live";
import { many } from "../session/counting";
import { nameOfSubject } from "../session/facts";
import { nameOfItem } from "../session/names";
import type { Question } from "../session/question";
import { useSession } from "../session/store";
import { levelTitle } from "../session/titles";
import { useAnswer } from "../session/useAnswer";
import { ActionNames } from "./ActionNames";
import page from "./people.module.css";
import styles from "./RoleDifference.module.css";

type Side = "gained" | "lost";

/** All that a request gives to and takes from each user, by the server's preview: gains and losses apart. */
export function RoleDifference({ question }: { question: Question }) {
  const { facts } = useSession();
  const { value, problem } = useAnswer(JSON.stringify(question), (live) => live.preview(question));
  if (problem !== undefined) return <p>{problem}</p>;
  if (value === undefined) return <p role="status">Asking the server…</p>;
  const users = [...new Set(value.differences.map(({ user }) => user))];
  if (users.length === 0) return <p className={page.faint}>Nobody gains or loses anything by it.</p>;
  return (
    <div className={styles.difference} data-testid="effects">
      {users.map((user) =>
        (["gained", "lost"] as const).map((side) => (
          <Half
            key={user + side}
            name={nameOfSubject(facts, { user })}
            side={side}
            differences={value.differences.filter((one) => one.user === user && one[side].length > 0)}
          />
        )),
      )}
    </div>
  );
}

interface HalfProps {
  name: string;
  side: Side;
  differences: readonly Difference[];
}

function Half({ name, side, differences }: HalfProps) {
  const verb = side === "gained" ? "gains" : "loses";
  const steps = [...new Set(differences.map(stepOf))];
  return (
    <section className={styles.half} data-side={side} aria-label={`${name} ${verb}`}>
      <h3>
        <bdi>{name}</bdi> {differences.length === 0 ? `${verb} nothing` : verb}
      </h3>
      {steps.map((step) => (
        <Step key={step} title={step} differences={differences.filter((one) => stepOf(one) === step)} side={side} />
      ))}
    </section>
  );
}

const isPlace = ({ path, collection }: Difference): boolean => path !== undefined || collection !== undefined;
const named = (level: Difference["before"]): string => (level === undefined ? "No access" : levelTitle(level));

/** The change of the level, which is the same at many places. */
function stepOf(difference: Difference): string {
  if (!isPlace(difference)) return "On the account";
  const { before, after } = difference;
  return before === after ? named(after) : `${named(before)} → ${named(after)}`;
}

function Step({ title, differences, side }: { title: string; differences: readonly Difference[]; side: Side }) {
  const session = useSession();
  const actions = [...new Set<Action>(differences.flatMap((one) => one[side]))];
  const places = differences.filter(isPlace);
  return (
    <div className={styles.step} data-step={title}>
      <p>
        <strong>{title}</strong>
      </p>
      {places.length > 0 && (
        <details className={page.names}>
          <summary>{many(places.length, "place")}</summary>
          <ul>
            {places.map(({ path, collection }) => (
              <li key={path ?? collection} data-place={path ?? collection}>
                {path ?? nameOfItem(session, collection ?? "")}
              </li>
            ))}
          </ul>
        </details>
      )}
      <ActionNames list={actions} />
    </div>
  );
}
