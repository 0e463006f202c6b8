// lockstep: what a page needs. The engine is loaded by the first loadAccess, not by the import.

import { Access } from "./access.js";
import start, { wasm } from "./engine.js";
import { compiledPolicy, sharedEngine, type LoadOptions } from "./load.js";
import { ServerClock } from "./server_clock.js";
import type { Snapshot } from "./types.js";
import type { Vocabulary, Words } from "./vocabulary.js";

const loadEngine = /* @__PURE__ */ sharedEngine(start, wasm);

/**
 * Opens a snapshot that the server made for one principal. Rejects with a LockstepError that names every problem, also
 * when the snapshot is of another policy than `options.policy`, or the built-in one.
 */
export async function loadAccess<V extends Vocabulary = never, const P = unknown>(
  snapshot: string | Snapshot,
  options: LoadOptions & { readonly policy?: P } = {},
): Promise<Access<Words<V, P>>> {
  const clock = options.clock ?? new ServerClock(undefined, options.now);
  const engine = await loadEngine(options.wasm);
  const policy = await compiledPolicy(options, async (document) => (await import("./server.js")).compilePolicy(document, { wasm: options.compiler }));
  return Access.over(engine, engine.policy(policy), snapshot, clock, options.messages);
}

export { Access, type Batch, type Selected } from "./access.js";
export { LockstepError } from "./problem.js";
export { actions, features, levels, plans, policy, reasons, roles, version } from "./generated/policy.js";
export type { Action, ActionInfo, Builtin, Feature, Level, Limit, On, Plan, Reason, Role, Titled } from "./generated/policy.js";
export type { LoadOptions, Wasm } from "./load.js";
export type * from "./types.js";
export type { PolicyDocument, Vocabulary, VocabularyOf } from "./vocabulary.js";
