// npm run bench: Lockstep beside what a dashboard could use instead, on the same facts and questions.
//
//   npm run bench                    in Node
//   npm run bench -- --chromium      in Chromium too, by the same files
//   npm run bench -- --native        the C++ library alone too, by Google Benchmark
//   npm run bench -- --write         puts the tables into README.md and docs/performance.md, and the picture into docs/
//
// Without inlined calls into WASM: Node 20 has died in Cedar's ("unreachable code" in its deoptimizer).
//
// Writes build/bench-results/results.json, table.md and bench.svg. Nothing here decides whether a test passes.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { build } from "../tools/build.mjs";
import { isMain, main, must, root, say } from "../tools/run.mjs";
import { setup } from "../tools/setup.mjs";
import { median } from "./measure.mjs";
import { picture, table, writeIntoDocuments } from "./report.mjs";
import { sizes } from "./sizes.mjs";

const out = join(root, "build/bench-results");

/**
 * Milliseconds from nothing to the first answer, and for importing an empty file instead; each time in a process of its
 * own, because Node keeps compiled code.
 */
async function importToAnswer() {
  const snapshot = join(out, "snapshot.json"),
    nothing = join(out, "empty.mjs");
  const { openAccount } = await import("lockstep/server");
  const { factsOf } = await import("./facts.mjs");
  const account = await openAccount(factsOf(10).account);
  writeFileSync(snapshot, JSON.stringify(account.snapshot({ user: "rita" })));
  writeFileSync(nothing, "");
  const whole = `
    const { loadAccess } = await import("lockstep");
    const access = await loadAccess(text);
    access.can("asset.view", "/team-1/project-1/folder-1/a.jpg");
  `;
  const empty = `await import(${JSON.stringify(nothing)});`;
  const times = { whole: [], empty: [] };
  for (let n = 0; n < 21; n++)
    for (const [what, work] of Object.entries({ whole, empty })) {
      const program = `
        const { readFileSync } = await import("node:fs");
        const text = readFileSync(${JSON.stringify(snapshot)}, "utf8");
        const started = performance.now();
        ${work}
        console.log(performance.now() - started);
      `;
      times[what].push(Number((await must([process.execPath, "--input-type=module", "-e", program])).output));
    }
  return { whole: median(times.whole), empty: median(times.empty) };
}

/** The engines that are WebAssembly, as Node loads them. */
async function wasmModules() {
  const require = createRequire(import.meta.url);
  const cedarling = await import("@janssenproject/cedarling_wasm");
  cedarling.initSync({
    module: readFileSync(join(root, "node_modules/@janssenproject/cedarling_wasm/cedarling_wasm_bg.wasm")),
  });
  return { cedar: require("@cedar-policy/cedar-wasm/nodejs"), cedarling, oso: require("oso") };
}

async function inNode() {
  const { checks, own } = await import("./questions.mjs");
  const found = await own(say);
  const started = await importToAnswer();
  say(`import to first answer: ${started.whole.toPrecision(3)} ms, of an empty module ${started.empty.toPrecision(3)}`);
  found.push({
    what: "import to first answer, Node, beside an empty module",
    value: started.whole - started.empty,
    unit: "ms",
    goal: 15,
  });
  const downloads = await sizes();
  found.push({
    what: "what a page downloads, minified, brotli",
    value: downloads.Lockstep / 1000,
    unit: "KB",
    goal: 51.4,
  });
  return { checks: await checks(await wasmModules(), say), own: found, sizes: downloads };
}

async function natively() {
  await setup({ for: "bench" });
  await build(["bench"]);
  const { output } = await must(
    [
      "build/bench/lockstep_bench",
      "--benchmark_format=json",
      "--benchmark_repetitions=9",
      "--benchmark_report_aggregates_only=true",
    ],
    {},
  );
  const { benchmarks } = JSON.parse(output.slice(output.indexOf("{")));
  return benchmarks
    .filter(({ aggregate_name }) => aggregate_name === "median")
    .map(({ run_name, cpu_time, time_unit }) => ({ what: run_name, value: cpu_time, unit: time_unit }));
}

if (isMain(import.meta.url)) {
  main(async () => {
    const asked = (name) => process.argv.includes(name);
    mkdirSync(out, { recursive: true });
    const machine = `${cpus().length} cores of ${cpus()[0].model}, Node ${process.versions.node}`;
    say(machine);
    const load = loadavg()[0];
    if (load > 2) say(`This machine is busy (load ${load.toFixed(1)}): times vary.`);
    const results = { machine, node: await inNode() };
    if (asked("--chromium")) results.chromium = await (await import("./chromium.mjs")).inChromium(say);
    if (asked("--native")) results.native = await natively();
    writeFileSync(join(out, "results.json"), `${JSON.stringify(results, undefined, 2)}\n`);
    writeFileSync(join(out, "table.md"), table(results));
    writeFileSync(join(out, "bench.svg"), picture(results.node.checks));
    if (asked("--write")) writeIntoDocuments(results);
    say(`\n${table(results)}\nbuild/bench-results/results.json, table.md and bench.svg are written.`);
  });
}
