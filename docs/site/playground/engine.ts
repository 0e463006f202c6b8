// The engine inside the worker: it opens policies and accounts, and keeps the last ones for the next question.

import { Account } from "../../../bindings/js/server/account.js";
import engineStart, { type ServerGlue, wasm } from "../../../bindings/js/server/engine.js";
import type { Handle, Start, Text } from "../../../bindings/js/shared/engine_functions.js";
import { Engine, type Policy } from "../../../bindings/js/shared/load.js";
import { LockstepError } from "../../../bindings/js/shared/problem.js";
import type { Problem } from "../../../bindings/js/shared/decision.js";
import type { Vocabulary } from "../../../bindings/js/shared/vocabulary.js";
import type { Basis, ScenarioReport } from "./messages.js";

/** The functions of bindings/wasm/embind_playground.cpp. */
interface PlaygroundGlue extends ServerGlue {
  policyRemarks(document: Text): Text;
  requestProblems(list: Text): Text;
  scenarioReport(policy: Handle, scenarios: Text, overSnapshots: number): Text;
}

const start = engineStart as unknown as Start<PlaygroundGlue>;

/** After this many policies the engine begins again, so that those of earlier edits take no memory. */
const mostPolicies = 100;

let module: Promise<WebAssembly.Module> | undefined;
let engine: Engine<PlaygroundGlue> | undefined;
let policies = 0;
let lastPolicy: { readonly document: string; readonly policy: Policy } | undefined;
let lastAccount:
  | { readonly policy: Policy; readonly document: string; readonly account: Account<Vocabulary> }
  | undefined;

async function download(): Promise<WebAssembly.Module> {
  const response = await fetch(wasm() as URL);
  if (!response.ok) throw new Error(`The engine cannot be loaded: the answer is ${response.status}.`);
  return WebAssembly.compile(await response.arrayBuffer());
}

async function running(): Promise<Engine<PlaygroundGlue>> {
  if (engine && !engine.lost && policies < mostPolicies) return engine;
  module ??= download();
  module.catch(() => (module = undefined));
  lastPolicy = undefined;
  lastAccount = undefined;
  policies = 0;
  engine = new Engine(await start(await module));
  return engine;
}

/** Returns the policy of a document. Throws a LockstepError that names every problem. */
export async function policyOf(document: string): Promise<Policy> {
  const here = await running();
  if (lastPolicy?.document === document) return lastPolicy.policy;
  const compiled = here.ask((glue, text) => glue.compilePolicy(text), document);
  if (compiled.startsWith("{")) throw new LockstepError("The policy cannot be used.", JSON.parse(compiled).problems);
  policies++;
  lastPolicy = { document, policy: here.policy(compiled) };
  return lastPolicy.policy;
}

/** Returns an account of a policy. Throws a LockstepError that names every problem of either. */
export async function accountOf({ policy: rules, account: document }: Basis): Promise<Account<Vocabulary>> {
  const policy = await policyOf(rules);
  if (lastAccount?.policy === policy && lastAccount.document === document) return lastAccount.account;
  lastAccount?.account.dispose();
  lastAccount = undefined;
  const account = Account.over<Vocabulary>(await running(), policy, document);
  lastAccount = { policy, document, account };
  return account;
}

/** Returns what `lockstep lint` remarks on a policy, or its problems. */
export async function remarksOn(document: string): Promise<readonly Problem[]> {
  return JSON.parse((await running()).ask((glue, text) => glue.policyRemarks(text), document));
}

/** Returns the problems of a list of requests. */
export async function questionProblems(document: string): Promise<readonly Problem[]> {
  return JSON.parse((await running()).ask((glue, text) => glue.requestProblems(text), document));
}

/** Runs a file of scenarios. */
export async function reportOf(rules: string, scenarios: string, overSnapshots: boolean): Promise<ScenarioReport> {
  const { handle } = await policyOf(rules);
  const over = overSnapshots ? 1 : 0;
  const report = (await running()).ask((glue, text) => glue.scenarioReport(handle, text, over), scenarios);
  return { passed: 0, failed: 0, checks: 0, failures: [], ...JSON.parse(report) };
}
