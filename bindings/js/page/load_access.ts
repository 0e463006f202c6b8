// Opens snapshots. The engine is loaded by the first loadAccess, not by the import.

import { Access } from "./access.js";
import start, { wasm } from "./engine.js";
import { compiledPolicy, sharedEngine, type LoadOptions } from "../shared/load.js";
import { ServerClock } from "../shared/server_clock.js";
import type { Snapshot } from "../shared/snapshot.js";
import type { Vocabulary, Words } from "../shared/vocabulary.js";

/** For a policy in format 1. */
const loadFirst = /* @__PURE__ */ sharedEngine(start, () => wasm(1));
/** For any policy. */
const loadWhole = /* @__PURE__ */ sharedEngine(start, () => wasm(2));
/** For a policy in format 2 that gives permissions alone. */
const loadPermissions = /* @__PURE__ */ sharedEngine(start, () => wasm(3));
let isGiven = false;

/**
 * Opens a snapshot that the server made for one principal, and returns the object that decides for them. Loads the
 * engine at the first call. Rejects with a LockstepError that names every problem; one of them is a snapshot of another
 * policy than `options.policy` or, by default, the built-in one.
 */
export async function loadAccess<V extends Vocabulary = never, const P = unknown>(
  snapshot: string | Snapshot,
  options: LoadOptions<Words<V, P>> & { readonly policy?: P } = {},
): Promise<Access<Words<V, P>>> {
  const clock = options.clock ?? new ServerClock(undefined, options.now);
  // A .wasm that the page names reads all policies, and later calls need not name it.
  isGiven ||= options.wasm !== undefined;
  // The engine comes beside the built-in policy, which is in format 1.
  const early = options.policy === undefined ? (isGiven ? loadWhole : loadFirst)(options.wasm) : undefined;
  early?.catch(() => {});
  const policy = await compiledPolicy(options, async (document) =>
    (await import("../server.js")).compilePolicy(document, { wasm: options.compiler }),
  );
  const open = async (loading: ReturnType<typeof loadWhole>): Promise<Access<Words<V, P>>> => {
    const engine = await loading;
    return Access.over(engine, engine.policy(policy), snapshot, clock, options.messages);
  };
  if (early) return open(early);
  const module = /^\s*\[[^,]*,\s*(\d)/.exec(policy)?.[1];
  if (module === "1" && !isGiven) return open(loadFirst());
  // The smallest module refuses facts that its policy has no use for. The whole one reads them, or names the problems.
  if (module === "3" && !isGiven) {
    try {
      return await open(loadPermissions());
    } catch {}
  }
  return open(loadWhole(options.wasm));
}
