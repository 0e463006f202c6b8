// The facts of an account, as `lockstep-account/1` writes them. The page lists them; it never decides on them.
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

export interface With {
  user?: string;
  group?: string;
}

export interface Share {
  on: string;
  with: With;
  level: string;
}

export interface Comment {
  id: string;
  on: string;
  author: string;
}

export interface Facts {
  id: string;
  plan: string;
  limits?: Record<string, number>;
  users: Person[];
  groups: Group[];
  assets: Asset[];
  collections: Collection[];
  shares: Share[];
  links: { id: string; on: string }[];
  comments: Comment[];
}

const absent = { groups: [], assets: [], collections: [], shares: [], links: [], comments: [] };

export function factsOf(account: Account): Facts {
  const facts = account.toJSON() as Partial<Facts>;
  return { ...absent, ...facts } as Facts;
}

/** The name of whom a share, an owner mark or a link in a chain speaks of. */
export function nameOfWith(facts: Facts, who: With | undefined): string {
  if (who?.group) return facts.groups.find((group) => group.id === who.group)?.name ?? who.group;
  if (who?.user) return facts.users.find((user) => user.id === who.user)?.name ?? who.user;
  return "";
}
