// Every rule is held by a scenario or left to the host, and every number that is cited is one of the rule book's.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../tools/run.mjs";
import { hostRules, ruleBook, rulesDocument, scenariosByNumber } from "../../tools/rules.mjs";

const { sections, readings, hazards } = JSON.parse(readFileSync(join(root, "tests/scenarios/rule_book.json"), "utf8"));
const rules = Object.assign({}, ...Object.values(sections));
const known = new Set([rules, readings, hazards].flatMap(Object.keys));
const scenarios = scenariosByNumber();
const host = hostRules();
const without = (numbers) => numbers.filter((number) => !scenarios.has(number));

test("the rule book has R-1 to R-157, A-1 to A-46 and H-1 to H-8, each once, in order and with a sentence", () => {
  const numbered = (letter, last) => Array.from({ length: last }, (_, i) => `${letter}-${i + 1}`);
  const listed = Object.values(sections).flatMap(Object.keys);
  assert.deepEqual(listed, numbered("R", 157));
  assert.deepEqual(Object.keys(readings), numbered("A", 46));
  assert.deepEqual(Object.keys(hazards), numbered("H", 8));
  const sentences = Object.values(ruleBook()).flatMap(Object.entries);
  assert.deepEqual(
    sentences.filter(([, sentence]) => !/^[A-Z].{10,}\.$/s.test(sentence)),
    [],
  );
  assert.deepEqual(
    Object.entries(readings).filter(([, { effect }]) => typeof effect !== "boolean"),
    [],
  );
});

test("every rule is held by a scenario or is the host's to keep", () => {
  assert.deepEqual(
    without(Object.keys(rules)).filter((number) => !host[number]),
    [],
  );
});

test("no rule is both", () => {
  assert.deepEqual(
    Object.keys(host).filter((number) => scenarios.has(number)),
    [],
  );
});

test("every reading with an effect is held by a scenario, and every hazard is shown by one", () => {
  assert.deepEqual(without(Object.keys(readings).filter((number) => readings[number].effect)), []);
  assert.deepEqual(without(Object.keys(hazards)), []);
});

test("scenarios and the host's rules cite numbers of the rule book alone", () => {
  assert.deepEqual(
    [...scenarios.keys(), ...Object.keys(host)].filter((number) => !known.has(number)),
    [],
  );
});

test("no scenario is without a number", () => {
  const files = readdirSync(join(root, "tests/scenarios")).filter((name) => name.endsWith(".scenarios.json"));
  const bare = files.flatMap((file) =>
    JSON.parse(readFileSync(join(root, "tests/scenarios", file), "utf8"))
      .scenarios.filter((scenario) => !scenario.rules?.length)
      .map(({ name }) => `${file}: ${name}`),
  );
  assert.ok(files.length > 0);
  assert.deepEqual(bare, []);
});

test("code, tests, policies and documents cite numbers of the rule book alone", () => {
  let cited = 0;
  const wrong = [];
  for (const path of ["src", "bindings", "policies", "schemas", "tests", "tools", "docs", "web/src"]
    .flatMap(textsUnder)
    .concat("README.md", "CONTRIBUTING.md")) {
    for (const [number] of readFileSync(join(root, path), "utf8").matchAll(/\b[RAH]-\d+\b/g)) {
      cited++;
      if (!known.has(number)) wrong.push(`${path}: ${number}`);
    }
  }
  assert.ok(cited > 500, `${cited}`);
  assert.deepEqual(wrong, []);
});

test("docs/rules.md is what `npm run rules` prints", async () => {
  assert.equal(readFileSync(join(root, "docs/rules.md"), "utf8"), await rulesDocument());
});

test("the document for readers has every number, its sentence, and what holds it", () => {
  const document = readFileSync(join(root, "docs/rules.md"), "utf8");
  for (const [number, sentence] of Object.values(ruleBook()).flatMap(Object.entries)) {
    const entry = document.split(`**${number}** ${sentence}\n\n- `);
    assert.equal(entry.length, 2, number);
    const held = scenarios.get(number)?.[0] ?? `the host keeps it: ${host[number]}`;
    assert.ok(entry[1].startsWith(`${held}\n`), number);
  }
});

function textsUnder(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => /\.(h|cpp|def|ts|tsx|mjs|json|md)$/.test(path) && !path.includes("node_modules"));
}
