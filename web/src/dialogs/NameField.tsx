import type { Decision } from "lockstep";
import { useAccess, type Questions } from "lockstep/react";
import type { Question } from "../session/question";
import { nameRule } from "../session/words";
import { Button } from "../ui/Button";
import { Field } from "../ui/Field";
import styles from "./NameField.module.css";
import { problemsOf } from "./useRequest";

const isRefused = ({ problems }: Decision) => problems.some(({ code }) => code === "name_invalid");

/** The nearest name that the engine takes, of those that people mean by this one. */
function suggestionFor(access: Questions, asked: Question, name: string): string | undefined {
  const plain = name.normalize("NFD").replace(/\p{M}/gu, "");
  const tries = [
    name.trim().replace(/\s+/g, "_"),
    plain.replace(/[^A-Za-z0-9.-]+/g, "_"),
    plain.replace(/[^A-Za-z0-9-]+/g, "_"),
    plain.replace(/[^A-Za-z0-9]+/g, " ").trim(),
  ];
  return tries
    .map((one) => one.replace(/^_+|_+$/g, ""))
    .find((one) => one !== "" && !isRefused(access.decide({ ...asked, context: { name: one } })));
}

interface NameFieldProps {
  label: string;
  asked: Question;
  decision: Decision;
  name: string;
  onChange: (name: string) => void;
}

/** A field for a name, with the rule for it and, where the name breaks that, one that does not. */
export function NameField({ label, asked, decision, name, onChange }: NameFieldProps) {
  const access = useAccess();
  const suggestion = isRefused(decision) ? suggestionFor(access, asked, name) : undefined;
  return (
    <div className={styles.name}>
      <Field
        label={label}
        name="name"
        value={name}
        problems={problemsOf(decision)}
        note={nameRule(asked.action)}
        onChange={(event) => onChange(event.target.value)}
      />
      {suggestion !== undefined && (
        <Button look="quiet" className={styles.suggestion} onClick={() => onChange(suggestion)}>
          Use “{suggestion}”
        </Button>
      )}
    </div>
  );
}
