// The names that the documents define, for lists of choices and completions. Nothing is decided here.

import { reasons } from "../../../bindings/js/shared/generated/policy.js";
import type { Documents } from "./messages.js";

/** A user of the account, with the roles for readers. */
export interface KnownUser {
  readonly id: string;
  readonly roles: string;
}

/** A place or a thing that a request may be about. */
export interface KnownResource {
  readonly label: string;
  readonly kind: string;
  readonly resource: string | object;
}

/** An action, with the kinds of what it is on. */
export interface KnownAction {
  readonly name: string;
  readonly on: readonly string[];
}

export interface Names {
  readonly format: 1 | 2;
  readonly policy: string;
  readonly users: readonly KnownUser[];
  readonly resources: readonly KnownResource[];
  readonly actions: readonly KnownAction[];
  /** Ids and names by the word of the format for them: `role`, `level`, `plan`, and so on. */
  readonly words: Readonly<Record<string, readonly string[]>>;
}

// biome-ignore lint/suspicious/noExplicitAny: a document may be anything while it is written
type Json = any;

/** Reads names from what can be read; `before` are those of the documents until the last edit. */
export function namesIn(documents: Pick<Documents, "policy" | "account">, before?: Names): Names {
  const policy = parsed(documents.policy);
  const account = parsed(documents.account);
  if (policy === undefined || account === undefined) return before ?? namesOf({}, {});
  try {
    return namesOf(policy, account);
  } catch {
    return before ?? namesOf({}, {});
  }
}

function namesOf(policy: Json, account: Json): Names {
  const users = list(account.users).map(({ id, role, roles }) => ({
    id,
    roles: [role, roles].flat().filter(Boolean).join(", "),
  }));
  const places = [...list(account.resources), ...list(account.assets)];
  const collections = list(account.collections);
  const kinds = keys(policy.kinds);
  const attributes = [policy.users, ...Object.values(policy.kinds ?? {})].flatMap((each: Json) =>
    keys(each?.attributes),
  );
  return {
    format: policy.format === "lockstep-policy/1" ? 1 : 2,
    policy: text(policy.id),
    users,
    resources: [
      ...places.map((each) => ({
        label: each.path ?? `${each.kind} ${each.id}`,
        kind: each.kind,
        resource: each.path ?? { [each.kind]: each.id },
      })),
      ...collections.map(({ id, kind, name }) => ({
        label: `${kind ?? "collection"} ${name ?? id}`,
        kind: kind ?? "collection",
        resource: { [kind ?? "collection"]: id },
      })),
    ],
    actions: Object.entries(policy.actions ?? {}).map(([name, action]: [string, Json]) => ({
      name,
      on: [action?.on].flat().filter(Boolean),
    })),
    words: {
      action: keys(policy.actions),
      user: users.map(({ id }) => id),
      role: [...keys(policy.roles), ...ids(account.roles)],
      level: Array.isArray(policy.levels) ? policy.levels : keys(policy.levels),
      plan: list(policy.plans),
      feature: keys(policy.features),
      limit: keys(policy.limits),
      condition: keys(policy.conditions),
      kind: kinds.length > 0 ? kinds : ["file", "folder"],
      group: ids(account.groups),
      collection: ids(collections),
      link: ids(account.links),
      apiKey: ids(account.apiKeys),
      path: places.map(({ path }) => path).filter(Boolean),
      id: places.map(({ id }) => id).filter(Boolean),
      attribute: [...new Set(attributes)],
      relation: [...new Set(Object.values(policy.kinds ?? {}).flatMap((each: Json) => keys(each?.relations)))],
      context: keys(policy.context),
      policy: [text(policy.id)],
      reason: reasons,
    },
  };
}

function parsed(document: string): Json {
  try {
    return JSON.parse(document) ?? undefined;
  } catch {
    return undefined;
  }
}

const list = (value: Json): Json[] => (Array.isArray(value) ? value.filter((each) => each !== null) : []);
const ids = (value: Json): string[] => list(value).map(({ id }) => text(id));
const keys = (value: Json): string[] =>
  value && typeof value === "object" && !Array.isArray(value) ? Object.keys(value) : [];
const text = (value: Json): string => (typeof value === "string" ? value : "");
