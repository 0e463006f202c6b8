// The answers about users and changes that an account gives, and that a page loads from the server.

import type { Builtin } from "./generated/policy.js";
import type { Decision, Grant } from "./decision.js";
import type { Vocabulary } from "./vocabulary.js";

/** A user who may do something, with the grants that it rests on. */
export interface Allowed<V extends Vocabulary = Builtin> {
  /** The user's id. */
  readonly user: string;
  /** The grants that the allowance rests on. */
  readonly because: readonly Grant<V>[];
  /** The first moment at which the answer could change by itself. */
  readonly validUntil?: string;
}

/** The actions that a change would give to or take from one user at one place; without a place, on the account. */
export interface Difference<V extends Vocabulary = Builtin> {
  /** The user's id. */
  readonly user: string;
  /** The path of the place, unless it is a collection or the account. */
  readonly path?: string;
  /** The id of the collection. */
  readonly collection?: string;
  /** The level before the change. */
  readonly before?: V["level"];
  /** The level after it. */
  readonly after?: V["level"];
  /** The actions that the change gives. */
  readonly gained: readonly V["action"][];
  /** The actions that it takes. */
  readonly lost: readonly V["action"][];
}

/** The effect that a request would have. */
export interface Preview<V extends Vocabulary = Builtin> {
  /** The decision about the request itself. A denied request changes nothing. */
  readonly decision: Decision<V>;
  /** What the change would give and take, for each user and place that it affects. */
  readonly differences: readonly Difference<V>[];
}

/** A user's level at a place, and the actions that are allowed there. */
export interface Cell<V extends Vocabulary = Builtin> {
  /** The user's id. */
  readonly user: string;
  /** The path of the place, unless it is a collection. */
  readonly path?: string;
  /** The id of the collection. */
  readonly collection?: string;
  /** The level that the user has there. */
  readonly level?: V["level"];
  /** The grants that it rests on. */
  readonly because: readonly Grant<V>[];
  /** The actions that the user may do there. */
  readonly actions: readonly V["action"][];
  /** Shares or owner marks that have no effect while the user has their present role. */
  readonly dormant?: true;
}
