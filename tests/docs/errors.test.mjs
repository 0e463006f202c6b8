// docs/errors.md is the one list of the codes of faults: each is given somewhere, and each that is given is in it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { reasonsFile } from "../../tools/generate.mjs";
import { root } from "../../tools/run.mjs";
import { codesOfSources, isInSources, statusesOfSources } from "./error_codes.mjs";

const read = (path) => readFileSync(join(root, path), "utf8");

/** The rows of the tables under a heading, up to the next one: `[code, cell, …]`. */
function rowsOf(section) {
  return [...section.matchAll(/^\| `([a-z0-9_]+)` *\|(.*)\|$/gm)].map(([, name, cells]) => [
    name,
    ...cells.split("|").map((cell) => cell.trim()),
  ]);
}

const [, ...parts] = read("docs/errors.md").split(/^##+ /m);
const sections = new Map(parts.map((part) => [part.slice(0, part.indexOf("\n")), rowsOf(part)]));
const reasonRows = sections.get("Reasons");
const problemRows = [...sections].filter(([title]) => title !== "Reasons").flatMap(([, rows]) => rows);
const listed = new Set(problemRows.map(([name]) => name));

test("every code that the sources give is in docs/errors.md", () => {
  const missing = [...codesOfSources()].filter(([name]) => !listed.has(name));
  assert.deepEqual(
    missing.map(([name, files]) => `${name}: ${[...files].join(", ")}`),
    [],
  );
});

test("every code of docs/errors.md is given somewhere", () => {
  assert.deepEqual(
    [...listed].filter((name) => !isInSources(name)),
    [],
  );
});

test("a code has one row in each section", () => {
  for (const [title, rows] of sections) {
    const names = rows.map(([name]) => name);
    assert.deepEqual(names, [...new Set(names)], title);
  }
});

test("every reason is there, in the order in which they are checked", () => {
  const reasons = [...read(reasonsFile).matchAll(/^(?:PAGE_)?REASON\((\w+)\)$/gm)].map(([, name]) => name);
  assert.deepEqual(
    reasonRows.map(([name]) => name),
    reasons,
  );
});

test("a reason has the sentence that users see", () => {
  const sentences = read("src/access/message.cpp").replace(/"\s*\n\s*"/g, "");
  for (const [name, sentence] of reasonRows.filter(([each]) => each !== "not_ready"))
    assert.ok(sentences.includes(`${name}|${sentence}|`), `${name}: ${sentence}`);
});

test("a response has the status that docs/errors.md gives its code", () => {
  const statuses = new Map();
  for (const [name, cell] of problemRows)
    for (const status of cell.match(/\b\d{3}\b/g) ?? []) statuses.set(name, [...(statuses.get(name) ?? []), status]);
  // Faults of an input: their sections give one status for all.
  for (const row of sections.get("Documents: policy, account, request, snapshot, delta")) {
    const usual = row[0] === "json_invalid" ? "400" : "422";
    statuses.set(row[0], [...(statuses.get(row[0]) ?? []), usual]);
  }
  for (const [name, status] of statusesOfSources())
    assert.ok(statuses.get(name)?.includes(status), `${name}: ${status}, in the document ${statuses.get(name)}`);
});
