// The rows of lists, and the answers to many of them.

import type { Action } from "../shared/generated/policy.js";
import type { ResourceHandle } from "../shared/request.js";

/** A row of a list: a path, or a handle of a resource. */
export type Row = string | ResourceHandle;

/** The part of a selection that one action is allowed on. */
export interface Selected<P extends Row = string> {
  /** The number of paths that the action is allowed on. */
  readonly allowed: number;
  /** The paths that the action is denied on, in the order of the selection. */
  readonly denied: readonly P[];
}

/** The answers to every action on every path of a list. */
export interface Batch<A extends string = Action, P extends Row = string> {
  /** The actions: the columns. */
  readonly actions: readonly A[];
  /** The paths: the rows. */
  readonly paths: readonly P[];
  /** A row for each path, with a byte for each action: 1 if it is allowed, else 0. */
  readonly allowed: Uint8Array;
}
