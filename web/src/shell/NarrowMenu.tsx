import { useDashboard } from "../session/store";
import { Modal } from "../ui/Modal";
import { Navigation } from "./Navigation";

/** The navigation over a page that has no room beside it. */
export function NarrowMenu() {
  const setMenuOpen = useDashboard((state) => state.setMenuOpen);
  return (
    <Modal shape="nav" title="Menu" onClose={() => setMenuOpen(false)}>
      <Navigation />
    </Modal>
  );
}
