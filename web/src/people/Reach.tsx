import type { User } from "lockstep/live";
import { many } from "../session/counting";
import { useSession } from "../session/store";
import { levelTitle } from "../session/titles";
import { useAnswer } from "../session/useAnswer";
import { ChainStep } from "../why/ChainStep";
import { ActionNames } from "./ActionNames";
import { reachedBy, type Reached } from "./reach";
import { ThingLink } from "./ThingLink";
import styles from "./people.module.css";

/** The places that a user reaches, each with its level and the grants of the engine. Loaded from the server. */
export function Reach({ person }: { person: User }) {
  const { value: cells, problem } = useAnswer(`matrix of ${person.id}`, (live) => live.matrix({ user: person.id }));
  if (problem !== undefined) return <p>{problem}</p>;
  if (cells === undefined) return <p role="status">Asking the server…</p>;
  const rows = reachedBy(cells).filter(({ cell }) => cell.level !== undefined || cell.actions.length > 0);
  const isDormant = cells.some(({ dormant }) => dormant);
  return (
    <>
      {rows.length === 0 && <p className={styles.faint}>Nothing in the library yet.</p>}
      {rows.length > 0 && (
        <ul className={styles.rows} data-testid="reach">
          {rows.map((row) => (
            <ReachedRow key={row.cell.path ?? row.cell.collection} row={row} person={person} />
          ))}
        </ul>
      )}
      {isDormant && <Sleeping person={person} />}
    </>
  );
}

function ReachedRow({ row: { cell, below }, person }: { row: Reached; person: User }) {
  return (
    <li className={styles.row} data-place={cell.path ?? `collection ${cell.collection}`}>
      <div className={styles.what}>
        <ThingLink path={cell.path} collection={cell.collection} />
        {below.length > 0 && (
          <details className={styles.names}>
            <summary>and {many(below.length, "thing")} below</summary>
            <ul>
              {below.map(({ path }) => (
                <li key={path}>{path}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
      <p className={styles.level}>{levelTitle(cell.level) || "No level"}</p>
      <div className={styles.through}>
        {cell.because.map((step, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the chain is replaced as a whole
          <p key={i} data-grant={step.kind}>
            <ChainStep step={step} of={person.id} />
          </p>
        ))}
        <ActionNames list={cell.actions} />
      </div>
    </li>
  );
}

/** Shares and ownership without effect: the role sees everything already, or nothing. */
function Sleeping({ person }: { person: User }) {
  const { facts, listing } = useSession();
  const { value: shares } = useAnswer(`shares of ${person.id}`, (live) => live.list("shares", { user: person.id }));
  const owned = [
    ...[...listing.byPath.values()].filter(({ owner }) => owner === person.id).map(({ path }) => ({ path })),
    ...facts.collections.filter(({ owner }) => owner === person.id).map(({ id }) => ({ collection: id })),
  ];
  return (
    <details className={styles.names} data-testid="sleeping">
      <summary>
        {many((shares?.length ?? 0) + owned.length, "share or ownership", "shares and ownerships")} without effect
      </summary>
      <p className={styles.faint}>
        This role has one level everywhere. They take effect again with a role that needs shares.
      </p>
      <ul>
        {shares?.map(({ on, path, level }) => (
          <li key={on}>
            <ThingLink path={path} collection={path === undefined ? on : undefined} /> shared: {levelTitle(level)}
          </li>
        ))}
        {owned.map((thing) => (
          <li key={"path" in thing ? thing.path : thing.collection}>
            <ThingLink {...thing} /> owned
          </li>
        ))}
      </ul>
    </details>
  );
}
