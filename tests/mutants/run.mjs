// Mutants: one entry of the policy, or one operator of the code that decides, is changed at a time.
// A scenario or a native test must fail; where none does, a test is missing.
//
//   node tests/mutants/run.mjs                 all of them; those that survive are printed
//   node tests/mutants/run.mjs --sample N      N mutants of the policy, against the scenarios alone
//   node tests/mutants/run.mjs --only TEXT     those with TEXT in their name
//
// known.json says of each survivor that cannot matter why not. The working tree is never changed:
// mutants are in build/mutants/.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "../../tools/build.mjs";
import { environment, Failure, isMain, main, must, root, run, say, seconds } from "../../tools/run.mjs";
import { codeMutants, mutated } from "./code.mjs";
import { policyMutants } from "./policy.mjs";

const folder = "build/mutants";
const sideBySide = 2;
const lockstep = "build/native/lockstep";
/** Here each source file is an object of its own, which a mutant can replace. */
const separate = "build/separate";
const scenarios = readdirSync(join(root, "tests/scenarios"))
  .filter((name) => name.endsWith(".scenarios.json"))
  .map((name) => join("tests/scenarios", name));
const read = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));
/** A machine that is busy fails those that look at the clock, whatever the mutant. */
const withoutClock = "--test-case-exclude=*reasonable time*,*deep nesting*";
/** Many times what a run takes: a mutant that is still running then never ends. */
const minutes = 0.3;

/** A table that never stops growing ends at two gigabytes. */
const withLimit = ["sh", "-c", 'ulimit -v 2000000; exec "$@"', "sh"];

/** What became of a mutant: `undefined` is one that neither compiler nor policy reader takes, so no test is needed. */
const killed = "killed",
  endless = "endless",
  survived = "survived";

/** What one run of tests makes of a mutant. */
async function judge(command, env = environment) {
  const { code, output } = await run([...withLimit, ...command], { env, minutes });
  if (code === 0) return survived;
  return code === null && output.includes(`stopped after ${minutes} minutes`) ? endless : killed;
}

async function judgeByScenarios(program, ...options) {
  for (const engine of ["account", "snapshot"]) {
    const verdict = await judge([program, "test", "--engine", engine, ...options, ...scenarios]);
    if (verdict !== survived) return verdict;
  }
  return survived;
}

// ---- The policy ----

async function judgePolicy({ document, native }, path, { thorough }) {
  const file = `${path}.json`;
  writeFileSync(join(root, file), JSON.stringify(document));
  if ((await run([lockstep, "lint", file])).code === 2) return undefined;
  const verdict = native ? survived : await judgeByScenarios(lockstep, "--policy", file);
  if (verdict !== survived || !thorough) return verdict;
  return judge([`${separate}/lockstep_tests`, withoutClock], { ...environment, LOCKSTEP_POLICY: file });
}

// ---- The code ----

/** Each is linked with one object of the library in place of its own: the linker takes the first it meets. */
const programs = [
  { target: "lockstep_cli", judge: judgeByScenarios },
  { target: "lockstep_tests", judge: (program) => judge([program, withoutClock]) },
];

async function linkWith(object, { target, link }) {
  const program = `${object}.${target}`;
  await must(["sh", "-c", link.replace(/ -o \S+/, ` ${join(root, object)} -o ${join(root, program)}`)], {
    cwd: join(root, separate),
  });
  return program;
}

/** A mutant that reads outside a list has to be noticed. */
const compile = [
  "g++",
  "-std=c++20",
  "-O0",
  "-D_GLIBCXX_ASSERTIONS",
  "-fno-exceptions",
  "-Isrc",
  "-Iinclude",
  `-I${separate}/include`,
];

/** What the mutants are linked with; and their headers, read once for all. */
async function prepare() {
  writeFileSync(
    join(root, folder, "all.h"),
    '#include <algorithm>\n#include <lockstep/lockstep.h>\n#include "access/evaluation.h"\n#include "lockstep/account/path.h"\n',
  );
  await must([...compile, "-x", "c++-header", `${folder}/all.h`, "-o", `${folder}/all.h.gch`]);
  for (const program of programs) {
    const commands = await must(["ninja", "-C", separate, "-t", "commands", program.target]);
    program.link = commands.output.trimEnd().split("\n").at(-1);
  }
}

