import { dayInWords } from "../session/days";
import { personName, relatedTo, type Resource } from "./facts";
import { inWords, kindOf, type ValueType } from "./policy";
import { useSession } from "./store";
import styles from "./FactChips.module.css";

function valueInWords(value: unknown, type: ValueType, name: string): string | undefined {
  if (value === undefined || value === false) return undefined;
  if (value === true) return inWords(name);
  if (Array.isArray(value)) return value.join(", ");
  if (type === "time") return `${inWords(name)} ${dayInWords(String(value))}`;
  return typeof type === "string" ? `${inWords(name)} ${String(value)}` : inWords(String(value));
}

/** The attributes and relations of a resource, as far as its user may know them. */
export function FactChips({ resource }: { resource: Resource }) {
  const { policy, facts } = useSession();
  const { attributes = {}, relations = {} } = kindOf(policy, resource.kind);
  const chips = Object.entries(attributes).flatMap(([name, type]) => {
    const words = valueInWords(resource.attributes?.[name], type, name);
    return words === undefined ? [] : [{ name, words }];
  });
  const people = Object.keys(relations).flatMap((relation) => {
    const names = relatedTo(resource, relation).map((user) => personName(facts, user));
    return names.length > 0 ? [{ relation, names: names.join(", ") }] : [];
  });
  if (chips.length + people.length === 0) return null;
  return (
    <ul className={styles.facts}>
      {chips.map(({ name, words }) => (
        <li key={name} className={styles.chip} data-attribute={name}>
          {words}
        </li>
      ))}
      {people.map(({ relation, names }) => (
        <li key={relation} className={styles.person} data-relation={relation}>
          <span>{inWords(relation)}</span> {names}
        </li>
      ))}
    </ul>
  );
}
