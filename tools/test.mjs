// npm test: installs missing packages, builds, and runs every suite, some side by side.
//
//   npm test                      all of them
//   npm test -- --only NAME       one suite (or several: --only node,browser), building what it needs
//   npm test -- --list            their names
//
// What a suite prints is kept in build/test-logs/, and shown where it failed.

import { readdirSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { build } from "./build.mjs";
import { Failure, isMain, lastLines, main, root, run, say, seconds } from "./run.mjs";
import { setup } from "./setup.mjs";

const node = process.execPath;
const native = "build/native/lockstep";
/** A test that fails may leave a server running; without `--test-force-exit` its file would never end. */
const nodeTests = (folder, ...options) => [
  node,
  "--test",
  "--test-force-exit",
  "--test-reporter=spec",
  ...options,
  ...files(folder, ".test.mjs"),
];
/** Runs more files at once than Node does by itself: these wait most of their time, for clocks and answers. */
const atOnce = (files) => `--test-concurrency=${Math.max(files, availableParallelism() - 1)}`;
/** Node 20 has died in Cedar's calls that it had inlined ("unreachable code" in its deoptimizer). */
const inlining = "--no-turbo-inline-js-wasm-calls";

/**
 * The longest first. `needs`: steps of tools/build.mjs. `counts` reads the runner's closing lines. A suite that is not
 * there, runs nothing or skips something has failed.
 */
const suites = [
  {
    name: "browser",
    needs: ["native", "web"],
    command: () => nodeTests("tests/browser", atOnce(2)),
    counts: nodeCounts,
  },
  { name: "http", needs: ["native", "package"], command: () => nodeTests("tests/http", atOnce(4)), counts: nodeCounts },
  { name: "lint", needs: [], command: () => [node, "tools/lint.mjs"], counts: lockstepCounts },
  { name: "tools", needs: ["native", "package", "deb"], command: () => nodeTests("tests/tools"), counts: nodeCounts },
  { name: "native", needs: ["sanitize"], command: () => ["build/sanitize/lockstep_tests"], counts: doctestCounts },
  { name: "c", needs: ["sanitize"], command: () => ["build/sanitize/lockstep_c_tests"], counts: lockstepCounts },
  {
    name: "tokens",
    needs: ["sanitize"],
    command: () => ["build/sanitize/lockstep_server_tests"],
    counts: doctestCounts,
  },
  { name: "chaos", needs: ["native"], command: () => [node, "tests/chaos/run.mjs", "--short"], counts: lockstepCounts },
  { name: "wasm", needs: ["wasm_tests"], command: () => [node, "build/wasm/lockstep_tests.js"], counts: doctestCounts },
  {
    name: "node",
    needs: ["native", "repeatedAnswer", "package"],
    command: () => nodeTests("tests/node"),
    counts: nodeCounts,
  },
  {
    name: "frameworks",
    needs: ["package"],
    command: () => nodeTests("tests/frameworks"),
    counts: nodeCounts,
  },
  { name: "oracle", needs: ["package"], command: () => nodeTests("tests/oracle", inlining), counts: nodeCounts },
  { name: "brute", needs: ["package"], command: () => nodeTests("tests/brute"), counts: nodeCounts },
  {
    name: "fuzz",
    needs: ["fuzz"],
    command: () => [node, "tests/fuzz/run.mjs", "--seconds", "5", "--seed", "1"],
    counts: lockstepCounts,
  },
  {
    name: "mutants",
    needs: ["native"],
    command: () => [node, "tests/mutants/run.mjs", "--sample", "120"],
    counts: lockstepCounts,
  },
  {
    name: "packages",
    needs: ["package"],
    command: () => [node, "tests/packages/run.mjs", "--short"],
    counts: lockstepCounts,
  },
  { name: "docs", needs: ["native", "package", "site"], command: () => nodeTests("tests/docs"), counts: nodeCounts },
  scenarioSuite("scenarios-native-account", "native", [native], "account"),
  scenarioSuite("scenarios-native-snapshot", "native", [native], "snapshot"),
  scenarioSuite("scenarios-npx-account", "package", ["npx", "--no-install", "lockstep"], "account"),
  scenarioSuite("scenarios-npx-snapshot", "package", ["npx", "--no-install", "lockstep"], "snapshot"),
];

function scenarioSuite(name, step, lockstep, engine) {
  const command = () => [node, "tests/scenarios/run.mjs", engine, ...lockstep];
  return { name, needs: [step], command, counts: lockstepCounts };
}

// ---- What the runners print last ----

export function doctestCounts(output) {
  return counted(
    /^\[doctest\] test cases: +\d+ \| +(\d+) passed \| +(\d+) failed \| +(\d+) skipped/m.exec(
      stripVTControlCharacters(output),
    ),
  );
}

export function lockstepCounts(output) {
  return counted(/^(\d+) passed, (\d+) failed$/m.exec(stripVTControlCharacters(output)));
}

export function nodeCounts(output) {
  const last = (word) =>
    [...stripVTControlCharacters(output).matchAll(new RegExp(`^ℹ ${word} (\\d+)$`, "gm"))].at(-1)?.[1];
  const counts = ["pass", "fail", "cancelled", "skipped", "todo"].map((word) => Number(last(word)));
  if (counts.some(Number.isNaN)) return undefined;
  const [pass, fail, cancelled, skipped, todo] = counts;
  return { passed: pass, failed: fail + cancelled, skipped: skipped + todo };
}

function counted(match) {
  return match ? { passed: Number(match[1]), failed: Number(match[2]), skipped: Number(match[3] ?? 0) } : undefined;
}

// ---- Running them ----

async function runSuite(suite) {
  say(`  started   ${suite.name}`);
  const log = `build/test-logs/${suite.name}.log`;
  let result;
  try {
    result = await run(suite.command(), { log, minutes: 45 });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    result = { code: null, output: error.message, seconds: 0 };
  }
  const counts = suite.counts(result.output);
  const fault = faultOf(result, counts);
  // A suite that ended badly without naming a failed test counts as one.
  const { passed = 0, failed = 0 } = counts ?? {};
  say(
    `  ${fault ? "FAILED  " : "finished"}  ${suite.name}: ${passed} passed in ${seconds(result.seconds)}${fault ? `; ${fault}` : ""}`,
  );
  if (fault) say(`\n${lastLines(result.output, 200)}\n(all of it: ${log})\n`);
  return { name: suite.name, passed, failed: fault ? Math.max(failed, 1) : 0 };
}

/** Why a suite has failed; undefined when it has not. */
export function faultOf({ code }, counts) {
  if (counts === undefined) return `it printed no count of tests (exit ${code})`;
  if (counts.failed > 0) return `${counts.failed} failed`;
  if (code !== 0) return `exit ${code}`;
  if (counts.skipped > 0) return `${counts.skipped} skipped`;
  if (counts.passed === 0) return "it ran no test";
  return undefined;
}

async function runAll(chosen) {
  const waiting = [...chosen];
  const results = [];
  const worker = async () => {
    for (let suite = waiting.shift(); suite; suite = waiting.shift()) results.push(await runSuite(suite));
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));
  return results;
}

