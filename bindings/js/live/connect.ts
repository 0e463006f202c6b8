// Where and as whom a page connects.

import { Live } from "./live.js";
import type { Builtin } from "../shared/generated/policy.js";
import type { LockstepError } from "../index.js";
import type { Drift } from "./request.js";
import type { Token } from "./server.js";
import type { LoadOptions } from "../shared/load.js";
import type { Fetch, Url } from "../shared/platform.js";
import type { Keys } from "./signature.js";
import type { Timing } from "../shared/timing.js";
import type { Vocabulary, Words } from "../shared/vocabulary.js";

/**
 * "connecting": there is a snapshot, and no event stream yet. "live": changes come as they are made. "stale": the
 * connection is lost and tried again; answers go on, and destructive actions are denied once the snapshot has expired.
 * "signedOut": the server accepts no token any more; connect again. "closed": by `close`, or the account is gone.
 */
export type State = "connecting" | "live" | "stale" | "signedOut" | "closed";

/** Where and as whom a page connects, and how the engine is loaded. */
export interface ConnectOptions<V extends Vocabulary = Builtin> extends LoadOptions<V> {
  /** Where the server is; "" in a page that it serves. */
  readonly url: string | Url;
  /** The id of the account. */
  readonly account: string;
  /** A function is called at each reconnection, and after the server refuses its last token; it has 45 seconds. */
  readonly token: Token;
  /** The keys that snapshots may be signed with. Without them the server is asked for its own, and believed. */
  readonly keys?: Keys | undefined;
  /** Replaces the global `fetch`. */
  readonly fetch?: Fetch | undefined;
  /** Called when the server decides a request differently from the page. */
  readonly onDrift?: ((drift: Drift<V>) => void) | undefined;
  /** Called at each change of state, and at each failed attempt with what went wrong. */
  readonly onState?: ((state: State, problem: LockstepError | undefined) => void) | undefined;
  /** @internal */
  readonly timing?: Timing | undefined;
}

/**
 * Loads a snapshot, verifies its signature and follows the account's changes. Rejects with a LockstepError if there is
 * no snapshot, or its signature is wrong. Later failures are states, not exceptions.
 */
export async function connect<V extends Vocabulary = never, const P = unknown>(
  options: ConnectOptions<Words<V, P>> & { readonly policy?: P },
): Promise<Live<Words<V, P>>> {
  return Live.open(options);
}
