// Mutants: one entry of the policy, or one operator of the code that decides, is changed at a time.
// A scenario or a native test must fail; where none does, a test is missing.
//
//   node tests/mutants/run.mjs                 all of them; those that survive are printed
//   node tests/mutants/run.mjs --sample N      N mutants of the policy, against the scenarios and, if need be, known.json
//   node tests/mutants/run.mjs --only TEXT     those with TEXT in their name
//   … --tests scenarios                        without the native tests, which take long
//
// known.json says of each survivor that cannot matter why not. The working tree is never changed:
// mutants stand in build/mutants/.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "../../tools/build.mjs";
import { environment, Failure, isMain, main, must, root, run, say, seconds } from "../../tools/run.mjs";
import { codeMutants } from "./code.mjs";
import { policyMutants } from "./policy.mjs";

const folder = "build/mutants";
const sideBySide = 2;
const scenarios = readdirSync(join(root, "tests/scenarios")).filter((name) => name.endsWith(".scenarios.json")).map((name) => join("tests/scenarios", name));
const read = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));

/** Whether a command fails, ends badly or does not end: each of them would be noticed. */
async function fails(command, env = environment, minutes = 0.25) {
  return (await run(command, { env, minutes })).code !== 0;
}

/** Undefined where the command line takes no policy of that kind (exit 2): then nothing was decided, and nothing shown. */
async function scenariosFail(lockstep, ...options) {
  for (const engine of ["account", "snapshot"]) {
    const { code } = await run([lockstep, "test", "--engine", engine, ...options, ...scenarios], { env: environment, minutes: 0.25 });
    if (code === 2) return undefined;
    if (code !== 0) return true;
  }
  return false;
}

// ---- The policy ----

async function policyMutantDies({ document, native }, path, { thorough }) {
  const file = `${path}.json`;
  writeFileSync(join(root, file), JSON.stringify(document));
  const noticed = native ? false : await scenariosFail("build/native/lockstep", "--policy", file);
  if (noticed !== false || !thorough) return noticed;
  // First the tests that hold the policy's own tables: all of them take long.
  const env = { ...environment, LOCKSTEP_POLICY: file };
  for (const some of [["--source-file=*show_test.cpp,*policy_test.cpp"], []]) if (await fails(["build/sanitize/lockstep_tests", ...some], env, 3)) return true;
  return false;
}

// ---- The code ----

/** How a program is linked with one object of the library in place of its own: the linker takes the first it meets. */
const programs = {
  lockstep: { preset: "native", target: "lockstep_cli", compiler: "g++", options: [] },
  lockstep_tests: { preset: "sanitize", target: "lockstep_tests", compiler: "clang++-14", options: ["-fsanitize=address,undefined"] },
};

async function linkWith(object, name) {
  const { preset, target, compiler, options, objects } = programs[name];
  const program = `${object}.${name}`;
  const libraries = ["liblockstep.a", "liblockstep_builtin_policy.a"].map((library) => `build/${preset}/${library}`);
  await must([compiler, ...options, "-o", program, object, ...objects.map((each) => `build/${preset}/${each}`), ...libraries]);
  return program;
}

const compile = ["g++", "-std=c++20", "-O0", "-fno-exceptions", "-Isrc"];

/** What the mutants are linked with; and their headers, read once for all. */
async function prepare() {
  writeFileSync(join(root, folder, "all.h"), '#include <algorithm>\n#include "lockstep.h"\n#include "access/question.h"\n#include "account/path.h"\n');
  await must([...compile, "-x", "c++-header", `${folder}/all.h`, "-o", `${folder}/all.h.gch`]);
  for (const program of Object.values(programs)) {
    if (!existsSync(join(root, `build/${program.preset}/build.ninja`))) continue;
    const inputs = await must(["ninja", "-C", `build/${program.preset}`, "-t", "inputs", program.target]);
    program.objects = inputs.output.split("\n").filter((line) => line.includes(`${program.target}.dir/`) && line.endsWith(".o"));
  }
}

async function codeMutantDies({ text }, path, { thorough }) {
  const source = `${path}.cpp`;
  const object = `${path}.o`;
  writeFileSync(join(root, source), text);
  const compiled = await run([...compile, "-include", `${folder}/all.h`, "-c", source, "-o", object]);
  if (compiled.code !== 0) return undefined;
  const lines = [["lockstep", scenariosFail], ["lockstep_tests", (program) => fails([program], environment, 3)]];
  for (const [name, test] of thorough ? lines : lines.slice(0, 1)) {
    const program = await linkWith(object, name);
    const died = await test(program);
    rmSync(join(root, program));
    // Under a changed operator a refusal of every file is noticed as well as any other.
    if (died !== false) return true;
  }
  return false;
}

// ---- All of them ----

/** The same sample for the same seed, on every machine. */
function sampled(mutants, count, seed) {
  let state = seed;
  const next = () => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) / 0x80000000;
  return mutants.map((mutant) => [next(), mutant]).sort(([a], [b]) => a - b).slice(0, count).map(([, mutant]) => mutant);
}

function readArguments(args) {
  const options = { seed: 1 };
  for (let index = 0; index < args.length; index += 2) {
    const name = args[index].replace(/^--/, "");
    if (!["sample", "only", "seed", "tests"].includes(name) || args[index + 1] === undefined) throw new Failure("Usage: npm run mutants -- [--sample N] [--seed N] [--only TEXT] [--tests scenarios]");
    options[name] = ["only", "tests"].includes(name) ? args[index + 1] : Number(args[index + 1]);
  }
  return options;
}

async function runAll(mutants, options) {
  const known = read("tests/mutants/known.json");
  const waiting = [...mutants.entries()];
  const counts = { killed: 0, known: 0, survived: 0, invalid: 0 };
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, mutant] = next;
      const path = `${folder}/${index}`;
      const died = await (mutant.document ? policyMutantDies : codeMutantDies)(mutant, path, options);
      if (died === undefined) counts.invalid++;
      else if (died) counts.killed++;
      else if (known[mutant.name] !== undefined) counts.known++;
      else {
        counts.survived++;
        say(`  survived  ${mutant.name}`);
      }
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, worker));
  return counts;
}

if (isMain(import.meta.url)) {
  main(async () => {
    const options = readArguments(process.argv.slice(2));
    const short = options.sample !== undefined;
    const thorough = !short && options.tests !== "scenarios";
    await build(thorough ? ["native", "sanitize"] : ["native"]);
    rmSync(join(root, folder), { recursive: true, force: true });
    mkdirSync(join(root, folder), { recursive: true });

    const started = Date.now();
    const ofPolicy = policyMutants(read("policies/imagekit.json"));
    const named = (mutant) => options.only === undefined || mutant.name.includes(options.only);
    const mutants = short ? sampled(ofPolicy.filter((mutant) => !mutant.native), options.sample, options.seed) : [...ofPolicy, ...codeMutants()].filter(named);
    if (!short) await prepare();
    const { killed, known, survived, invalid } = await runAll(mutants, { thorough });
    say(`${mutants.length} mutants${short ? ` of ${ofPolicy.length}, seed ${options.seed}` : ""} in ${seconds((Date.now() - started) / 1000)}: ` +
      `${killed} killed, ${known} known to be alike, ${survived} survived${invalid > 0 ? `; ${invalid} more do not compile or are no policy` : ""}`);
    say(`${killed + known} passed, ${survived} failed`);
    return survived > 0 ? 1 : 0;
  });
}
