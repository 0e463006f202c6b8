import { ActionButton } from "../follow/ActionButton";
import { nameOfPlace } from "../session/names";
import type { Question } from "../session/question";
import { useDashboard, useSession } from "../session/store";
import { Modal } from "../ui/Modal";
import { ItemLinks } from "./ItemLinks";

/** The public links on one file, folder or collection, and one more. */
export function ItemLinksDialog({ question: { resource } }: { question: Question }) {
  const session = useSession();
  const openDialog = useDashboard((state) => state.openDialog);
  if (resource === undefined) return null;
  return (
    <Modal
      title="Public links"
      lead={nameOfPlace(session, resource)}
      onClose={() => openDialog(null)}
      testId="links"
      footer={<ActionButton question={{ action: "link.create", resource }} look="primary" />}>
      <ItemLinks resource={resource} />
    </Modal>
  );
}
