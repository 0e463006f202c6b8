import type { ChangeEvent } from "react";
import { Check as Tick, Minus } from "lucide-react";
import { classes } from "./classes";
import styles from "./Check.module.css";

interface CheckProps {
  label: string;
  checked: boolean;
  mixed?: boolean;
  tabIndex?: number;
  className?: string | undefined;
  /** Greyed: it keeps the focus, and cannot be switched. */
  isOff?: boolean;
  onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}

export function Check({ label, checked, mixed = false, tabIndex, className, isOff, onChange }: CheckProps) {
  return (
    <label className={classes(styles.check, className)}>
      <input
        type="checkbox"
        aria-label={label}
        checked={checked}
        tabIndex={tabIndex}
        ref={(input) => {
          if (input) input.indeterminate = mixed;
        }}
        aria-disabled={isOff || undefined}
        onChange={(event) => !isOff && onChange(event)}
      />
      <span className={styles.box} aria-hidden>
        {mixed ? <Minus /> : <Tick />}
      </span>
    </label>
  );
}
