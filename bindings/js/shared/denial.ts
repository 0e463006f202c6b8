import type { Reason } from "./generated/policy.js";
import type { Decision } from "./decision.js";
import type { Vocabulary } from "./vocabulary.js";

/** Returns the denial of a request that the engine has not seen. */
export function denial<V extends Vocabulary>(reason: Reason, message: string, revision = 0): Decision<V> {
  const show = reason === "not_ready" ? "hidden" : "disabled";
  return { allowed: false, reason, show, message, because: [], remedies: [], problems: [], unverified: [], revision };
}

export const notLoaded = "There is no snapshot yet.";
export const disposed = "This object was disposed; load again.";
export const engineLost = "The engine has failed; load again.";
export const unreadable = "The request cannot be written as JSON.";
