// The server's lists for screens: each entry as the user may know it.

import type { Builtin } from "../shared/generated/policy.js";
import type { Principal, Request, Subject } from "../shared/request.js";
import type { Vocabulary } from "../shared/vocabulary.js";

/** A user of the account. */
export interface User {
  /** The user's id. */
  readonly id: string;
  /** The user's name. */
  readonly name: string;
  /** Present for callers who manage users. */
  readonly email?: string;
  /** An account may have a role that the policy lacks. */
  readonly role: string;
}

/** A group of users. */
export interface Group {
  /** The group's id. */
  readonly id: string;
  /** The group's name. */
  readonly name: string;
  /** All members for callers who manage groups; for others at most themselves. */
  readonly members?: readonly string[];
}

/** A file or folder. */
export interface Asset {
  /** The asset's id. */
  readonly id: string;
  /** Absent while it is not known. */
  readonly kind?: "file" | "folder";
  /** Its path. */
  readonly path: string;
  /** The id of its owner, if the caller knows that user and may see who has access. */
  readonly owner?: string;
  /** `false` for a draft; absent for `true`. */
  readonly published?: boolean;
  /** `false` if levels from the folders above end here; absent for `true`. */
  readonly inherit?: boolean;
}

/** A collection of files and folders. */
export interface Collection {
  /** The collection's id. */
  readonly id: string;
  /** Its name. */
  readonly name: string;
  /** The id of its owner. */
  readonly owner?: string;
  /** Ids of assets. */
  readonly items?: readonly string[];
}

/** A level that a user or group has at one place. */
export interface Share<V extends Vocabulary = Builtin> {
  /** The id of an asset or a collection. */
  readonly on: string;
  /** In a list of the shares on one path, or with one user or group: the path of the share. */
  readonly path?: string;
  /** The user or group that has it. */
  readonly with: Subject;
  /** The level that it gives. */
  readonly level: V["level"];
  /** Its end, if it has one. */
  readonly until?: string;
  /** In a list of the shares on one thing, or with one user or group: it has ended, and gives nothing. */
  readonly ended?: boolean;
}

/** A public link. */
export interface Link {
  /** The link's id. */
  readonly id: string;
  /** The id of the asset or collection that it opens. */
  readonly on: string;
  /** When it begins. */
  readonly startsAt?: string;
  /** When it ends. */
  readonly endsAt?: string;
  /** Whether it needs a password. */
  readonly hasPassword?: boolean;
  /** Whether it also shows files that are not published. */
  readonly exposeUnpublished?: boolean;
  /** The link has ended: it opens nothing, and cannot be edited. */
  readonly ended?: boolean;
}

/** An API key of the account, without its secret. */
export interface ApiKey {
  /** The key's id. */
  readonly id: string;
  /** A standard key has every scope, a restricted one has those of `media`. */
  readonly kind: "standard" | "restricted";
  /** What a restricted key may do with media. */
  readonly media?: "none" | "read" | "write";
  /** When a rolled key ends. */
  readonly endsAt?: string;
}

/** A comment on a file. */
export interface Comment {
  /** The comment's id. */
  readonly id: string;
  /** The id of the file. */
  readonly on: string;
  /** The id of its author. */
  readonly author?: string;
  /** The name of its author. */
  readonly name?: string;
}

/** An entry of the audit log. Each names the hash of the entry before it. */
export interface AuditEntry {
  /** The number of the entry, from 1. */
  readonly sequence: number;
  /** When the request was decided. */
  readonly at: string;
  /** The sender: a user by id, or a service key by name. Absent, with `principal` and `request`, once erased. */
  readonly actor?: string;
  /** The principal that it was decided for. */
  readonly principal?: Principal;
  /** The action that was requested. */
  readonly action: string;
  /** The request as it was sent; absent if it was longer than 8 KiB, or was erased. */
  readonly request?: Partial<Request<Vocabulary>>;
  /** Whether it was allowed, and so carried out. */
  readonly allowed: boolean;
  /** Why it was denied. */
  readonly reason?: string;
  /** The revision after it. */
  readonly revision: number;
  /** The hash of the entry before; empty for the first. */
  readonly previous: string;
  /** The hash of this entry. */
  readonly hash: string;
}

