import type { Role } from "lockstep";
import { useDecision } from "lockstep/react";
import { useState } from "react";
import { ActionButton } from "../follow/ActionButton";
import { useSession } from "../session/store";
import { roleTitle } from "../session/titles";
import { PlaceLink } from "../shell/PlaceLink";
import { Choice } from "../ui/Choice";
import { Field } from "../ui/Field";
import { Labelled } from "../ui/Labelled";
import page from "../ui/Page.module.css";
import { GroupCard } from "./GroupCard";
import { PersonRow } from "./PersonRow";
import { roleIds } from "./RoleMenu";
import { UsersOnly } from "./UsersOnly";
import people from "./people.module.css";
import styles from "./UsersPage.module.css";

export function UsersPage() {
  return (
    <UsersOnly>
      <People />
    </UsersOnly>
  );
}

function People() {
  const [words, setWords] = useState("");
  const [role, setRole] = useState<Role | "all">("all");
  return (
    <>
      <header className={page.head}>
        <div>
          <h1>Users and groups</h1>
          <Seats />
        </div>
        <div className={people.tools}>
          <PlaceLink to={{ view: "roles", item: null }} className={people.button}>
            Roles
          </PlaceLink>
          <PlaceLink to={{ view: "compare", item: null }} className={people.button}>
            Compare
          </PlaceLink>
          <ActionButton question={{ action: "user.add" }} look="primary" />
        </div>
      </header>
      <search className={people.bar}>
        <Field
          label="Find users and groups"
          name="people"
          type="search"
          value={words}
          problems={[]}
          onChange={(event) => setWords(event.target.value)}
        />
        <div>
          <Labelled label="Role">
            <Choice<Role | "all">
              label="Role"
              value={role}
              options={[
                { value: "all", title: "All roles" },
                ...roleIds.map((id) => ({ value: id, title: roleTitle(id) })),
              ]}
              onChoose={setRole}
            />
          </Labelled>
        </div>
      </search>
      <Users words={words} role={role} />
      <Groups words={words} role={role} />
    </>
  );
}

function Seats() {
  const { facts } = useSession();
  const seats = facts.terms.limits.users;
  const taken = facts.users.length;
  return (
    <p className={styles.seats} data-testid="seats">
      <meter min={0} max={seats} value={taken} aria-label="Seats taken" />
      {taken} of {seats} seats taken
    </p>
  );
}

interface Filter {
  words: string;
  role: Role | "all";
}

const has = (words: string, ...texts: (string | undefined)[]): boolean =>
  texts.some((text) => text?.toLowerCase().includes(words.trim().toLowerCase()));

function Users({ words, role }: Filter) {
  const { facts } = useSession();
  const shown = facts.users.filter(
    (user) => has(words, user.name, user.email, user.id) && (role === "all" || user.role === role),
  );
  return (
    <section aria-label="Users" className={page.panel}>
      <p role="status" className="visuallyHidden">
        {shown.length} of {facts.users.length} users
      </p>
      {shown.length === 0 && <p className={styles.none}>No user is like that.</p>}
      <ul>
        {shown.map((person) => (
          <PersonRow key={person.id} person={person} />
        ))}
      </ul>
    </section>
  );
}

function Groups({ words, role }: Filter) {
  const { facts } = useSession();
  const { show, message, allowed } = useDecision({ action: "group.view" });
  if (show === "hidden") return null;
  const hasRole = (members: readonly string[] = []) =>
    role === "all" || facts.users.some((user) => members.includes(user.id) && user.role === role);
  const shown = facts.groups.filter(({ name, members }) => has(words, name) && hasRole(members));
  return (
    <section aria-labelledby="groups-title" className={styles.groups}>
      <header className={page.head}>
        <h2 id="groups-title">Groups</h2>
        <ActionButton question={{ action: "group.create" }} />
      </header>
      {!allowed && <p className={page.faint}>{message}</p>}
      {allowed && facts.groups.length === 0 && (
        <p className={page.faint}>No groups yet. What is shared with a group is shared with all in it.</p>
      )}
      {allowed && facts.groups.length > 0 && shown.length === 0 && <p className={page.faint}>No group is like that.</p>}
      {allowed && (
        <ul className={styles.cards}>
          {shown.map((group) => (
            <GroupCard key={group.id} group={group} />
          ))}
        </ul>
      )}
    </section>
  );
}
