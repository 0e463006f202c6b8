// The words of requests and decisions, as they stand in JSON. `V` is the vocabulary of the policy that they are of.

import type { Builtin, Reason } from "./generated/policy.js";
import type { Vocabulary } from "./vocabulary.js";

/** A point in time: a Date, or a text such as 2026-01-15T12:00:00Z. */
export type Moment = Date | string;

/**
 * Who asks. `system` is the host acting for itself; a visitor holds a public link and no account. `passwordVerified` is a
 * trusted field: the host sets it once the visitor has given the password of the link.
 */
export type Principal =
  | { readonly user: string }
  | { readonly apiKey: string }
  | { readonly visitor: true; readonly link?: string; readonly passwordVerified?: boolean }
  | { readonly system: true };

/** What is asked about. A string is the path of a file or folder. */
export type Resource =
  | string
  | { readonly path: string; readonly kind?: "file" | "folder" }
  | { readonly collection: string }
  | { readonly user: string }
  | { readonly group: string }
  | { readonly link: string; readonly path?: string }
  | { readonly apiKey: string };

/** Whom something is shared with. */
export type Subject = { readonly user: string; readonly group?: never } | { readonly group: string; readonly user?: never };

/**
 * The circumstances of a request. Each may be absent: a decision checks what is there and names in `unverified` what
 * is not. `owner`, `passwordVerified`, `now` and the `id` of something new are trusted fields; a server never takes them
 * from a client.
 */
export interface Context<V extends Vocabulary = Builtin> {
  /** The destination folder. */
  readonly to?: string | undefined;
  readonly asset?: string | undefined;
  readonly collection?: string | undefined;
  readonly with?: Subject | undefined;
  readonly level?: V["level"] | undefined;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly role?: V["role"] | undefined;
  readonly member?: string | undefined;
  readonly members?: readonly string[] | undefined;
  /** The id of what is created; a random one where it is absent. Of an item's links, which one is meant. */
  readonly id?: string | undefined;
  readonly comment?: string | undefined;
  readonly version?: "current" | "noncurrent" | undefined;
  readonly owner?: string | undefined;
  readonly area?: string | undefined;
  readonly plan?: V["plan"] | undefined;
  readonly feature?: V["feature"] | undefined;
  readonly limit?: V["limit"] | undefined;
  readonly value?: boolean | number | undefined;
  /** How many items at once. */
  readonly count?: number | undefined;
  /** Null takes the date away when a link is changed. */
  readonly startsAt?: Moment | null | undefined;
  readonly endsAt?: Moment | null | undefined;
  readonly until?: Moment | undefined;
  readonly hasPassword?: boolean | undefined;
  readonly passwordVerified?: boolean | undefined;
  readonly exposeUnpublished?: boolean | undefined;
  readonly kind?: "standard" | "restricted" | undefined;
  readonly media?: "none" | "read" | "write" | undefined;
  /** The host's clock where it is absent; null for no time at all, at which whatever may have ended has. */
  readonly now?: Moment | null | undefined;
}

/** A request of an access object's own principal. */
export interface AccessRequest<V extends Vocabulary = Builtin> {
  readonly action: V["action"];
  /** Absent for an action on the account. */
  readonly resource?: Resource | undefined;
  readonly context?: Context<V> | undefined;
}

export interface Request<V extends Vocabulary = Builtin> extends AccessRequest<V> {
  readonly principal: Principal;
}

/** How a control shows an answer. */
export type Show = "enabled" | "disabled" | "hidden";

/** A level at a place and where it came from: one link of the chain that a decision rests on. */
export interface Grant<V extends Vocabulary = Builtin> {
  readonly kind: "role" | "share" | "owner" | "collection" | "public_link" | "api_key" | "system";
  /** The path that carries it. */
  readonly on?: string;
  readonly collection?: string;
  readonly role?: V["role"];
  readonly link?: string;
  readonly apiKey?: string;
  readonly with?: Subject;
  readonly level?: V["level"];
  readonly until?: string;
}

/** Something that helps against a denial. Those of one decision are followed together; where nothing helps there are none. */
export interface Remedy<V extends Vocabulary = Builtin> {
  /** Ask for `level` on `on`, upgrade to `plan`, switch on `feature`, raise `limit`, or change `field`. */
  readonly kind: "ask" | "upgrade" | "switch_on" | "raise_limit" | "change_field";
  readonly level?: V["level"];
  readonly on?: string;
  readonly plan?: V["plan"];
  readonly feature?: V["feature"];
  readonly limit?: V["limit"];
  readonly field?: string;
  /** Ids of users who can give the level, where the asker may know them. */
  readonly who?: readonly string[];
}

/** One thing wrong with an input: a stable code, the form field or JSON pointer, and what would be right. */
export interface Problem {
  readonly code: string;
  readonly field: string;
  readonly message: string;
}

/** What a message is of: a reason that the engine gives, a switched-off feature, or what an allowance rests on. */
export type MessageCode = Exclude<Reason, "not_ready"> | "plan_switched_off" | "level_ends" | "allowed" | `allowed_${"role" | "share" | "owner" | "collection" | "link" | "key" | "system"}`;

/**
 * Sentences of the host's own, with the `{parameters}` of the English ones; what is left out stays English. A code or a
 * parameter that the English sentences lack is refused.
 */
export type Messages = { readonly [Code in MessageCode]?: string };

/** The answer to a request. Denied unless every check passed; then there is exactly one `reason`. */
export interface Decision<V extends Vocabulary = Builtin> {
  readonly allowed: boolean;
  readonly reason?: Reason;
  readonly have?: V["level"];
  readonly need?: V["level"];
  /** The place at which `have` and `need` were compared. */
  readonly at?: string;
  readonly show: Show;
  readonly message: string;
  readonly because: readonly Grant<V>[];
  readonly remedies: readonly Remedy<V>[];
  /** Fields of a form, in the form's order. */
  readonly problems: readonly Problem[];
  /** Absent context fields that a condition would need, and reasons that a snapshot cannot rule out. */
  readonly unverified: readonly string[];
  /** Of a change that was carried out. */
  readonly warnings?: readonly string[];
  readonly feature?: V["feature"];
  readonly plan?: V["plan"];
  readonly limit?: V["limit"];
  readonly count?: number;
  readonly maximum?: number;
  /** The first moment at which the answer could change by itself. */
  readonly validUntil?: string;
  readonly revision: number;
}

/** An account as one principal may know it (lockstep-snapshot/1). Made by the server, read by `loadAccess`. */
export interface Snapshot {
  readonly format: "lockstep-snapshot/1";
  readonly principal: Principal;
  readonly revision: number;
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly [field: string]: unknown;
}

/** What changed between two revisions (lockstep-delta/1). Read by `access.update`. */
export interface Delta {
  readonly format: "lockstep-delta/1";
  readonly from: number;
  readonly to: number;
  readonly [field: string]: unknown;
}