/** The lists by their names, with what each holds. */
export interface Lists<V extends Vocabulary = Builtin> {
  /** The users that the caller knows. */
  readonly users: User;
  /** The groups that the caller knows. */
  readonly groups: Group;
  /** The listed files and folders that the caller may see. */
  readonly assets: Asset;
  /** The collections that the caller may see. */
  readonly collections: Collection;
  /** The shares that the caller knows. */
  readonly shares: Share<V>;
  /** The public links that the caller may see. */
  readonly links: Link;
  /** The API keys, for callers who manage them. */
  readonly apiKeys: ApiKey;
  /** The comments that the caller may read. */
  readonly comments: Comment;
  /** The entries of the areas that the caller may read, newest first. */
  readonly audit: AuditEntry;
}

/** Which entries of a list to load. */
export interface ListOptions {
  /** For `shares`: those on this path and above it, if the caller may see who has access. */
  readonly path?: string | undefined;
  /** For `shares`: those on this collection, if the caller may share it. */
  readonly collection?: string | undefined;
  /** For `shares`: those with this user, where the caller may see who has access. */
  readonly user?: string | undefined;
  /** For `shares`: those with this group, where the caller may see who has access. */
  readonly group?: string | undefined;
  /** The most entries to load. */
  readonly most?: number | undefined;
}

/** The terms of the account as a whole. */
export interface Terms<V extends Vocabulary = Builtin> {
  /** The plan of the account. */
  readonly plan: V["plan"];
  /** Whether each feature is on. */
  readonly features: Readonly<Record<V["feature"], boolean>>;
  /** The value of each limit. */
  readonly limits: Readonly<Record<V["limit"], number>>;
  /** How many there are of each limited thing, for callers that the limit applies to. */
  readonly counts?: Readonly<Partial<Record<V["limit"], number>>>;
}

/** The lists that one request loads together, and the terms. */
export interface Together<V extends Vocabulary = Builtin> extends Omit<Lists<V>, "shares" | "audit"> {
  /** The terms of the account. */
  readonly terms: Terms<V>;
}

/** What was loaded together: each list by its name. Those that a later call finds unchanged are the same arrays. */
export type LoadedTogether<Name extends keyof Together, V extends Vocabulary = Builtin> = {
  readonly [Each in Name]: Each extends "terms" ? Terms<V> : readonly Together<V>[Each][];
} & {
  /** Identifies the entries for the next call. */
  readonly at: string;
};

interface Identified {
  readonly id: string;
}

interface Changes {
  readonly at: string;
  /** Whether the lists are whole. */
  readonly whole?: boolean;
  readonly terms?: unknown;
  readonly gone?: Readonly<Record<string, readonly string[]>>;
  readonly [list: string]: unknown;
}

function merged(
  known: readonly Identified[],
  differing: readonly Identified[] = [],
  gone: readonly string[] = [],
): readonly Identified[] {
  if (differing.length === 0 && gone.length === 0) return known;
  const entries = new Map(known.map((entry) => [entry.id, entry]));
  for (const id of gone) entries.delete(id);
  for (const entry of differing) entries.set(entry.id, entry);
  return [...entries.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Loads lists by one request; after a `before`, what differs from it. */
export async function together<V extends Vocabulary, Name extends keyof Together>(
  names: readonly Name[],
  before: LoadedTogether<Name, V> | undefined,
  ask: (address: string) => Promise<unknown>,
): Promise<LoadedTogether<Name, V>> {
  const query = new URLSearchParams({ names: names.join(), ...(before && { since: before.at }) });
  const changes = (await ask(`lists?${query}`)) as Changes;
  const known = changes.whole ? undefined : (before as Changes | undefined);
  const loaded: Record<string, unknown> = { at: changes.at };
  for (const name of names)
    loaded[name] =
      name === "terms"
        ? (changes.terms ?? known?.terms)
        : merged(
            (known?.[name] ?? []) as readonly Identified[],
            changes[name] as readonly Identified[] | undefined,
            changes.gone?.[name],
          );
  return loaded as LoadedTogether<Name, V>;
}

/** Puts the pages of a list together. */
export async function everyPage<T>(
  name: string,
  { path, collection, user, group, most = Infinity }: ListOptions,
  ask: (address: string) => Promise<unknown>,
): Promise<readonly T[]> {
  const entries: T[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ limit: String(Math.min(200, most - entries.length)) });
    for (const [key, value] of Object.entries({ path, collection, user, group, cursor }))
      if (value !== undefined) query.set(key, value);
    const page = (await ask(`${name}?${query}`)) as Record<string, T[]> & { readonly next?: string };
    entries.push(...(page[name] ?? []));
    cursor = page.next;
  } while (cursor !== undefined && entries.length < most);
  return entries;
}
