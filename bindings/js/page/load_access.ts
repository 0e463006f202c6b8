// Opens snapshots. The engine is loaded by the first loadAccess, not by the import.

import { Access } from "./access.js";
import start, { wasm } from "./engine.js";
import { compiledPolicy, sharedEngine, type LoadOptions } from "../shared/load.js";
import { ServerClock } from "../shared/server_clock.js";
import type { Snapshot } from "../shared/types.js";
import type { Vocabulary, Words } from "../shared/vocabulary.js";

/** Most policies are in format 1, for which a page downloads less. */
const loadFirst = /* @__PURE__ */ sharedEngine(start, () => wasm(1));
/** Reads both formats. */
const loadBoth = /* @__PURE__ */ sharedEngine(start, () => wasm(2));
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
  // A .wasm that the page names reads both formats, and later calls need not name it.
  isGiven ||= options.wasm !== undefined;
  // The engine comes beside the built-in policy, which is in format 1.
  const early = options.policy === undefined ? (isGiven ? loadBoth : loadFirst)(options.wasm) : undefined;
  early?.catch(() => {});
  const policy = await compiledPolicy(options, async (document) =>
    (await import("../server.js")).compilePolicy(document, { wasm: options.compiler }),
  );
  const isSecond = /^\s*\[[^,]*,\s*2/.test(policy);
  const engine = await (early ?? (isGiven || isSecond ? loadBoth : loadFirst)(options.wasm));
  return Access.over(engine, engine.policy(policy), snapshot, clock, options.messages);
}
