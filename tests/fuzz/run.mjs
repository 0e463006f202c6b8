// Fuzzing: libFuzzer makes up inputs for every reader of ours, from the seeds in tests/fuzz/corpus/,
// and looks whether the property in TARGET_fuzz.cpp still holds.
//
//   node tests/fuzz/run.mjs [--seconds N] [--seed N] [TARGET…]     5 seconds for each target, by default all of them
//
// New inputs that reach new branches are kept in build/fuzz-corpus/ and used the next time.

import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "../../tools/build.mjs";
import { Failure, isMain, lastLines, main, root, run, say, seconds } from "../../tools/run.mjs";

const here = "tests/fuzz";
export const targets = readdirSync(join(root, here))
  .map((name) => /^(\w+)_fuzz\.cpp$/.exec(name)?.[1])
  .filter(Boolean)
  .sort();
const sideBySide = 2;

async function fuzz(target, { duration, seed }) {
  const found = `build/fuzz-corpus/${target}`;
  const crashes = `build/fuzz-crashes/${target}`;
  for (const folder of [found, crashes]) mkdirSync(join(root, folder), { recursive: true });
  const program = `build/sanitize/${target}_fuzz`;
  const result = await run(
    [
      program,
      `-max_total_time=${duration}`,
      `-seed=${seed}`,
      "-timeout=10",
      "-rss_limit_mb=2048",
      "-max_len=16384",
      "-print_final_stats=1",
      `-dict=${here}/lockstep.dict`,
      `-artifact_prefix=${crashes}/`,
      found,
      `${here}/corpus/${target}`,
    ],
    { log: `build/test-logs/fuzz-${target}.log`, minutes: duration / 60 + 5 },
  );
  const executed = /^stat::number_of_executed_units: (\d+)$/m.exec(result.output)?.[1];
  const covered = [...result.output.matchAll(/ cov: (\d+) /g)].at(-1)?.[1] ?? "no";
  if (result.code === 0 && Number(executed) > 0) {
    say(`  held    ${target}: ${executed} inputs in ${seconds(result.seconds)}, ${covered} branches`);
    return true;
  }
  const file = /Test unit written to (\S+)/.exec(result.output)?.[1];
  say(`  BROKEN  ${target}\n${lastLines(result.output, 40)}`);
  if (file)
    say(
      `\nthe input: ${file}\nonce more: ${program} ${file}\nsmaller:   ${program} -minimize_crash=1 -runs=20000 -exact_artifact_path=build/fuzz-crashes/small ${file}\n`,
    );
  return false;
}

function readArguments(args) {
  let duration = 5;
  let seed = 0; // any
  const chosen = [];
  for (let index = 0; index < args.length; index++) {
    if (args[index] === "--seconds") duration = Number(args[++index]);
    else if (args[index] === "--seed") seed = Number(args[++index]);
    else if (targets.includes(args[index])) chosen.push(args[index]);
    else throw new Failure(`There is no target ${args[index]}. The targets: ${targets.join(", ")}.`);
  }
  if (!Number.isInteger(duration) || duration < 1) throw new Failure("--seconds takes a whole number from 1 on.");
  if (!Number.isInteger(seed) || seed < 0) throw new Failure("--seed takes a whole number.");
  return { duration, seed, chosen: chosen.length > 0 ? chosen : targets };
}

if (isMain(import.meta.url)) {
  main(async () => {
    const { chosen, ...chosenRun } = readArguments(process.argv.slice(2));
    await build(["fuzz"]);
    const waiting = [...chosen];
    let passed = 0;
    const worker = async () => {
      for (let target = waiting.shift(); target; target = waiting.shift()) if (await fuzz(target, chosenRun)) passed++;
    };
    await Promise.all(Array.from({ length: sideBySide }, worker));
    say(`${passed} passed, ${chosen.length - passed} failed`);
    return passed === chosen.length ? 0 : 1;
  });
}
