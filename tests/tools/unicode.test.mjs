// The table of code points that names may have is the one that Unicode's data makes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../tools/run.mjs";
import { runsFile, unicodeRuns } from "../../tools/unicode.mjs";

test("src/base/unicode_runs.inc is what tools/unicode.mjs makes of Debian's unicode-data", () => {
  assert.equal(readFileSync(join(root, runsFile), "utf8"), unicodeRuns(), "run node tools/unicode.mjs");
});

test("the table costs a page at most a kilobyte", () => {
  const numbers = unicodeRuns()
    .match(/\{[^}]*\}/g)
    .flatMap((list) => list.match(/\d+/g));
  assert.ok(numbers.length < 800, `it has ${numbers.length} bytes`);
});
