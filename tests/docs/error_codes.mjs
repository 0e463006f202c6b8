// Finds the codes of problems in the sources: in C++ and in the JavaScript package.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/run.mjs";

const code = '"([a-z][a-z0-9_]*)"';
/** An expression without strings, or one string, before the next argument. */
const place = '(?:"[^"]*"|[^",{}]+?)(?:\\s*\\+[^,{}]*)?';

const inCpp = [
  // A call that reports: `reader.report("code", …)`, `report(problems, "code", …)`.
  new RegExp(`\\b(?:report|doubt)\\((?:[^"();]|\\([^();]*\\))*?${code}`, "g"),
  // A problem by its name: `Problem{"code", …}`.
  new RegExp(`\\bProblem(?:\\s+\\w+)?\\{\\s*${code}`, "g"),
  // A response: `problemResponse(409, "code", …)`.
  new RegExp(`\\b(?:problemResponse|tooManyResponse)\\((?:\\s*\\w+,)?\\s*${code}`, "g"),
  // A problem in braces: code, place and a message, which is a sentence or an expression.
  new RegExp(`(?:\\breturn|[({=?:])\\s*\\{\\s*${code},\\s*${place},\\s*(?="[^"]*[ .\`]|[a-zA-Z*(])`, "g"),
  new RegExp(`\\bpush_back\\(\\{\\s*${code}`, "g"),
];
const inTypeScript = [
  new RegExp(`\\bcode: ${code}|\\b(?:refused|invalid)\\(${code}|\\bproblem\\(\\d+, ${code}|\\bunsaid = ${code}`, "g"),
];

const sources = execFileSync("git", ["ls-files", "src", "include", "bindings"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((path) => /\.(cpp|h|ts)$/.test(path) && !path.endsWith(".d.ts"))
  .map((path) => ({ path, text: withoutComments(readFileSync(join(root, path), "utf8")) }));

function withoutComments(text) {
  return text.replace(/("(?:\\.|[^"\\\n])*")|\/\/.*|\/\*[\s\S]*?\*\//g, (_, string) => string ?? "");
}

/** Returns each code with the files that give it. */
export function codesOfSources() {
  const found = new Map();
  for (const { path, text } of sources)
    for (const pattern of path.endsWith(".ts") ? inTypeScript : inCpp)
      for (const match of text.matchAll(pattern)) {
        const name = match.slice(1).find(Boolean);
        found.set(name, (found.get(name) ?? new Set()).add(path));
      }
  return found;
}

/** Returns whether a source has the code as a string of its own. */
export const isInSources = (name) => sources.some(({ text }) => text.includes(`"${name}"`));

/** Returns `[code, status]` of each response that names both. */
export function statusesOfSources() {
  const given = sources.flatMap(({ text }) => [...text.matchAll(/\bproblemResponse\(\s*(\d+),\s*"([a-z0-9_]+)"/g)]);
  const mapped = sources.flatMap(({ text }) => [
    ...text.matchAll(/\bif \(((?:code == "[a-z_]+"(?:\s*\|\|\s*)?)+)\)\s*return (\d+);/g),
  ]);
  return [
    ...given.map(([, status, name]) => [name, status]),
    ...mapped.flatMap(([, names, status]) => [...names.matchAll(/"([a-z_]+)"/g)].map(([, name]) => [name, status])),
  ];
}
