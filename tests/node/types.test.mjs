// What must compile, and what must not: tests/node/fixtures/types.ts says which line is which.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { root, run } from "../../tools/run.mjs";

test("the types refuse a misspelt action, role, level, context field and resource", async () => {
  const options = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--target", "es2022", "--lib", "es2022,dom", "--module", "nodenext", "--types", ""];
  const { code, output } = await run([process.execPath, "node_modules/typescript/bin/tsc", ...options, "tests/node/fixtures/types.ts"]);
  assert.equal(code, 0, output);
});

test("that test would notice", async () => {
  const options = ["--noEmit", "--strict", "--target", "es2022", "--lib", "es2022,dom", "--module", "nodenext", "--types", ""];
  const { code, output } = await run([process.execPath, join(root, "node_modules/typescript/bin/tsc"), ...options, "tests/node/fixtures/misspelt.ts"]);
  assert.notEqual(code, 0);
  assert.match(output, /asset\.veiw/);
});
