/**
 * One account through Lockstep and through both oracles, and many accounts
 * until enough decisions were compared. A decision compared is one request
 * (principal, action, resource, context) over one account whose answer by
 * Lockstep was held against that of at least one independent engine.
 */
import fc from "fast-check";
import { CaslOracle, CedarOracle } from "./engines.mjs";
import { accounts } from "./generate.mjs";
import { questionsOf } from "./questions.mjs";
import { randomFrom } from "./random.mjs";

/** CASL answers in microseconds, Cedar in tenths of milliseconds: Cedar gets a part of what both can answer. */
const CEDAR_SHARE = 0.2;
/** Fewer questions of an account, so more accounts: variety lies there. */
const OF_AN_ACCOUNT = 0.6;

export const nothing = () => ({ decisions: 0, cedar: 0, casl: 0, allowed: 0, accounts: 0 });

/**
 * @typedef {{ decide(request: object): { allowed: boolean }, dispose?(): void }} Lockstep
 * @typedef {{ ask(question: object): boolean }} Engine
 * @param {object} account
 * @param {Lockstep | undefined} lockstep without it the two oracles are held against each other
 * @param {{ only?: string, tally?: object, cedar?: Engine, casl?: Engine, asked?: object, wanted?: (question: object,
 * casl: boolean) => boolean }} options
 *   `only`: every question about this action, to every engine; `wanted`: no question but these; `asked`: a smaller
 *   account,
 *   which the questions are about
 * @returns {object | undefined} the first disagreement
 */
export function compare(
  account,
  lockstep,
  {
    only,
    tally = nothing(),
    cedar = new CedarOracle(account),
    casl = new CaslOracle(account),
    asked = account,
    wanted = () => true,
  } = {},
) {
  const random = randomFrom(Number(account.id.replace(/\D/g, "")));
  tally.accounts += 1;
  for (const { casl: caslCan, ...request } of questionsOf(
    asked,
    (rate) => only !== undefined || random() < rate * OF_AN_ACCOUNT,
    random,
  )) {
    if ((only !== undefined && request.action !== only) || !wanted(request, caslCan)) continue;
    const answers = {};
    if (caslCan) answers.casl = casl.ask(request);
    if (only !== undefined || !caslCan || random() < CEDAR_SHARE) answers.cedar = cedar.ask(request);
    if (!lockstep && Object.keys(answers).length < 2) continue;
    const decision = lockstep?.decide(request);
    if (decision) answers.lockstep = decision.allowed;
    const [first, ...others] = Object.values(answers);
    if (others.some((it) => it !== first)) return { account, request, answers, decision };
    tally.decisions += 1;
    for (const name of ["cedar", "casl"]) if (name in answers) tally[name] += 1;
    if (first) tally.allowed += 1;
  }
  return undefined;
}

/**
 * Accounts from fast-check until `decisions` were compared or a disagreement
 * is found, which is then shrunk to the smallest account that shows one.
 * @param {{ decisions: number, seed: number, open?: (account: object) => Promise<Lockstep> | Lockstep }} options
 */
export async function run({ decisions, seed, open }) {
  const started = performance.now();
  const tally = nothing();
  let smallest;
  const property = fc.asyncProperty(accounts, async (account) => {
    const lockstep = await open?.(account);
    try {
      // After the first disagreement all questions of its action are asked, so
      // that an account is never dropped only because its question was not drawn.
      const found = compare(account, lockstep, smallest ? { only: smallest.request.action } : { tally });
      if (!found) return true;
      smallest = found;
      return false;
    } finally {
      lockstep?.dispose?.();
    }
  });
  for (let round = 0; tally.decisions < decisions && !smallest; round += 1) {
    const details = await fc.check(property, { numRuns: 4, seed: seed + round * 7919 });
    if (details.failed && !smallest) throw details.errorInstance ?? new Error("the oracle failed");
  }
  return { ...tally, disagreement: smallest, seconds: (performance.now() - started) / 1000 };
}
