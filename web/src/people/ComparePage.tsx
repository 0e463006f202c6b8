import { roles, type Action, type Role } from "lockstep";
import type { Cell, User } from "lockstep/live";
import { GitCompareArrows } from "lucide-react";
import { useState } from "react";
import { listed } from "../session/counting";
import { useDashboard, useSession } from "../session/store";
import { levelTitle, roleTitle } from "../session/titles";
import { useAnswer } from "../session/useAnswer";
import { Check } from "../ui/Check";
import { Choice } from "../ui/Choice";
import { Empty } from "../ui/Empty";
import { Labelled } from "../ui/Labelled";
import { ActionNames } from "./ActionNames";
import { BackToPeople } from "./BackToPeople";
import { reachedBy } from "./reach";
import { roleTable } from "./roleTable";
import { ThingLink } from "./ThingLink";
import { UsersOnly } from "./UsersOnly";
import page from "./people.module.css";
import styles from "./ComparePage.module.css";

type Two<T> = readonly [T, T];

/** Two users side by side: the role, the groups, and the level of both wherever one of them has any. */
export function ComparePage() {
  const { facts } = useSession();
  const item = useDashboard((state) => state.item) ?? "";
  const go = useDashboard((state) => state.go);
  const ids = item.split(",");
  const [one, other] = [0, 1].map((at) => facts.users.find(({ id }) => id === ids[at]));
  const choose = (at: number, id: string) =>
    go({ view: "compare", item: [0, 1].map((each) => (each === at ? id : (ids[each] ?? ""))).join(",") });
  return (
    <UsersOnly>
      <BackToPeople />
      <header className={page.head}>
        <h1>Compare two people</h1>
      </header>
      <div className={page.bar}>
        {["First person", "Second person"].map((label, at) => (
          <div key={label}>
            <Labelled label={label}>
              <Choice<string>
                label={label}
                value={(at === 0 ? one : other)?.id ?? null}
                placeholder="Choose a person"
                options={facts.users.map(({ id, name, role }) => ({ value: id, title: name, note: roleTitle(role) }))}
                onChoose={(id) => choose(at, id)}
              />
            </Labelled>
          </div>
        ))}
      </div>
      {one && other && one !== other ? (
        <Comparison key={`${one.id} ${other.id}`} people={[one, other]} />
      ) : (
        <Empty icon={<GitCompareArrows />} title="Choose two people">
          Their roles, groups and access are shown side by side.
        </Empty>
      )}
    </UsersOnly>
  );
}

function Comparison({ people }: { people: Two<User> }) {
  return (
    <>
      <div className={page.parts}>
        {people.map((person) => (
          <Side key={person.id} person={person} other={people[person === people[0] ? 1 : 0]} />
        ))}
      </div>
      <Places people={people} />
    </>
  );
}

const isRole = (role: string): role is Role => Object.hasOwn(roles, role);

/** The role and the groups of one, with the actions that only this role opens. */
function Side({ person, other }: { person: User; other: User }) {
  const { facts } = useSession();
  const { value: table } = useAnswer("roles", roleTable);
  const opens = ({ role }: User, action: Action): boolean =>
    isRole(role) && table?.answer(role, facts.terms.plan, action).decision.allowed === true;
  const only = table?.actions.filter((action) => opens(person, action) && !opens(other, action)) ?? [];
  const groups = facts.groups.filter((group) => group.members?.includes(person.id)).map(({ name }) => name);
  return (
    <section className={page.part} aria-label={person.name} data-side={person.id}>
      <h2>
        <bdi>{person.name}</bdi>
      </h2>
      <p>{roleTitle(person.role)}</p>
      <p className={page.faint}>{groups.length > 0 ? `In ${listed(groups)}` : "In no group"}</p>
      <ActionNames list={only} summary={`${only.length} actions that only this role opens`} />
    </section>
  );
}

interface Place {
  readonly path?: string | undefined;
  readonly collection?: string | undefined;
}

const keyOf = ({ path, collection }: Place): string => path ?? `collection ${collection}`;

/** The level of a user at a place. A role with one level everywhere has it in the cell of the root. */
function levelAt(cells: readonly Cell[], place: Place): string {
  const cell = cells.find((one) => keyOf(one) === keyOf(place));
  const everywhere = cells.find(({ path, because }) => path === "/" && because.some(({ kind }) => kind === "role"));
  return levelTitle((cell ?? everywhere)?.level) || "No access";
}

function Places({ people }: { people: Two<User> }) {
  const [one, other] = people;
  const [isAll, setAll] = useState(false);
  const { value, problem } = useAnswer(`matrices ${one.id} ${other.id}`, (live) =>
    Promise.all(people.map(({ id }) => live.matrix({ user: id }))),
  );
  if (problem !== undefined) return <p>{problem}</p>;
  if (value === undefined) return <p role="status">Asking the server…</p>;
  const rows = new Map<string, { place: Place; levels: string[] }>();
  for (const { cell } of value.flatMap(reachedBy)) {
    const { path, collection } = cell;
    const place = { path, collection };
    rows.set(keyOf(place), { place, levels: value.map((cells) => levelAt(cells, place)) });
  }
  const all = [...rows.values()].sort((a, b) => keyOf(a.place).localeCompare(keyOf(b.place)));
  const shown = all.filter(({ levels: [first, second] }) => isAll || first !== second);
  return (
    <section className={page.part} aria-labelledby="compare-places">
      <div className={styles.head}>
        <h2 id="compare-places">Access</h2>
        <div className={styles.check}>
          <Check label="Also where they are equal" checked={isAll} onChange={() => setAll(!isAll)} />
          <span aria-hidden>Also where they are equal</span>
        </div>
      </div>
      <p role="status" className={page.faint}>
        {shown.length === 0 ? "Their levels are the same everywhere." : `${shown.length} of ${all.length} places`}
      </p>
      {shown.length > 0 && (
        <table className={styles.table} data-testid="compare">
          <caption className="visuallyHidden">
            The access of {one.name} and of {other.name}
          </caption>
          <thead>
            <tr>
              <th scope="col">Place</th>
              {people.map(({ id, name }) => (
                <th key={id} scope="col">
                  <bdi>{name}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ place, levels: [first, second] }) => (
              <tr key={keyOf(place)} data-place={keyOf(place)} data-equal={first === second}>
                <th scope="row">
                  <ThingLink {...place} />
                  <Actions people={people} place={place} />
                </th>
                <td>{first}</td>
                <td>{second}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** The actions that only one of the two has at a place. Asks the server once it is unfolded. */
function Actions({ people, place }: { people: Two<User>; place: Place }) {
  const [isOpen, setOpen] = useState(false);
  const { path, collection } = place;
  const at = path === undefined ? { collection: collection ?? "" } : { path };
  const key = isOpen ? `matrix at ${keyOf(place)}` : null;
  const { value: cells, problem } = useAnswer(key, (live) => live.matrix(at));
  const actionsOf = ({ id }: User): readonly Action[] => cells?.find(({ user }) => user === id)?.actions ?? [];
  return (
    <details className={page.names} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Actions</summary>
      {problem !== undefined && <p>{problem}</p>}
      {cells &&
        people.map((person, at) => {
          const others = actionsOf(people[at === 0 ? 1 : 0]);
          const only = actionsOf(person).filter((action) => !others.includes(action));
          return (
            <div key={person.id} data-only={person.id}>
              {only.length === 0 ? (
                <p>{person.name} has no more than the other.</p>
              ) : (
                <ActionNames list={only} summary={`Only ${person.name}: ${only.length}`} />
              )}
            </div>
          );
        })}
    </details>
  );
}
