// Compares the facts of a snapshot with those of its account, list by list.

/** A list of facts, such as the users. */
export interface Section {
  readonly name: string;
  readonly all: number;
  readonly kept: number;
  /** Facts that the snapshot has with fewer fields. */
  readonly shortened: number;
  /** The facts that it has not. */
  readonly names: readonly string[];
}

type Fact = Readonly<Record<string, unknown>>;

/** Returns each list of the account, with what the snapshot leaves out of it. */
export function leftOut(account: object, snapshot: object): readonly Section[] {
  const kept = snapshot as Readonly<Record<string, unknown>>;
  return Object.entries(account)
    .filter((entry): entry is [string, Fact[]] => Array.isArray(entry[1]) && entry[1].length > 0)
    .map(([name, all]) => sectionOf(name, all, Array.isArray(kept[name]) ? (kept[name] as Fact[]) : []));
}

function sectionOf(name: string, all: readonly Fact[], kept: readonly Fact[]): Section {
  const fields = new Map(kept.map((fact) => [keyOf(fact), Object.keys(fact).length]));
  const missing = all.filter((fact) => !fields.has(keyOf(fact)));
  const shortened = all.filter((fact) => (fields.get(keyOf(fact)) ?? Infinity) < Object.keys(fact).length);
  return {
    name,
    all: all.length,
    kept: all.length - missing.length,
    shortened: shortened.length,
    names: missing.map(nameOf),
  };
}

/** Shares have no id: they are what they say. */
const keyOf = (fact: Fact): string =>
  typeof fact.id === "string" ? fact.id : JSON.stringify(fact, Object.keys(fact).sort());

function nameOf({ path, name, id, on, with: subject }: Fact): string {
  if (on !== undefined && id === undefined) return `${on} with ${Object.values((subject as object) ?? {}).join(" ")}`;
  return String(path ?? name ?? id);
}
