import { Tooltip } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";
import styles from "./Hint.module.css";

/** A tooltip around one control. What it says must also reach screen readers by the control's own name or description. */
export function Hint({ text, children }: { text: ReactNode; children: ReactElement }) {
  // Without a text too the same elements stand around the control: it keeps the focus when the answer changes.
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
