import type { Reason } from "./generated/policy.js";
import type { Decision } from "./types.js";

/** The denial of a question that never came to the engine. */
export function denial(reason: Reason, message: string, revision = 0): Decision {
  const show = reason === "unknown_principal" ? "hidden" : "disabled";
  return { allowed: false, reason, show, message, because: [], remedies: [], problems: [], unverified: [], revision };
}

export const notLoaded = "There is no snapshot to decide over.";
export const disposed = "This access object was disposed.";
export const engineLost = "The engine has failed; load the snapshot again.";
export const unreadable = "The question cannot be written as JSON.";
