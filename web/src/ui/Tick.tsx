import styles from "./Tick.module.css";

interface TickProps {
  label: string;
  checked: boolean;
  onChange: (on: boolean) => void;
}

/** A checkbox with its label beside it. */
export function Tick({ label, checked, onChange }: TickProps) {
  return (
    <label className={styles.tick}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}
