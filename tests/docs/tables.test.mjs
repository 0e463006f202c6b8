// The tables in the documents come from a run of the benchmark: their place is there, and what they hold is of this
// form.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { engines } from "../../bench/engines.mjs";
import { tablesOf } from "../../bench/report.mjs";
import { root } from "../../tools/run.mjs";

const tables = (file) => tablesOf(readFileSync(join(root, file), "utf8"))?.[0];

test("README.md has a row for each engine that the benchmark asks", () => {
  const rows = [...tables("README.md").matchAll(/^\| ([^|]+?) *\|/gm)].map(([, name]) => name);
  for (const { name } of engines) assert.ok(rows.includes(name), name);
});

test("both documents name the command and the machine", () => {
  for (const file of ["README.md", "docs/performance.md"])
    assert.match(
      tables(file),
      /^Measured by `npm run bench` on \d+ cores of .+, Node \d+\.\d+\.\d+; medians\.$/m,
      file,
    );
});
