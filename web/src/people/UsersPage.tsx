import { useDecision } from "lockstep/react";
import { Users } from "lucide-react";
import { ActionButton } from "../follow/ActionButton";
import { useDashboard, useSession } from "../session/store";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import page from "../ui/Page.module.css";
import { GroupCard } from "./GroupCard";
import { PersonRow } from "./PersonRow";
import styles from "./UsersPage.module.css";

export function UsersPage() {
  const question = { action: "user.view" } as const;
  const decision = useDecision(question);
  const explain = useDashboard((state) => state.explain);
  if (!decision.allowed) {
    return (
      <Empty
        icon={<Users />}
        title="You can't manage users here"
        level={1}
        action={<Button onClick={() => explain(question)}>Why?</Button>}>
        {decision.message}
      </Empty>
    );
  }
  return <People />;
}

function People() {
  const { facts } = useSession();
  const seats = facts.terms.limits.users;
  return (
    <>
      <header className={page.head}>
        <div>
          <h1>Users and groups</h1>
          <p className={page.faint}>
            {facts.users.length} of {seats} seats taken
          </p>
        </div>
        <ActionButton question={{ action: "user.add" }} look="primary" />
      </header>
      <section aria-label="Users" className={page.panel}>
        <ul>
          {facts.users.map((person) => (
            <PersonRow key={person.id} person={person} />
          ))}
        </ul>
      </section>
      <Groups />
    </>
  );
}

function Groups() {
  const { facts } = useSession();
  const { show, message, allowed } = useDecision({ action: "group.view" });
  if (show === "hidden") return null;
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
      {allowed && (
        <ul className={styles.cards}>
          {facts.groups.map((group) => (
            <GroupCard key={group.id} group={group} />
          ))}
        </ul>
      )}
    </section>
  );
}
