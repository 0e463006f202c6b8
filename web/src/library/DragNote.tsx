import { useDrag } from "./drag";
import styles from "./DragNote.module.css";

/** Says what a drop would do, or why it cannot, while something is dragged. */
export function DragNote() {
  const note = useDrag((state) => state.note);
  return (
    <p role="status" className={styles.note} hidden={note === null} data-testid="drag-note">
      {note}
    </p>
  );
}
