// What a user's snapshot says of the account: the page draws it, and never decides by it.
import type { Snapshot } from "lockstep";
import { nameOf, parentOf } from "../session/paths";
import { actionsOn, inWords, type Policy } from "./policy";
import type { Answers } from "./question";

export interface Resource {
  readonly id: string;
  readonly kind: string;
  readonly path: string;
  readonly relations?: Readonly<Record<string, string | readonly string[]>>;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly inherit?: boolean | readonly string[];
}

export interface Person {
  readonly id: string;
  readonly name?: string;
  readonly email?: string;
  readonly role?: string;
  readonly roles?: readonly string[];
}

export interface Group {
  readonly id: string;
  readonly name: string;
}

/** A role of the account's own. */
export interface OwnRole {
  readonly id: string;
  readonly title?: string;
  readonly level?: string;
  readonly allow?: readonly unknown[];
  readonly except?: readonly string[];
}

export interface Facts {
  readonly plan: string;
  readonly resources: readonly Resource[];
  readonly users: readonly Person[];
  readonly groups: readonly Group[];
  readonly roles: readonly OwnRole[];
  readonly shares: readonly Share[];
}

export interface Receiver {
  readonly user?: string;
  readonly group?: string;
  readonly role?: string;
  readonly everyone?: true;
}

export interface Share {
  readonly on: string;
  readonly path?: string;
  readonly with: Receiver;
  readonly level: string | readonly string[];
  readonly until?: string;
  readonly ended?: boolean;
}

export function factsOf(snapshot: Snapshot): Facts {
  const {
    plan = "",
    resources = [],
    users = [],
    groups = [],
    roles = [],
    shares = [],
  } = snapshot as unknown as Partial<Facts>;
  return { plan, resources, users, groups, roles, shares };
}

/** The resources at which a user may do something. */
export interface Listing {
  readonly byPath: ReadonlyMap<string, Resource>;
  /** By the path of the nearest place above that is listed. */
  readonly children: ReadonlyMap<string, readonly Resource[]>;
}

const names = new Intl.Collator("en", { numeric: true });

/** Lists what the engine allows an action on; the rest of a snapshot is there for decisions alone. */
export function listFor(policy: Policy, answers: Answers, { resources }: Facts): Listing {
  const isListed = ({ kind, path }: Resource) => actionsOn(policy, kind).some((action) => answers.can(action, path));
  const listed = resources.filter(isListed).sort((one, other) => names.compare(one.path, other.path));
  const byPath = new Map(listed.map((resource) => [resource.path, resource]));
  const children = new Map<string, Resource[]>();
  for (const resource of listed) {
    const above = nearestAbove(byPath, resource.path);
    children.set(above, [...(children.get(above) ?? []), resource]);
  }
  return { byPath, children };
}

export function nearestAbove(byPath: ReadonlyMap<string, Resource>, path: string): string {
  let at = parentOf(path);
  while (at !== "/" && !byPath.has(at)) at = parentOf(at);
  return at;
}

/** Returns the listed places above a path, the outermost first, and the path's own. */
export function trailOf({ byPath }: Listing, path: string): Resource[] {
  const trail: Resource[] = [];
  for (let at = byPath.get(path); at; at = byPath.get(nearestAbove(byPath, at.path))) trail.unshift(at);
  return trail;
}

/** Returns the users that a relation of a resource names. */
export function relatedTo(resource: Resource, relation: string): readonly string[] {
  const related = resource.relations?.[relation] ?? [];
  return typeof related === "string" ? [related] : related;
}

export const rolesOf = ({ role, roles }: Person): readonly string[] => roles ?? (role === undefined ? [] : [role]);

export const personName = ({ users }: Facts, id: string): string => users.find((user) => user.id === id)?.name ?? id;

export function roleTitle(policy: Policy, { roles }: Facts, id: string): string {
  return policy.roles[id]?.title ?? roles.find((role) => role.id === id)?.title ?? inWords(id);
}

export function receiverName(policy: Policy, facts: Facts, who: Receiver): string {
  if (who.everyone) return "Everyone in the account";
  if (who.group !== undefined) return facts.groups.find(({ id }) => id === who.group)?.name ?? who.group;
  if (who.role !== undefined) return roleTitle(policy, facts, who.role);
  return personName(facts, who.user ?? "");
}

/** A resource by its name; one whose name is an id, by its kind. */
export const resourceName = ({ path }: Resource): string => nameOf(path);
