// The policy of the account, as the page reads it: what it names, and which control each of its actions needs. Whether
// an action is allowed, the engine alone says.

/** The type of an attribute or a context field: a word of the policy language, or the list of its values. */
export type ValueType = "bool" | "int" | "string" | "strings" | "time" | readonly string[];

export interface Kind {
  readonly in?: readonly string[];
  readonly names?: "title" | "key" | "id";
  readonly relations?: Readonly<Record<string, string>>;
  readonly attributes?: Readonly<Record<string, ValueType>>;
}

export interface ActionOfPolicy {
  readonly title?: string;
  readonly on: string | readonly string[];
  readonly level?: string;
  readonly does?: string;
  readonly maker?: string;
  readonly when?: readonly string[];
  readonly unless?: readonly string[];
  readonly host?: boolean;
  readonly public?: boolean;
  readonly destructive?: boolean;
}

export interface RoleOfPolicy {
  readonly title?: string;
  readonly level?: string;
  readonly allow: readonly unknown[];
}

type Level = readonly string[] | { readonly on?: readonly string[] };

/** The parts of a policy's document that the page draws (lockstep-policy/2). */
export interface Policy {
  readonly id: string;
  readonly title?: string;
  readonly plans?: readonly string[];
  readonly kinds?: Readonly<Record<string, Kind>>;
  readonly levels?: readonly string[] | Readonly<Record<string, Level>>;
  readonly context?: Readonly<Record<string, ValueType>>;
  readonly conditions?: Readonly<Record<string, { readonly if: string }>>;
  readonly actions: Readonly<Record<string, ActionOfPolicy>>;
  readonly roles: Readonly<Record<string, RoleOfPolicy>>;
  readonly customRoles?: { readonly levels?: readonly string[] };
  readonly titles?: Readonly<Record<string, string>>;
}

/** Returns `in_progress` as "In progress". */
export function inWords(name: string): string {
  const words = name.replaceAll(/[_-]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Returns the title of a plan, level, feature or limit. */
export const titleOf = (policy: Policy, name: string): string => policy.titles?.[name] ?? inWords(name);

/** Returns the titles of the levels that a decision names, such as `triage+write`. */
export const levelTitle = (policy: Policy, held: string): string =>
  held
    .split("+")
    .map((level) => titleOf(policy, level))
    .join(" + ");

export const actionTitle = (policy: Policy, action: string): string => policy.actions[action]?.title ?? inWords(action);

const listOf = (on: string | readonly string[]): readonly string[] => (typeof on === "string" ? [on] : on);

const isAskedHere = ({ host, public: isPublic }: ActionOfPolicy): boolean => !host && !isPublic;

/** Returns the actions on a kind, on `/`, or on what else an action may be on, in the order of the policy. */
export const actionsOn = (policy: Policy, on: string): string[] =>
  Object.entries(policy.actions)
    .filter(([, action]) => isAskedHere(action) && listOf(action.on).includes(on))
    .map(([name]) => name);

/** Returns the actions on a kind that have a button: shares are taken back where they are listed. */
export const buttonsOn = (policy: Policy, kind: string): string[] =>
  actionsOn(policy, kind).filter((action) => effectOf(policy, action).name !== "unshare");

/** What an action does: the effect, and the kind, relation or attribute that it names. */
export interface Effect {
  readonly name: string;
  readonly of: string;
}

export function effectOf(policy: Policy, action: string): Effect {
  const [name = "", of = ""] = (policy.actions[action]?.does ?? "").split(":");
  return { name, of };
}

/** Returns the actions on a kind, or on what else, that have an effect. */
export const actionsThat = (policy: Policy, effect: string, on: string): string[] =>
  actionsOn(policy, on).filter((action) => effectOf(policy, action).name === effect);

export const kindOf = (policy: Policy, kind: string): Kind => policy.kinds?.[kind] ?? {};

/** Returns the kinds that may be in a kind, or in `/`. */
export const kindsIn = (policy: Policy, kind: string): string[] =>
  Object.entries(policy.kinds ?? {})
    .filter(([, { in: places = [] }]) => places.includes(kind))
    .map(([name]) => name);

/** Returns the levels that may be given on a kind. */
export function levelsOn(policy: Policy, kind: string): string[] {
  const { levels = [] } = policy;
  if (Array.isArray(levels)) return [...levels];
  const isOn = (level: Level) => !("on" in level) || level.on === undefined || level.on.includes(kind);
  return Object.entries(levels as Record<string, Level>)
    .filter(([, level]) => isOn(level))
    .map(([name]) => name);
}

/** Returns the context fields that the conditions of an action read. */
export function contextOf(policy: Policy, action: string): string[] {
  const { when = [], unless = [] } = policy.actions[action] ?? {};
  const formulas = [...when, ...unless].map((name) => policy.conditions?.[name]?.if ?? "");
  const fields = formulas.flatMap((formula) => [...formula.matchAll(/\bcontext\.(\w+)/g)].map(([, field]) => field));
  return [...new Set(fields)].filter(
    (field) => field !== undefined && policy.context?.[field] !== undefined,
  ) as string[];
}

/** A kind by which users ask for something at a place: its maker needs no level there, and is named in it. */
export interface Asking {
  readonly kind: string;
  /** The action that makes one. */
  readonly action: string;
  /** The relation that names who asks. */
  readonly asker: string;
}

/** Returns what users may ask for at a kind of place. */
export const askingsOn = (policy: Policy, kind: string): Asking[] =>
  actionsThat(policy, "create", kind).flatMap((action) => {
    const { level, maker } = policy.actions[action] ?? {};
    return level === undefined && maker !== undefined && actionsThat(policy, "share", kind).length > 0
      ? [{ kind: effectOf(policy, action).of, action, asker: maker }]
      : [];
  });
