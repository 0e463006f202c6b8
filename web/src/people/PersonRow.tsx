import { ActionButton } from "../follow/ActionButton";
import type { User } from "lockstep/live";
import { useSession } from "../session/store";
import { PlaceLink } from "../shell/PlaceLink";
import { Avatar } from "../ui/Avatar";
import { RoleMenu } from "./RoleMenu";
import styles from "./PersonRow.module.css";

export function PersonRow({ person }: { person: User }) {
  const { facts } = useSession();
  const resource = { user: person.id };
  const groups = facts.groups.filter((group) => group.members?.includes(person.id)).map((group) => group.name);
  return (
    <li className={styles.row} data-person={person.id}>
      <Avatar name={person.name} />
      <div className={styles.who}>
        <p className={styles.name}>
          <PlaceLink to={{ view: "person", item: person.id }} className={styles.link}>
            <bdi>{person.name}</bdi>
          </PlaceLink>
        </p>
        <p className={styles.faint}>{person.email}</p>
      </div>
      <p className={styles.groups}>{groups.join(", ")}</p>
      <div className={styles.role}>
        <RoleMenu person={person} />
      </div>
      <div className={styles.tools}>
        <ActionButton question={{ action: "user.edit", resource }} look="quiet" iconOnly />
        <ActionButton question={{ action: "user.remove", resource }} look="quiet" iconOnly />
      </div>
    </li>
  );
}
