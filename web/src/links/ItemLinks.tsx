import type { Resource } from "lockstep";
import { useSession, type Session } from "../session/store";
import styles from "./ItemLinksDialog.module.css";
import { LinkRow } from "./LinkRow";

function isOn({ listing }: Session, on: string, resource: Resource): boolean {
  if (typeof resource === "string") return listing.byPath.get(resource)?.id === on;
  return "collection" in resource && resource.collection === on;
}

/** The public links on one file, folder or collection. */
export function ItemLinks({ resource }: { resource: Resource }) {
  const session = useSession();
  const links = session.facts.links.filter(({ on }) => isOn(session, on, resource));
  return links.length > 0 ? (
    <ul className={styles.list}>
      {links.map((link) => (
        <LinkRow key={link.id} link={link} isAlone />
      ))}
    </ul>
  ) : (
    <p className={styles.none}>Nobody can open this by a link yet.</p>
  );
}
