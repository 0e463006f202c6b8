import { roles, type Role } from "lockstep";
import type { User } from "lockstep/live";
import { useDecision } from "lockstep/react";
import { GitCompareArrows, UserX } from "lucide-react";
import { ActionButton } from "../follow/ActionButton";
import { useDashboard, useSession } from "../session/store";
import { roleTitle, titleOf } from "../session/titles";
import { useAnswer } from "../session/useAnswer";
import { PlaceLink } from "../shell/PlaceLink";
import { Avatar } from "../ui/Avatar";
import { Empty } from "../ui/Empty";
import { ActionNames } from "./ActionNames";
import { BackToPeople } from "./BackToPeople";
import { Reach } from "./Reach";
import { RoleMenu } from "./RoleMenu";
import { roleTable } from "./roleTable";
import { UsersOnly } from "./UsersOnly";
import styles from "./people.module.css";

/** One user: the role and what it opens, the groups, and everything that the user can reach. */
export function PersonPage() {
  const id = useDashboard((state) => state.item);
  const { facts } = useSession();
  const person = facts.users.find((user) => user.id === id);
  return (
    <UsersOnly>
      <BackToPeople />
      {person ? (
        <Person key={person.id} person={person} />
      ) : (
        <Empty icon={<UserX />} title="There's no user with this ID" level={1}>
          The user may have been removed.
        </Empty>
      )}
    </UsersOnly>
  );
}

function Person({ person }: { person: User }) {
  const as = useDashboard((state) => state.as);
  const resource = { user: person.id };
  const other = as === person.id ? "" : `,${as}`;
  return (
    <>
      <header className={styles.head}>
        <Avatar name={person.name} />
        <div className={styles.title}>
          <h1>
            <bdi>{person.name}</bdi>
          </h1>
          <p className={styles.faint}>{person.email}</p>
        </div>
        <div className={styles.tools}>
          <PlaceLink to={{ view: "compare", item: `${person.id}${other}` }} className={styles.button}>
            <GitCompareArrows aria-hidden />
            Compare
          </PlaceLink>
          <ActionButton question={{ action: "user.edit", resource }} shrinks />
          <ActionButton question={{ action: "user.remove", resource }} shrinks />
        </div>
      </header>
      <div className={styles.parts}>
        <section aria-labelledby="person-role" className={styles.part}>
          <h2 id="person-role">Role</h2>
          <RoleMenu person={person} />
          <RoleOpens role={person.role} />
        </section>
        <Groups person={person} />
      </div>
      <section aria-labelledby="person-reach" className={styles.part}>
        <h2 id="person-reach">What {person.name} can reach</h2>
        <Reach person={person} />
      </section>
    </>
  );
}

const isRole = (role: string): role is Role => Object.hasOwn(roles, role);

/** What the role opens on the plan of the account, beside the library. The engine of this page decides it. */
function RoleOpens({ role }: { role: string }) {
  const { facts } = useSession();
  const { value: table } = useAnswer("roles", roleTable);
  if (!isRole(role)) return <p className={styles.faint}>The policy has no such role: it opens nothing.</p>;
  const { plan } = facts.terms;
  const opened = table?.actions.filter((action) => table.answer(role, plan, action).decision.allowed) ?? [];
  return (
    <div className={styles.opens}>
      {table && (
        <ActionNames
          list={opened}
          summary={`Opens ${opened.length} of ${table.actions.length} actions on the ${titleOf(plan)} plan`}
        />
      )}
      <PlaceLink to={{ view: "roles", item: role }} className={styles.link}>
        {roleTitle(role)} on every plan
      </PlaceLink>
    </div>
  );
}

function Groups({ person }: { person: User }) {
  const { facts } = useSession();
  const { show, allowed, message } = useDecision({ action: "group.view" });
  if (show === "hidden") return null;
  const groups = facts.groups.filter((group) => group.members?.includes(person.id));
  return (
    <section aria-labelledby="person-groups" className={styles.part}>
      <h2 id="person-groups">Groups</h2>
      {!allowed && <p className={styles.faint}>{message}</p>}
      {allowed && groups.length === 0 && <p className={styles.faint}>In no group.</p>}
      {allowed && (
        <ul className={styles.links}>
          {groups.map((group) => (
            <li key={group.id}>
              <PlaceLink to={{ view: "group", item: group.id }} className={styles.link}>
                {group.name}
              </PlaceLink>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
