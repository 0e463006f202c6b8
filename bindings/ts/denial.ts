import type { Reason } from "./generated/policy.js";
import type { Decision } from "./types.js";

/** The denial of a request that never came to the engine. */
export function denial(reason: Reason, message: string, revision = 0): Decision {
  const show = reason === "not_ready" ? "hidden" : "disabled";
  return { allowed: false, reason, show, message, because: [], remedies: [], problems: [], unverified: [], revision };
}

export const notLoaded = "There is no snapshot yet: wait for loadAccess or connect.";
export const disposed = "This object was disposed: open a new one.";
export const engineLost = "The engine has failed: open a new one.";
export const unreadable = "The request cannot be written as JSON.";
