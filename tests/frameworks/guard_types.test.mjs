// The types of the guards beside those of Express, Fastify and Hono.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { root, run } from "../../tools/run.mjs";

test("guards fit the types of their frameworks, and a misspelt action or a trusted field does not compile", async () => {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const { code, output } = await run([process.execPath, compiler, "--project", "tests/frameworks/servers"]);
  assert.equal(code, 0, output);
});
