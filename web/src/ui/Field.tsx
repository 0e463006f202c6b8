import { useId, type ComponentProps, type ReactNode } from "react";
import { CircleAlert } from "lucide-react";
import styles from "./Field.module.css";

interface FieldProps extends Omit<ComponentProps<"input">, "id"> {
  label: string;
  problems: readonly string[];
  note?: ReactNode;
}

/** An input field with the engine's problems, which screen readers announce. */
export function Field({ label, problems, note, ...input }: FieldProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <input
        {...input}
        id={id}
        className={styles.input}
        aria-invalid={problems.length > 0}
        aria-describedby={`${id}-problems`}
        autoComplete="off"
        spellCheck={false}
      />
      {note && <p className={styles.note}>{note}</p>}
      <Problems id={`${id}-problems`} problems={problems} />
    </div>
  );
}

interface WordsProps extends Omit<ComponentProps<"textarea">, "id"> {
  label: string;
}

/** A field of several lines. */
export function Words({ label, ...area }: WordsProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <textarea {...area} id={id} rows={4} className={styles.words} />
    </div>
  );
}

export function Problems({ id, problems }: { id?: string; problems: readonly string[] }) {
  return (
    <div id={id} aria-live="polite">
      {problems.map((problem) => (
        <p key={problem} className={styles.problem} data-problem>
          <CircleAlert aria-hidden />
          {problem}
        </p>
      ))}
    </div>
  );
}
