import { ActionMenu } from "../follow/ActionMenu";
import type { Group } from "lockstep/live";
import { actionsOn } from "../session/question";
import { useSession } from "../session/store";
import { PlaceLink } from "../shell/PlaceLink";
import { Avatar } from "../ui/Avatar";
import styles from "./GroupCard.module.css";

export function GroupCard({ group }: { group: Group }) {
  const { facts } = useSession();
  const resource = { group: group.id };
  const members = facts.users.filter((user) => group.members?.includes(user.id));
  const list = actionsOn(resource);
  return (
    <li className={styles.card}>
      <div className={styles.who}>
        <h3>
          <PlaceLink to={{ view: "group", item: group.id }} className={styles.link}>
            <bdi>{group.name}</bdi>
          </PlaceLink>
        </h3>
        <p>{members.map((user) => user.name).join(", ") || "Nobody yet"}</p>
      </div>
      <div className={styles.faces} aria-hidden>
        {members.slice(0, 4).map((user) => (
          <Avatar key={user.id} name={user.name} />
        ))}
      </div>
      <ActionMenu label={`Operations on ${group.name}`} resource={resource} actions={list} />
    </li>
  );
}
