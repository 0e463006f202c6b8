#!/usr/bin/env node
/**
 * Lockstep against two independent engines:
 *
 *   node tests/oracle/run.mjs --decisions 5000000 --seed 7 --workers 2
 *
 * Prints how many decisions were compared, how many of them with Cedar and how
 * many with CASL, and the seconds taken. On a disagreement it prints the
 * smallest account that shows one, the question and the answers, and exits 1.
 */
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { nothing, run } from "./compare.mjs";

/** The built package of this repository, as a test of the product has to use it. */
const openLockstep = async () => {
  const { openAccount } = await import("../../dist/server.js");
  return openAccount;
};

/**
 * Splits the work over threads, each with a seed of its own.
 * @param {{ decisions: number, seed: number, workers?: number }} options
 */
export async function runParallel({ decisions, seed, workers = 2 }) {
  const started = performance.now();
  const parts = await Promise.all(
    Array.from(
      { length: workers },
      (_, at) =>
        new Promise((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url), {
            workerData: { oracle: { decisions: Math.ceil(decisions / workers), seed: seed + at * 1_000_003 } },
          });
          worker.once("message", resolve);
          worker.once("error", reject);
          worker.once("exit", (code) => code !== 0 && reject(new Error(`oracle worker ended with ${code}`)));
        }),
    ),
  );
  const total = nothing();
  for (const part of parts) for (const key of Object.keys(total)) total[key] += part[key];
  return {
    ...total,
    disagreements: parts.map((part) => part.disagreement).filter(Boolean),
    seconds: (performance.now() - started) / 1000,
  };
}

/** A disagreement for people: the account first, then who said what. */
export function describe({ account, request, answers, decision }) {
  const said = Object.entries(answers)
    .map(([engine, allowed]) => `${engine}: ${allowed ? "ALLOW" : "DENY"}`)
    .join("   ");
  return (
    `smallest account\n${JSON.stringify(account, null, 1)}\nrequest\n${JSON.stringify(request)}\n${said}` +
    (decision ? `\nLockstep's decision\n${JSON.stringify(decision, null, 1)}` : "")
  );
}

async function main() {
  const { values } = parseArgs({
    options: {
      decisions: { type: "string", default: "200000" },
      seed: { type: "string", default: "1" },
      workers: { type: "string", default: "2" },
    },
  });
  const [decisions, seed, workers] = [values.decisions, values.seed, values.workers].map(Number);
  const result = await runParallel({ decisions, seed, workers });
  console.log(
    `${result.decisions} decisions compared (${result.cedar} with Cedar, ${result.casl} with CASL; ` +
      `${result.allowed} allowed) over ${result.accounts} accounts, ${result.disagreements.length} disagreements, ` +
      `${result.seconds.toFixed(1)} s, seed ${seed}`,
  );
  for (const disagreement of result.disagreements) console.log(describe(disagreement));
  process.exitCode = result.disagreements.length ? 1 : 0;
}

if (!isMainThread && workerData?.oracle) {
  parentPort.postMessage(await run({ ...workerData.oracle, open: await openLockstep() }));
} else if (process.argv[1] === new URL(import.meta.url).pathname) {
  await main();
}
