import type { Resource } from "lockstep";
import { ActionButton } from "../follow/ActionButton";
import { nameOfPlace } from "../session/names";
import type { Question } from "../session/question";
import { useDashboard, useSession, type Session } from "../session/store";
import { Modal } from "../ui/Modal";
import { LinkRow } from "./LinkRow";
import styles from "./ItemLinksDialog.module.css";

function isOn({ listing }: Session, on: string, resource: Resource): boolean {
  if (typeof resource === "string") return listing.byPath.get(resource)?.id === on;
  return "collection" in resource && resource.collection === on;
}

/** The public links on one file, folder or collection, and one more. */
export function ItemLinksDialog({ question: { resource } }: { question: Question }) {
  const session = useSession();
  const openDialog = useDashboard((state) => state.openDialog);
  if (resource === undefined) return null;
  const links = session.facts.links.filter(({ on }) => isOn(session, on, resource));
  return (
    <Modal
      title="Public links"
      lead={nameOfPlace(session, resource)}
      onClose={() => openDialog(null)}
      testId="links"
      footer={<ActionButton question={{ action: "link.create", resource }} look="primary" />}>
      {links.length > 0 ? (
        <ul className={styles.list}>
          {links.map((link) => (
            <LinkRow key={link.id} link={link} isAlone />
          ))}
        </ul>
      ) : (
        <p className={styles.none}>Nobody can open this by a link yet.</p>
      )}
    </Modal>
  );
}
