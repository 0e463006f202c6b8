import { useState } from "react";
import { nameOf } from "../session/paths";
import { Check } from "../ui/Check";
import { Choice, type Option } from "../ui/Choice";
import { Field, Problems } from "../ui/Field";
import { Labelled } from "../ui/Labelled";
import { FormFrame } from "./FormFrame";
import { personName, roleTitle, type Resource } from "./facts";
import { fieldsOf, contextValue, type FormField } from "./fields";
import { inWords, kindOf } from "./policy";
import { useAnswer, useAnswers, type Answer, type Asked } from "./question";
import { openDialog, useSession, useWorkspace } from "./store";
import styles from "./forms.module.css";

/** Returns the problems of a field; what is missing is no problem before it is filled in. */
const problemsOf = (decision: Answer, field: string): string[] =>
  decision.problems.filter((problem) => problem.field === field).map(({ message }) => message);

/** The form of an action: the fields that its effect needs, each decided by the engine while it is filled in. */
export function FormDialog({ asked }: { asked: Asked }) {
  const { policy, facts, listing } = useSession();
  const carryOut = useWorkspace((state) => state.carryOut);
  const resource = typeof asked.resource === "string" ? listing.byPath.get(asked.resource) : undefined;
  const fields = fieldsOf(policy, asked.action, resource?.kind);
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({});
  const contextWith = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      fields.flatMap((field) => {
        const value = contextValue(field, values[field.name] ?? (field.input === "switch" ? "false" : ""));
        return value === undefined ? [] : [[field.name, value]];
      }),
    );
  const full: Asked = { ...asked, context: { ...asked.context, ...contextWith(given) } };
  const [refusal, setRefusal] = useState<readonly [key: string, answer: Answer]>();
  const own = useAnswer(full);
  const decision = refusal?.[0] === JSON.stringify(full) ? refusal[1] : own;
  const isComplete = fields.every(({ name, input }) => input === "switch" || (given[name] ?? "") !== "");
  const elsewhere = decision.allowed || decision.problems.length > 0 ? [] : [decision.message];

  async function send() {
    const answer = await carryOut([full], placeName(asked, resource));
    if (answer?.allowed) openDialog(null);
    else if (answer) setRefusal([JSON.stringify(full), answer]);
  }

  const placeName = (one: Asked, at: Resource | undefined) =>
    typeof one.resource === "object"
      ? "user" in one.resource
        ? personName(facts, one.resource.user)
        : ""
      : at && nameOf(at.path);

  return (
    <FormFrame
      asked={asked}
      decision={isComplete ? decision : { ...decision, allowed: false }}
      lead={placeName(asked, resource)}
      problems={elsewhere}
      onSend={send}>
      <div className={styles.fields}>
        {fields.map((field) => (
          <Input
            key={field.name}
            field={field}
            asked={asked}
            value={given[field.name] ?? ""}
            problems={problemsOf(decision, field.name)}
            contextOf={(value) => ({ ...full.context, ...contextWith({ ...given, [field.name]: value }) })}
            onChange={(value) => setGiven({ ...given, [field.name]: value })}
          />
        ))}
      </div>
    </FormFrame>
  );
}

interface InputProps {
  field: FormField;
  asked: Asked;
  value: string;
  problems: readonly string[];
  contextOf: (value: string) => Asked["context"];
  onChange: (value: string) => void;
}

const types = { text: "text", words: "text", email: "email", number: "number", date: "date" } as const;

function Input(props: InputProps) {
  const { field, value, problems, onChange } = props;
  if (field.input === "switch")
    return (
      <div className={styles.switch}>
        <Check
          label={field.label}
          checked={value === "true"}
          onChange={(event) => onChange(String(event.target.checked))}
        />
        <span aria-hidden>{field.label}</span>
      </div>
    );
  if (field.input in types)
    return (
      <Field
        label={field.label}
        name={field.name}
        type={types[field.input as keyof typeof types]}
        value={value}
        problems={problems}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  return <ChoiceOf {...props} />;
}

/** A choice whose options the engine decides: one that it refuses is greyed, with the reason. */
function ChoiceOf({ field, asked, value, problems, contextOf, onChange }: InputProps) {
  const answers = useAnswers();
  const options = useOptions(field, asked).map((option): Option<string> => {
    const decision = answers.decide({ ...asked, context: contextOf(option.value) });
    const own = decision.problems.find((problem) => problem.field === field.name)?.message;
    const isOther = decision.allowed || (decision.problems.length > 0 && own === undefined);
    return isOther ? option : { ...option, off: true, note: own ?? decision.message };
  });
  return (
    <Labelled label={field.label}>
      <Choice label={field.label} value={value || null} options={options} onChoose={onChange} />
      <Problems problems={problems} />
    </Labelled>
  );
}

function useOptions(field: FormField, asked: Asked): readonly Option<string>[] {
  const { policy, facts, listing } = useSession();
  switch (field.input) {
    case "person":
      return facts.users.map(({ id }) => ({ value: id, title: personName(facts, id) }));
    case "role":
      return [...Object.keys(policy.roles), ...facts.roles.map(({ id }) => id)].map((id) => ({
        value: id,
        title: roleTitle(policy, facts, id),
      }));
    case "place": {
      const path = String(asked.resource);
      const { in: places = [] } = kindOf(policy, listing.byPath.get(path)?.kind ?? "");
      const fits = [...listing.byPath.values()].filter(
        (place) => places.includes(place.kind) && place.path !== path && !place.path.startsWith(`${path}/`),
      );
      return fits.map((place) => ({ value: place.path, title: nameOf(place.path), note: inWords(place.kind) }));
    }
    default:
      return (field.values ?? []).map((value) => ({ value, title: inWords(value) }));
  }
}
