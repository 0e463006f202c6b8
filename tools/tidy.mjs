// clang-tidy over the C++ source files, by the checks of .clang-tidy: a slow check of tools/lint.mjs.

import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { extname, join } from "node:path";
import { Failure, must, root, run } from "./run.mjs";

/** Clang compiles each file by itself in this build, so each has a command of its own. */
const folder = "build/sanitize";

/** Of another version some checks find more, others less. */
const program = "clang-tidy-14";

/** Returns the findings in these files, one a line. A header is checked with the source file of its name. */
export async function tidy(paths) {
  const { code } = await run([program, "--version"]);
  if (code !== 0) throw new Failure(`There is no ${program}. Another version has other checks.`);
  // Configures again if a list of files has changed.
  await must(["cmake", "--preset", "sanitize"], { log: "build/logs/sanitize-configure.log" });
  const waiting = [...new Set(paths.map(sourceOf))].filter((path) => existsSync(join(root, path)));
  const found = new Set();
  const worker = async () => {
    for (let path = waiting.shift(); path; path = waiting.shift())
      for (const finding of await findingsOf(path)) found.add(finding);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return [...found].sort();
}

async function findingsOf(path) {
  const { code, output } = await run([program, "-p", folder, "--quiet", path]);
  const findings = output
    .split("\n")
    .filter((line) => /: (warning|error): /.test(line))
    .map((line) => line.replace(`${root}/`, ""));
  // Where it fails without a finding, what it says is one.
  return findings.length === 0 && code !== 0 ? [`${path}: ${output.trim()}`] : findings;
}

/** The source file that includes a header first: of the same name, and for an installed header in src/. */
export function sourceOf(path) {
  return extname(path) === ".h" ? path.replace(/^include\/lockstep\//, "src/").replace(/\.h$/, ".cpp") : path;
}
