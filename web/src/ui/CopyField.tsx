import { Check, Copy } from "lucide-react";
import { useId, useRef, useState } from "react";
import { Button } from "./Button";
import styles from "./CopyField.module.css";

/** A string to copy: in a field that can be selected, with a button that copies it. */
export function CopyField({ label, text }: { label: string; text: string }) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);

  async function copy() {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // Without permission to write to the clipboard the string stays selected, to be copied by key.
    }
  }

  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <div className={styles.row}>
        <input
          ref={field}
          id={id}
          className={styles.text}
          value={text}
          readOnly
          onFocus={(event) => event.target.select()}
        />
        <Button look="primary" icon={copied ? <Check /> : <Copy />} onClick={() => void copy()}>
          {copied ? "Copied" : "Copy link"}
        </Button>
      </div>
      <p role="status" className="visuallyHidden">
        {copied ? "The link is copied." : ""}
      </p>
    </div>
  );
}
