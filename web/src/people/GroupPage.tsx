import type { Group, User } from "lockstep/live";
import { useDecision } from "lockstep/react";
import { Users } from "lucide-react";
import { ActionButton } from "../follow/ActionButton";
import { ActionMenu } from "../follow/ActionMenu";
import { many } from "../session/counting";
import { endInWords } from "../session/days";
import { actionsOn } from "../session/question";
import { useDashboard, useSession } from "../session/store";
import { levelTitle, roleTitle } from "../session/titles";
import { useAnswer } from "../session/useAnswer";
import { PlaceLink } from "../shell/PlaceLink";
import { Avatar } from "../ui/Avatar";
import { Empty } from "../ui/Empty";
import { BackToPeople } from "./BackToPeople";
import { ThingLink } from "./ThingLink";
import { UsersOnly } from "./UsersOnly";
import styles from "./people.module.css";

/** One group: its members, and what is shared with it. */
export function GroupPage() {
  const id = useDashboard((state) => state.item);
  const { facts } = useSession();
  const may = useDecision({ action: "group.view" });
  const group = facts.groups.find((one) => one.id === id);
  return (
    <UsersOnly>
      <BackToPeople />
      {may.allowed && group ? (
        <OneGroup group={group} />
      ) : (
        <Empty icon={<Users />} title={may.allowed ? "There's no group with this ID" : "No groups here"} level={1}>
          {may.allowed ? "The group may have been deleted." : may.message}
        </Empty>
      )}
    </UsersOnly>
  );
}

function OneGroup({ group }: { group: Group }) {
  const { facts } = useSession();
  const resource = { group: group.id };
  const members = facts.users.filter((user) => group.members?.includes(user.id));
  return (
    <>
      <header className={styles.head}>
        <div className={styles.title}>
          <h1>
            <bdi>{group.name}</bdi>
          </h1>
          <p className={styles.faint}>{many(members.length, "member")}</p>
        </div>
        <div className={styles.tools}>
          <ActionButton question={{ action: "group.add_member", resource }} shrinks />
          <ActionMenu label={`Operations on ${group.name}`} resource={resource} actions={actionsOn(resource)} />
        </div>
      </header>
      <section aria-labelledby="group-members" className={styles.part}>
        <h2 id="group-members">Members</h2>
        {members.length === 0 && <p className={styles.faint}>Nobody yet.</p>}
        <ul className={styles.rows} data-testid="members">
          {members.map((user) => (
            <Member key={user.id} user={user} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="group-shares" className={styles.part}>
        <h2 id="group-shares">Shared with this group</h2>
        <Shares group={group} />
      </section>
    </>
  );
}

function Member({ user }: { user: User }) {
  return (
    <li className={styles.member} data-person={user.id}>
      <Avatar name={user.name} />
      <PlaceLink to={{ view: "person", item: user.id }} className={styles.link}>
        <bdi>{user.name}</bdi>
      </PlaceLink>
      <span className={styles.faint}>{roleTitle(user.role)}</span>
    </li>
  );
}

function Shares({ group }: { group: Group }) {
  const { value: shares, problem } = useAnswer(`shares of the group ${group.id}`, (live) =>
    live.list("shares", { group: group.id }),
  );
  if (problem !== undefined) return <p>{problem}</p>;
  if (shares === undefined) return <p role="status">Asking the server…</p>;
  if (shares.length === 0) return <p className={styles.faint}>Nothing yet.</p>;
  return (
    <ul className={styles.rows} data-testid="group-shares">
      {shares.map(({ on, path, level, until, ended }) => (
        <li key={on} className={styles.row} data-place={path ?? `collection ${on}`}>
          <div className={styles.what}>
            <ThingLink path={path} collection={path === undefined ? on : undefined} />
          </div>
          <p className={styles.level}>{levelTitle(level)}</p>
          <p className={styles.through}>
            {ended ? "Ended" : until === undefined ? "No end" : `Until ${endInWords(until)}`}
          </p>
        </li>
      ))}
    </ul>
  );
}
