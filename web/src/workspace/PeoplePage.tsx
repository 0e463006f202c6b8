import { Avatar } from "../ui/Avatar";
import { ActionButton, useOffered } from "./controls";
import { roleTitle, rolesOf, type Person } from "./facts";
import { actionsOn, effectOf } from "./policy";
import { useSession } from "./store";
import styles from "./PlacePage.module.css";

/** The users whom the user may know, with the actions on each. */
export function PeoplePage() {
  const { facts, policy } = useSession();
  const offered = useOffered(
    actionsOn(policy, "account").filter((action) => effectOf(policy, action).name.startsWith("user.")),
  );
  return (
    <>
      <header className={styles.head}>
        <div className={styles.title}>
          <h1>People</h1>
          <p className={styles.faint}>Those whom you may know, by the snapshot of your session.</p>
        </div>
        <div className={styles.actions}>
          {offered.map((action) => (
            <ActionButton key={action} asked={{ action }} />
          ))}
        </div>
      </header>
      <section className={styles.list} aria-label="People">
        <ul>
          {facts.users.map((person) => (
            <PersonRow key={person.id} person={person} />
          ))}
        </ul>
      </section>
    </>
  );
}

function PersonRow({ person }: { person: Person }) {
  const { facts, policy } = useSession();
  const offered = useOffered(actionsOn(policy, "user"), { user: person.id });
  return (
    <li className={styles.row} data-user={person.id}>
      <Avatar name={person.name ?? person.id} />
      <div className={styles.what}>
        <p className={styles.name}>{person.name ?? person.id}</p>
        <p className={styles.faint}>
          {rolesOf(person)
            .map((role) => roleTitle(policy, facts, role))
            .join(", ")}
          {person.email !== undefined && `, ${person.email}`}
        </p>
      </div>
      <div className={styles.actions}>
        {offered.map((action) => (
          <ActionButton key={action} asked={{ action, resource: { user: person.id } }} look="quiet" />
        ))}
      </div>
    </li>
  );
}
