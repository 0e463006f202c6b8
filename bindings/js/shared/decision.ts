// Decisions, as they are in JSON, and their messages. `V` is the vocabulary of their policy.

import type { Builtin, Reason } from "./generated/policy.js";
import type { Subject } from "./request.js";
import type { Vocabulary } from "./vocabulary.js";

/** How a button looks: usable, greyed, or not there. */
export type Show = "enabled" | "disabled" | "hidden";

/** A level at a place, and its source: one link of the chain that a decision rests on. */
export interface Grant<V extends Vocabulary = Builtin> {
  /** The source of the grant. */
  readonly kind: "role" | "share" | "owner" | "collection" | "public_link" | "api_key" | "system" | "relation";
  /** The path that the grant was made on. */
  readonly on?: string;
  /** The id of the collection that it comes through. */
  readonly collection?: string;
  /** The role that gives it. */
  readonly role?: V["role"];
  /** The id of the public link that gives it. */
  readonly link?: string;
  /** The id of the API key that gives it. */
  readonly apiKey?: string;
  /** The relation that gives it. */
  readonly relation?: V["relation"];
  /** The user or group that it was given to; in format 2 also the role, or everyone. */
  readonly with?: Subject<V>;
  /** The level that it gives; absent if it gives actions alone. Several are joined by `+`. */
  readonly level?: Held<V>;
  /** The end of a share. */
  readonly until?: string;
}

/**
 * A step that helps against a denial. All remedies of a decision are needed together. There are none where nothing
 * helps.
 */
export interface Remedy<V extends Vocabulary = Builtin> {
  /** Ask for `level` on `on`, upgrade to `plan`, switch on `feature`, raise `limit`, or change `field`. */
  readonly kind: "ask" | "upgrade" | "switch_on" | "raise_limit" | "change_field";
  /** The level to ask for. */
  readonly level?: V["level"];
  /** The path of the place to ask for it at. */
  readonly on?: string;
  /** The plan to upgrade to. */
  readonly plan?: V["plan"];
  /** The feature to switch on. */
  readonly feature?: V["feature"];
  /** The limit to raise. */
  readonly limit?: V["limit"];
  /** The field to change. */
  readonly field?: string;
  /** Ids of the users who can give the level, as far as the caller may know them. */
  readonly who?: readonly string[];
}

/** A fault of an input: a stable code, the form field or JSON pointer, and a message that says what is right. */
export interface Problem {
  /** The stable code; docs/errors.md lists all. */
  readonly code: string;
  /** The field of a form, the JSON pointer or the option; empty for the whole input. */
  readonly field: string;
  /** A sentence that says what is right. */
  readonly message: string;
}

/** The subject of a message: a reason of the engine, a switched-off feature, or the source of an allowance. */
export type MessageCode =
  | Exclude<Reason, "not_ready">
  | "plan_switched_off"
  | "level_ends"
  | "level_misplaced"
  | "allowed"
  | `allowed_${"role" | "share" | "owner" | "relation" | "collection" | "link" | "key" | "system"}`;

/**
 * Sentences that replace the English ones, with the same `{parameters}`, by reason or by condition. A code that is left
 * out stays English. A code or parameter that the English sentences lack is refused; the sentence of a condition may
 * name what it reads.
 */
export type Messages<V extends Vocabulary = Builtin> = { readonly [Code in MessageCode]?: string } & {
  readonly [Condition in V["condition"]]?: string;
};

/** A level that is held; in format 2 also several, joined by `+`. */
export type Held<V extends Vocabulary = Builtin> =
  | V["level"]
  | ([V["kind"]] extends [never] ? never : `${V["level"]}+${string}`);

/** The answer to a request: allowed if every check passed. A denial has exactly one `reason`. */
export interface Decision<V extends Vocabulary = Builtin> {
  /** Whether the request is allowed. */
  readonly allowed: boolean;
  /** Why it is denied; absent if it is allowed. */
  readonly reason?: Reason;
  /** The level that the principal has there. */
  readonly have?: Held<V>;
  /** The level that the action needs there. */
  readonly need?: V["level"];
  /** The condition that is not met. */
  readonly condition?: V["condition"];
  /** The place at which `have` and `need` were compared. */
  readonly at?: string;
  /** How the button looks. */
  readonly show: Show;
  /** The answer as a sentence, in English or from `messages`. */
  readonly message: string;
  /** The grants that an allowance rests on. */
  readonly because: readonly Grant<V>[];
  /** The steps that help together against a denial. */
  readonly remedies: readonly Remedy<V>[];
  /** Faults of form fields, in the form's order. */
  readonly problems: readonly Problem[];
  /** Context fields that a condition needs and the request lacks, and reasons that a snapshot cannot rule out. */
  readonly unverified: readonly string[];
  /** Warnings about a change that was carried out. */
  readonly warnings?: readonly string[];
  /** The feature that the plan lacks or the account has switched off. */
  readonly feature?: V["feature"];
  /** The lowest plan with that feature. */
  readonly plan?: V["plan"];
  /** The limit that is reached. */
  readonly limit?: V["limit"];
  /** How many there are of what is limited. */
  readonly count?: number;
  /** The value of the limit. */
  readonly maximum?: number;
  /** The first moment at which the answer could change by itself. */
  readonly validUntil?: string;
  /** The revision of the account that the answer is based on. */
  readonly revision: number;
}
