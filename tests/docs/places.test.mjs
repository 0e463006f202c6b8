// The table of the places in which the package loads is the list of those it is tried in.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../tools/run.mjs";
import { places } from "../packages/places.mjs";
import { documentPath, documentWithTable } from "../packages/table.mjs";

test("the table of docs/places.md is that of tests/packages/places.mjs", () => {
  const document = readFileSync(join(root, documentPath), "utf8");
  assert.equal(document, documentWithTable(), "`npm run packages -- --write` writes the table.");
});

test("the lowest and the newest version of each framework that package.json admits are tried", () => {
  const { peerDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  for (const [framework, range] of Object.entries(peerDependencies)) {
    const tried = places.flatMap(({ versions }) => Object.values(versions).map((packages) => packages[framework]));
    const numbers = (version) => version.split(".").map(Number);
    const sorted = tried
      .filter(Boolean)
      .map(numbers)
      .sort(([a, b = 0], [c, d = 0]) => a - c || b - d);
    const [, lowest] = /([\d.]+)/.exec(range);
    const least = numbers(lowest);
    assert.deepEqual(sorted[0].slice(0, least.length), least, `${framework}: the lowest of ${range}`);
    const end = /<(\d+)$/.exec(range);
    const last = end ? Number(end[1]) - 1 : Number(/(\d+)(\.\d+)?$/.exec(range)[1]);
    assert.equal(sorted.at(-1)[0], last, `${framework}: the newest of ${range}`);
  }
});
