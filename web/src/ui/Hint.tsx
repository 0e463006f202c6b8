import { Tooltip } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";
import styles from "./Hint.module.css";

/**
 * A tooltip around one control. Its content must also reach screen readers by the control's own name or description.
 */
export function Hint({ text, children }: { text: ReactNode; children: ReactElement }) {
  // The same elements are around the control without a hint too, so that it keeps the focus when the answer changes.
  return (
    <Tooltip.Root disabled={!text}>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={8} collisionPadding={12} className={styles.positioner}>
          <Tooltip.Popup className={styles.hint}>{text}</Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
