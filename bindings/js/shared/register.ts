// The policy that an app has named for all of its code.

import type { Builtin } from "./generated/policy.js";
import type { Vocabulary } from "./vocabulary.js";

/**
 * Names the policy of an app for the bindings of its framework; `lockstep types` prints `Names`:
 * `declare module "lockstep" { interface Register { vocabulary: Names } }`. Without that it is the built-in policy.
 */
// biome-ignore lint/suspicious/noEmptyInterface: an app adds `vocabulary` to it
export interface Register {}

/** The vocabulary of the policy that the app has named in `Register`. */
export type Registered = Register extends {
  /** The names of the app's policy. */
  readonly vocabulary: infer V extends Vocabulary;
}
  ? V
  : Builtin;