async function judgeCode({ text }, path) {
  const source = `${path}.cpp`;
  const object = `${path}.o`;
  writeFileSync(join(root, source), text);
  const compiled = await run([...compile, "-include", `${folder}/all.h`, "-c", source, "-o", object]);
  if (compiled.code !== 0) return undefined;
  for (const each of programs) {
    const program = await linkWith(object, each);
    const verdict = await each.judge(program);
    rmSync(join(root, program));
    if (verdict !== survived) return verdict;
  }
  return survived;
}

// ---- What is not changed must pass: else whatever is would seem noticed ----

async function checkUnchanged(options) {
  const document = { ...read("policies/imagekit.json"), version: "unchanged" };
  const samples = [[judgePolicy, { document }]];
  if (options.thorough)
    samples.push(
      [judgePolicy, { document, native: true }],
      ...mutated.map((file) => [judgeCode, { text: readFileSync(join(root, file), "utf8") }]),
    );
  for (const [of, mutant] of samples) {
    const verdict = await of(mutant, `${folder}/unchanged`, options);
    if (verdict !== survived) throw new Failure("The tests fail although nothing is changed: mend them first.");
  }
}

// ---- All of them ----

/** The same sample for the same seed, on every machine. */
function sampled(mutants, count, seed) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x80000000;
  };
  return mutants
    .map((mutant) => [next(), mutant])
    .sort(([a], [b]) => a - b)
    .slice(0, count)
    .map(([, mutant]) => mutant);
}

function readArguments(args) {
  const options = { seed: 1 };
  for (let index = 0; index < args.length; index += 2) {
    const name = args[index].replace(/^--/, "");
    if (!["sample", "only", "seed"].includes(name) || args[index + 1] === undefined)
      throw new Failure("Usage: npm run mutants -- [--sample N] [--seed N] [--only TEXT]");
    options[name] = name === "only" ? args[index + 1] : Number(args[index + 1]);
  }
  return options;
}

async function runAll(mutants, known, options) {
  const waiting = [...mutants.entries()];
  const counts = { killed: 0, endless: 0, known: 0, survived: 0, invalid: 0 };
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, mutant] = next;
      const verdict = await (mutant.document ? judgePolicy : judgeCode)(mutant, `${folder}/${index}`, options);
      const outcome = verdict === survived && known[mutant.name] !== undefined ? "known" : (verdict ?? "invalid");
      counts[outcome]++;
      if (outcome === survived) say(`  survived  ${mutant.name}`);
      if (verdict !== undefined && verdict !== survived && options.thorough && known[mutant.name] !== undefined)
        say(`  killed after all, so known.json need not name it: ${mutant.name}`);
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, worker));
  return counts;
}

if (isMain(import.meta.url)) {
  main(async () => {
    const options = readArguments(process.argv.slice(2));
    const short = options.sample !== undefined;
    options.thorough = !short;
    await build(short ? ["native"] : ["native", "separate"]);
    rmSync(join(root, folder), { recursive: true, force: true });
    mkdirSync(join(root, folder), { recursive: true });

    const started = Date.now();
    const ofPolicy = policyMutants(read("policies/imagekit.json"));
    const all = [...ofPolicy, ...codeMutants()];
    const known = read("tests/mutants/known.json");
    const gone = Object.keys(known).find((name) => !all.some((mutant) => mutant.name === name));
    if (gone !== undefined) throw new Failure(`known.json names a mutant that is none: ${gone}`);
    const mutants = short
      ? sampled(
          ofPolicy.filter((mutant) => !mutant.native),
          options.sample,
          options.seed,
        )
      : all.filter((mutant) => mutant.name.includes(options.only ?? ""));
    if (!short) await prepare();
    await checkUnchanged(options);
    const counts = await runAll(mutants, known, options);
    const noticed = counts.killed + counts.endless;
    say(
      `${mutants.length} mutants${short ? ` of ${all.length}, seed ${options.seed}` : ""} in ${seconds((Date.now() - started) / 1000)}: ` +
        `${noticed} killed (${counts.endless} of them never end), ${counts.known} known to be alike, ${counts.survived} survived; ` +
        `${counts.invalid} are refused by the compiler or the policy's reader`,
    );
    say(`${noticed + counts.known} passed, ${counts.survived} failed`);
    return counts.survived > 0 ? 1 : 0;
  });
}
