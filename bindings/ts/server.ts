// lockstep/server: what holds the account. For Node, edge runtimes, and pages that play the server.

import { Account } from "./account.js";
import { compiledPolicy, sharedEngine, type LoadOptions } from "./load.js";
import { LockstepError } from "./problem.js";
import start, { wasm } from "./server_engine.js";
import { textOf } from "./text.js";
import type { Vocabulary, Words } from "./vocabulary.js";

const loadEngine = /* @__PURE__ */ sharedEngine(start, wasm);

/**
 * Opens an account (lockstep-account/1), which may be hostile. Rejects with a LockstepError that names every problem
 * with its JSON pointer.
 */
export async function openAccount<V extends Vocabulary = never, const P = unknown>(
  account: string | object,
  options: LoadOptions & { readonly policy?: P } = {},
): Promise<Account<Words<V, P>>> {
  const engine = await loadEngine(options.wasm);
  const policy = await compiledPolicy(options, (document) => compilePolicy(document, options));
  return Account.over(engine, engine.policy(policy), account, options.messages);
}

const compiled = /* @__PURE__ */ new Map<string, string>();

/**
 * What a page gives to loadAccess as its policy in order to need no compiler; `lockstep compile` prints the same. Rejects
 * with a LockstepError that names every problem of the document (lockstep-policy/1) with its JSON pointer.
 */
export async function compilePolicy(policy: string | object, options: Pick<LoadOptions, "wasm"> = {}): Promise<string> {
  const document = textOf(policy);
  const known = compiled.get(document);
  if (known !== undefined) return known;
  const engine = await loadEngine(options.wasm);
  const made = engine.ask((glue, text) => glue.compilePolicy(text), document);
  if (made.startsWith("{")) throw new LockstepError("The policy cannot be used.", JSON.parse(made).problems);
  compiled.set(document, made);
  return made;
}

export { Account, type Allowed, type Applied, type Cell, type Difference, type Preview } from "./account.js";
export { LockstepError } from "./problem.js";
export type { Action, Builtin, Feature, Level, Limit, Plan, Reason, Role } from "./generated/policy.js";
export type { LoadOptions, Policy, Wasm } from "./load.js";
export type * from "./types.js";
export type { PolicyDocument, Vocabulary, VocabularyOf } from "./vocabulary.js";