function files(folder, ending) {
  const found = statSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(join(root, folder))
        .filter((name) => name.endsWith(ending))
        .sort()
    : [];
  if (found.length === 0) throw new Failure(`There is no ${folder}/*${ending}.`);
  return found.map((name) => join(folder, name));
}

function choose(names) {
  if (names.length === 0) return suites;
  const known = suites.map((suite) => suite.name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Failure(`There is no suite ${unknown}. The suites: ${known.join(", ")}.`);
  return suites.filter((suite) => names.includes(suite.name));
}

function readArguments(args) {
  const only = [];
  for (let index = 0; index < args.length; index++) {
    if (args[index] === "--list") return { list: true };
    if (args[index] !== "--only" || args[index + 1] === undefined)
      throw new Failure("Usage: npm test -- [--list | --only NAME[,NAME…]]");
    only.push(...args[++index].split(","));
  }
  return { only };
}

if (isMain(import.meta.url)) {
  main(async () => {
    const { list, only } = readArguments(process.argv.slice(2));
    if (list) return say(suites.map((suite) => suite.name).join("\n"));
    const chosen = choose(only);
    await setup();
    await build(chosen.flatMap((suite) => suite.needs));
    say(`Running ${chosen.length} suites`);
    const started = Date.now();
    const results = await runAll(chosen);
    const sum = (field) => results.reduce((total, result) => total + result[field], 0);
    const failed = results.filter((result) => result.failed > 0).map((result) => result.name);
    say(
      `\n${results.length} suites in ${seconds((Date.now() - started) / 1000)}${failed.length > 0 ? `; failed: ${failed.join(", ")}` : ""}`,
    );
    say(`${sum("passed")} passed, ${sum("failed")} failed`);
    return failed.length > 0 ? 1 : 0;
  });
}
