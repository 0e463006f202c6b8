// Opens accounts, and compiles the documents of policies. The engine is loaded by the first call, not by the import.

import { Account } from "./account.js";
import { compiledPolicy, sharedEngine, type LoadOptions } from "../shared/load.js";
import { LockstepError } from "../shared/problem.js";
import start, { wasm } from "./engine.js";
import { textOf } from "../shared/text.js";
import type { Vocabulary, Words } from "../shared/vocabulary.js";

const loadEngine = /* @__PURE__ */ sharedEngine(start, wasm);

/**
 * Opens an account (lockstep-account/1), which may be hostile input. Rejects with a LockstepError that names every
 * problem by its JSON pointer.
 */
export async function openAccount<V extends Vocabulary = never, const P = unknown>(
  account: string | object,
  options: LoadOptions<Words<V, P>> & { readonly policy?: P } = {},
): Promise<Account<Words<V, P>>> {
  const engine = await loadEngine(options.wasm);
  const policy = await compiledPolicy(options, (document) => compilePolicy(document, options));
  return Account.over(engine, engine.policy(policy), account, options.messages);
}

const compiled = /* @__PURE__ */ new Map<string, string>();

/**
 * Compiles a policy's document (lockstep-policy/1). A page that passes the result to `loadAccess` needs no compiler;
 * `lockstep compile` prints the same string. Rejects with a LockstepError that names every problem by its JSON pointer.
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
