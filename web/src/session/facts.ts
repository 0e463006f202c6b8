// The facts of an account, as `lockstep-account/1` writes them. The page lists them; it never decides on them.
import type { Level, Plan, Subject } from "lockstep";
import type { Account } from "lockstep/server";

export interface Person {
  id: string;
  name: string;
  email: string;
  role: string;
}

export interface Group {
  id: string;
  name: string;
  members: string[];
}

export interface Asset {
  id: string;
  kind: "file" | "folder";
  path: string;
  owner?: string;
  published?: boolean;
}

export interface Collection {
  id: string;
  name: string;
  owner?: string;
  items: string[];
}

export interface Share {
  on: string;
  with: Subject;
  level: Level;
}

export interface Comment {
  id: string;
  on: string;
  author: string;
}

export interface Facts {
  id: string;
  plan: Plan;
  limits?: Record<string, number>;
  users: Person[];
  groups: Group[];
  assets: Asset[];
  collections: Collection[];
  shares: Share[];
  links: { id: string; on: string }[];
  comments: Comment[];
}

type Lists = "groups" | "assets" | "collections" | "shares" | "links" | "comments";
type Written = Omit<Facts, Lists> & Partial<Facts>;

const absent: Pick<Facts, Lists> = { groups: [], assets: [], collections: [], shares: [], links: [], comments: [] };

/** What is empty is not written; here it is an empty list. */
export function factsOf(account: Account): Facts {
  const facts: Facts = { ...absent, ...(account.toJSON() as Written) };
  return {
    ...facts,
    groups: facts.groups.map((group) => ({ ...group, members: group.members ?? [] })),
    collections: facts.collections.map((collection) => ({ ...collection, items: collection.items ?? [] })),
  };
}

/** The name of whom a share, an owner mark or a link in a chain speaks of. */
export function nameOfSubject(facts: Facts, who: { readonly user?: string; readonly group?: string } | undefined): string {
  if (who?.group) return facts.groups.find((group) => group.id === who.group)?.name ?? who.group;
  if (who?.user) return facts.users.find((user) => user.id === who.user)?.name ?? who.user;
  return "";
}
