import type { ReactNode } from "react";
import styles from "./Labelled.module.css";

/** A label over a choice, which says its label itself to screen readers. */
export function Labelled({ label, note, children }: { label: string; note?: string; children: ReactNode }) {
  return (
    <div className={styles.labelled}>
      <span className={styles.label} aria-hidden>
        {label}
      </span>
      {children}
      {note !== undefined && <p className={styles.note}>{note}</p>}
    </div>
  );
}
