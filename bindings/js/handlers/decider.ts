// What a guard asks: an account in this process, or one of `lockstep serve`.

import type { Builtin } from "../shared/generated/policy.js";
import type { Decision } from "../shared/decision.js";
import type { Principal, Request } from "../shared/request.js";
import type { Snapshot } from "../shared/snapshot.js";
import type { Vocabulary } from "../shared/vocabulary.js";

/** Decides requests and makes snapshots: an `Account` of `lockstep/server`, or a `remoteAccount`. */
export interface Decider<V extends Vocabulary = Builtin> {
  /** Decides a request. A guard denies if this throws. */
  decide(request: Request<V>): Decision<V> | Promise<Decision<V>>;
  /** Returns the account as `principal` may know it. */
  snapshot(principal: Principal<V>): Snapshot | SignedSnapshot | Promise<Snapshot | SignedSnapshot>;
}

/** A snapshot as `lockstep serve` has signed it. */
export interface SignedSnapshot {
  /** The snapshot as JSON, in the bytes that were signed. */
  readonly text: string;
  /** The ETag, in its quotes. */
  readonly tag: string;
  /** The revision with its history: `41.9f2c81d07a3b4c5d`. */
  readonly revision: string;
  /** The detached signature. */
  readonly signature: string;
}
