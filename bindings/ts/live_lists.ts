// What the server lists for a person's screens: each entry as that person may know it.

import type { Builtin } from "./generated/policy.js";
import type { Principal, Request, Subject } from "./types.js";
import type { Vocabulary } from "./vocabulary.js";

export interface User {
  readonly id: string;
  readonly name: string;
  /** For those who run users. */
  readonly email?: string;
  /** An account may have a role that the policy lacks. */
  readonly role: string;
}

export interface Group {
  readonly id: string;
  readonly name: string;
  /** All of them for those who run groups; for others at most themselves. */
  readonly members?: readonly string[];
}

export interface Asset {
  readonly id: string;
  /** Absent while nothing has said what it is. */
  readonly kind?: "file" | "folder";
  readonly path: string;
  readonly owner?: string;
  readonly published?: boolean;
  readonly inherit?: boolean;
}

export interface Collection {
  readonly id: string;
  readonly name: string;
  readonly owner?: string;
  /** Ids of assets. */
  readonly items?: readonly string[];
}

export interface Share<V extends Vocabulary = Builtin> {
  /** The id of an asset or a collection. */
  readonly on: string;
  /** Where it was made, in a list of the shares on one path: there, or on a folder above. */
  readonly path?: string;
  readonly with: Subject;
  readonly level: V["level"];
  readonly until?: string;
  /** In a list of the shares on one thing: it has ended, and gives nothing. */
  readonly ended?: boolean;
}

export interface Link {
  readonly id: string;
  readonly on: string;
  readonly startsAt?: string;
  readonly endsAt?: string;
  readonly hasPassword?: boolean;
  readonly exposeUnpublished?: boolean;
  /** The link has ended: it opens nothing, and cannot be edited. */
  readonly ended?: boolean;
}

export interface ApiKey {
  readonly id: string;
  readonly kind: "standard" | "restricted";
  /** What a restricted key may do with media. */
  readonly media?: "none" | "read" | "write";
  /** When a rolled key ends. */
  readonly endsAt?: string;
}

export interface Comment {
  readonly id: string;
  readonly on: string;
  readonly author?: string;
  readonly name?: string;
}

export interface AuditEntry {
  readonly sequence: number;
  readonly at: string;
  readonly actor: string;
  readonly principal: Principal;
  readonly action: string;
  readonly request?: Partial<Request<Vocabulary>>;
  readonly allowed: boolean;
  readonly reason?: string;
  readonly revision: number;
  readonly previous: string;
  readonly hash: string;
}

/** The lists by their names, with what each holds. */
export interface Lists<V extends Vocabulary = Builtin> {
  readonly users: User;
  readonly groups: Group;
  readonly assets: Asset;
  readonly collections: Collection;
  readonly shares: Share<V>;
  readonly links: Link;
  /** For those who run API keys. */
  readonly apiKeys: ApiKey;
  readonly comments: Comment;
  /** Newest first: the entries of the areas that this person may read. */
  readonly audit: AuditEntry;
}

export interface ListOptions {
  /** Of shares: those on this path and above it, for who may see who has access. */
  readonly path?: string | undefined;
  /** Of shares: those on this collection, for who may share it. */
  readonly collection?: string | undefined;
  /** No more entries than these. */
  readonly most?: number | undefined;
}

/** What holds for the account as a whole. */
export interface Terms<V extends Vocabulary = Builtin> {
  readonly plan: V["plan"];
  readonly features: Readonly<Record<V["feature"], boolean>>;
  readonly limits: Readonly<Record<V["limit"], number>>;
  /** How many there are of what is limited, to those for whom it counts. */
  readonly counts?: Readonly<Partial<Record<V["limit"], number>>>;
}

/** Puts the pages of a list together. */
export async function everyPage<T>(name: string, { path, collection, most = Infinity }: ListOptions, ask: (address: string) => Promise<unknown>): Promise<readonly T[]> {
  const entries: T[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ limit: String(Math.min(200, most - entries.length)) });
    for (const [key, value] of Object.entries({ path, collection, cursor })) if (value !== undefined) query.set(key, value);
    const page = (await ask(`${name}?${query}`)) as Record<string, T[]> & { readonly next?: string };
    entries.push(...(page[name] ?? []));
    cursor = page.next;
  } while (cursor !== undefined && entries.length < most);
  return entries;
}
