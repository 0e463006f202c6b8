import { useDashboard } from "../session/store";
import { Modal } from "../ui/Modal";
import { shortcuts } from "./useShortcuts";
import styles from "./Shortcuts.module.css";

export function Shortcuts() {
  const setOverlay = useDashboard((state) => state.setOverlay);
  return (
    <Modal title="Keyboard shortcuts" onClose={() => setOverlay(null)} testId="shortcuts">
      <dl className={styles.list}>
        {shortcuts.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
