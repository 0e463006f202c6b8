// npm run lint: checks how the files are written. npm run format: repairs the format.
//
//   node tools/lint.mjs            all checks; prints each finding with its file and line
//   node tools/lint.mjs --write    formats the files instead
//   node tools/lint.mjs --tidy     clang-tidy too, over the C++ files that differ from main; --tidy all: over every one
//
// STYLE.md has the rules. What is checked here: the format by clang-format and Biome, Biome's lint rules, the words of
// comments, test names and documents, and the width of lines.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { Failure, isMain, main, must, root, run, say } from "./run.mjs";
import { setup } from "./setup.mjs";
import { bareLines, comments, paragraphs, testNames } from "./source.mjs";
import { tidy } from "./tidy.mjs";

/** Another version of clang-format formats differently. */
const clangFormatVersion = 14;
const columns = 120;

/** Words of no working engineer, each with what to write instead. */
const refused = [
  { pattern: /\b(told|tells)\b/i, instead: "returns, sends, names, reports" },
  { pattern: /\bstands?\b/i, instead: "is, is in" },
  { pattern: /\banew\b/i, instead: "again" },
  { pattern: /\b(somebody|everybody|nobody)\b/i, instead: "a user, every user, no user" },
  { pattern: /\bwho(m)?ever\b/i, instead: "the user who, the caller who" },
  { pattern: /\bof (which|whom|whose)\b/i, instead: "whose, or a sentence of its own" },
  { pattern: /\bhost's word\b/i, instead: "trusted field" },
  {
    pattern: /\b(is|are|was|were|be|been|goes|went|says?|said|answers?|answered|decides?|decided) otherwise\b/i,
    instead: "differs, or what it is",
  },
  { pattern: /\botherwise than\b/i, instead: "differently from, unlike" },
];

/** STYLE.md names the refused words. */
const naming = ["STYLE.md", "tools/lint.mjs"];

const sources = [".cpp", ".h", ".def", ".mjs", ".cjs", ".js", ".ts", ".tsx", ".css"];
const files = () =>
  execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8" })
    .split("\0")
    .filter((path) => [...sources, ".md"].includes(extname(path)) && existsSync(join(root, path)));
const read = (path) => readFileSync(join(root, path), "utf8");
const isCpp = (path) => [".cpp", ".h"].includes(extname(path));
const isSource = (path) => sources.includes(extname(path));

// ---- The checks: each returns its findings, one a line ----

async function clangFormat(...options) {
  for (const program of [`clang-format-${clangFormatVersion}`, "clang-format"]) {
    const { code, output } = await run([program, "--version"]);
    if (code === 0 && output.includes(`version ${clangFormatVersion}.`))
      return run([program, ...options, ...files().filter(isCpp)]);
  }
  throw new Failure(`There is no clang-format ${clangFormatVersion}. Another version formats differently.`);
}

async function cppFormat() {
  const { output } = await clangFormat("--dry-run");
  return output.split("\n").filter((line) => line.includes("[-Wclang-format-violations]"));
}

/** Format and lint rules in one run. An information counts as a finding too. */
async function biome() {
  const { code, output } = await run([...biomeCommand("ci"), "--error-on-warnings", "--max-diagnostics=100"]);
  const isClean = code === 0 && !/^Found \d+ infos?\.$/m.test(output);
  return isClean ? [] : [output.trim()];
}

const biomeCommand = (verb) => [join(root, "node_modules/.bin/biome"), verb, "--colors=off"];

/** Returns the refused words of a file, as `path:line: …`. */
export function wordsOf(path, source) {
  const sentences = path.endsWith(".md") ? paragraphs(source) : [...comments(source, path), ...testNames(source)];
  return sentences.flatMap(([line, sentence]) =>
    refused
      .map(({ pattern, instead }) => [pattern.exec(sentence)?.[0], instead])
      .filter(([word]) => word !== undefined)
      .map(([word, instead]) => `${path}:${line}: "${word}"; write: ${instead}`),
  );
}

function words() {
  return files()
    .filter((path) => !naming.includes(path))
    .flatMap((path) => wordsOf(path, read(path)));
}

/** Returns the lines that are too wide as `path:line: …`. What is in quotes does not count, for it cannot be broken. */
export function wideLinesOf(path, source) {
  return bareLines(source, path)
    .map((line, index) => [[...line].length, index + 1])
    .filter(([width]) => width > columns)
    .map(([width, line]) => `${path}:${line}: ${width} columns besides its strings; at most ${columns}`);
}

const wideLines = () =>
  files()
    .filter(isSource)
    .flatMap((path) => wideLinesOf(path, read(path)));

const checks = { "format of C++": cppFormat, Biome: biome, words, columns: wideLines };

/** Returns the commit where this branch left main; in a clone without main, the newest commit. */
async function startOfBranch() {
  for (const main of ["main", "origin/main"]) {
    const { code, output } = await run(["git", "merge-base", "HEAD", main]);
    if (code === 0) return output.trim();
  }
  return "HEAD";
}

/** Returns the C++ files that differ from where this branch left main; with `all`, every one. */
async function cppToTidy(all) {
  if (all) return files().filter((path) => path.startsWith("src/") && path.endsWith(".cpp"));
  const git = (...args) => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
  const changed = git("diff", "--name-only", await startOfBranch());
  const untracked = git("ls-files", "--others", "--exclude-standard");
  const isOurs = (path) => isCpp(path) && /^(src|include)\//.test(path);
  return `${changed}\n${untracked}`.split("\n").filter(isOurs);
}

async function check(asked) {
  const chosen = asked.includes("--tidy")
    ? { ...checks, "clang-tidy": async () => tidy(await cppToTidy(asked.includes("all"))) }
    : checks;
  const failed = [];
  for (const [name, findings] of Object.entries(chosen)) {
    const found = await findings();
    if (found.length === 0) continue;
    failed.push(name);
    say(`${found.join("\n")}\n${name}: ${found.length} findings\n`);
  }
  say(`${Object.keys(chosen).length - failed.length} passed, ${failed.length} failed`);
  return failed.length > 0 ? 1 : 0;
}

async function format() {
  await clangFormat("-i");
  await must([...biomeCommand("format"), "--write"]);
  say("Formatted C++ by clang-format, and JavaScript, TypeScript and CSS by Biome");
}

if (isMain(import.meta.url))
  main(async () => {
    const asked = process.argv.slice(2);
    await setup({ for: asked.includes("--tidy") ? "tidy" : "lint" });
    return asked.includes("--write") ? format() : check(asked);
  });
