/**
 * Lockstep, Cedar and CASL answer alike: the policy and generated accounts,
 * rendered for two other engines from the rule book.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { describe, runParallel } from "./run.mjs";

const DECISIONS = 200_000;
const CEDAR_AT_LEAST = 30_000;

test("Lockstep agrees with Cedar and CASL on generated accounts", { timeout: 600_000 }, async (t) => {
  const seed = Number(process.env.LOCKSTEP_ORACLE_SEED ?? 20_260_101);
  const result = await runParallel({ decisions: DECISIONS, seed });
  t.diagnostic(
    `${result.decisions} decisions compared: ${result.cedar} with Cedar, ${result.casl} with CASL, ` +
      `${result.allowed} allowed, ${result.accounts} accounts, ${result.seconds.toFixed(1)} s, seed ${seed}`,
  );
  assert.equal(result.disagreements.length, 0, result.disagreements.map(describe).join("\n\n"));
  assert.ok(result.decisions >= DECISIONS, `only ${result.decisions} decisions were compared`);
  assert.ok(result.cedar >= CEDAR_AT_LEAST, `only ${result.cedar} of them with Cedar`);
  // An oracle that is always asked for what is denied would prove little.
  assert.ok(result.allowed > result.decisions / 5, `only ${result.allowed} were allowed`);
});
