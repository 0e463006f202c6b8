// lockstep/server: what holds the account. For Node, edge runtimes, and pages that play the server.

import { Account } from "./account.js";
import type { Action } from "./generated/policy.js";
import { sharedEngine, type LoadOptions } from "./load.js";
import start from "./server_engine.js";

const loadEngine = /* @__PURE__ */ sharedEngine(start, () => new URL("./lockstep_server.wasm", import.meta.url));

/**
 * Opens an account (lockstep-account/1), which may be hostile. Rejects with a LockstepError that names every problem
 * with its JSON pointer.
 */
export async function openAccount<A extends string = Action>(account: string | object, options: LoadOptions = {}): Promise<Account<A>> {
  const engine = await loadEngine(options.wasm);
  return Account.over(engine, engine.policy(options.policy), account, options.messages);
}

export { Account, type Allowed, type Applied, type Cell, type Difference, type Preview } from "./account.js";
export { LockstepError } from "./problem.js";
export type { Action, Feature, Level, Limit, Plan, Reason, Role } from "./generated/policy.js";
export type { LoadOptions, Policy, Wasm } from "./load.js";
export type * from "./types.js";
