import { ActionButton, useOffered } from "./controls";
import { rolesOf, type OwnRole } from "./facts";
import { actionsOn, effectOf, titleOf } from "./policy";
import { RoleEditor } from "./RoleEditor";
import { useSession, useWorkspace } from "./store";
import styles from "./PlacePage.module.css";
import { actionsOfRole } from "./role";

/** The roles of the policy, and those that the account has made for itself. */
export function RolesPage() {
  const editing = useWorkspace((state) => state.role);
  const { facts } = useSession();
  if (editing === null) return <RoleList />;
  return <RoleEditor key={editing} role={facts.roles.find(({ id }) => id === editing)} />;
}

function RoleList() {
  const { policy, facts } = useSession();
  const offered = useOffered(
    actionsOn(policy, "account").filter((action) => effectOf(policy, action).name === "role.create"),
  );
  return (
    <>
      <header className={styles.head}>
        <div className={styles.title}>
          <h1>Roles</h1>
          <p className={styles.faint}>A role opens actions. The level at a place decides where.</p>
        </div>
        <div className={styles.actions}>
          {offered.map((action) => (
            <ActionButton key={action} asked={{ action }} look="primary" />
          ))}
        </div>
      </header>
      <section className={styles.list} aria-labelledby="own-roles">
        <h2 id="own-roles">
          Made by this account <span className={styles.count}>{facts.roles.length}</span>
        </h2>
        {facts.roles.length === 0 && <p className={styles.faint}>None that you may know.</p>}
        <ul>
          {facts.roles.map((role) => (
            <RoleRow key={role.id} id={role.id} role={role} isOwn />
          ))}
        </ul>
      </section>
      <section className={styles.list} aria-labelledby="policy-roles">
        <h2 id="policy-roles">
          From the policy <span className={styles.count}>{Object.keys(policy.roles).length}</span>
        </h2>
        <ul>
          {Object.entries(policy.roles).map(([id, role]) => (
            <RoleRow key={id} id={id} role={role} />
          ))}
        </ul>
      </section>
    </>
  );
}

interface RoleRowProps {
  id: string;
  role: Pick<OwnRole, "title" | "level" | "allow" | "except">;
  isOwn?: boolean;
}

function RoleRow({ id, role, isOwn = false }: RoleRowProps) {
  const { policy, facts } = useSession();
  const resource = { role: id };
  const offered = useOffered(isOwn ? actionsOn(policy, "role") : [], resource);
  const count = actionsOfRole(policy, role).length;
  const holders = facts.users.filter((user) => rolesOf(user).includes(id));
  return (
    <li className={styles.row} data-role={id}>
      <div className={styles.what}>
        <p className={styles.name}>{role.title ?? id}</p>
        <p className={styles.faint}>
          {count} of {Object.keys(policy.actions).length} actions
          {role.level !== undefined && `, “${titleOf(policy, role.level)}” everywhere`}
          {holders.length > 0 && `: ${holders.map(({ id, name }) => name ?? id).join(", ")}`}
        </p>
      </div>
      <div className={styles.actions}>
        {offered.map((action) => (
          <ActionButton key={action} asked={{ action, resource }} look="quiet" />
        ))}
      </div>
    </li>
  );
}
