// The fields of a form, by the effect of its action and the types that the policy declares.
import { contextOf, effectOf, inWords, kindOf, type Policy, type ValueType } from "./policy";

export type Input = "text" | "email" | "number" | "date" | "switch" | "words" | "person" | "role" | "place" | "choice";

export interface FormField {
  /** The field of the context. */
  readonly name: string;
  readonly label: string;
  readonly input: Input;
  /** The values of a choice. */
  readonly values?: readonly string[];
}

const inputs: Record<string, Input> = { bool: "switch", int: "number", strings: "words", time: "date" };

function fieldOf(name: string, label: string, type: ValueType): FormField {
  if (typeof type === "string") return { name, label, input: inputs[type] ?? "text" };
  return { name, label, input: "choice", values: type };
}

const name: FormField = { name: "name", label: "Name", input: "text" };
const place: FormField = { name: "to", label: "Place", input: "place" };
const email: FormField = { name: "email", label: "E-mail address", input: "email" };
const role: FormField = { name: "role", label: "Role", input: "role" };
const member: FormField = { name: "member", label: "Person", input: "person" };

const byEffect: Readonly<Record<string, readonly FormField[]>> = {
  rename: [name],
  move: [place],
  copy: [place],
  "user.add": [name, email, role],
  "user.provision": [email, role],
  "user.set_role": [role],
  "group.create": [name],
  "group.rename": [name],
  "group.add_member": [member],
  "group.remove_member": [member],
};

function ownFields(policy: Policy, action: string, kind: string | undefined): readonly FormField[] {
  const effect = effectOf(policy, action);
  switch (effect.name) {
    case "create":
      return kindOf(policy, effect.of).names === "id" ? [] : [name];
    case "relate":
      return [{ name: "with", label: inWords(effect.of), input: "person" }];
    case "set": {
      const type = kind === undefined ? undefined : kindOf(policy, kind).attributes?.[effect.of];
      return type === undefined ? [] : [fieldOf("value", inWords(effect.of), type)];
    }
    default:
      return byEffect[effect.name] ?? [];
  }
}

/** Returns the fields that a request of this action on such a resource has. */
export function fieldsOf(policy: Policy, action: string, kind?: string): readonly FormField[] {
  const ofConditions = contextOf(policy, action).map((field) =>
    fieldOf(field, inWords(field), policy.context?.[field] ?? "string"),
  );
  return [...ownFields(policy, action, kind), ...ofConditions];
}

/** Returns the value of a field as the context of a request has it; undefined where it is empty. */
export function contextValue({ input, name }: FormField, given: string): unknown {
  if (given === "") return undefined;
  switch (input) {
    case "switch":
      return given === "true";
    case "number":
      return Number(given);
    case "words":
      return given.split(",").map((word) => word.trim());
    case "date":
      return `${given}T00:00:00Z`;
    case "person":
      return name === "with" ? { user: given } : given;
    default:
      return given;
  }
}
