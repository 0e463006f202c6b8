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
  onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}

export function Check({ label, checked, mixed = false, tabIndex, className, onChange }: CheckProps) {
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
        onChange={onChange}
      />
      <span className={styles.box} aria-hidden>
        {mixed ? <Minus /> : <Tick />}
      </span>
    </label>
  );
}
