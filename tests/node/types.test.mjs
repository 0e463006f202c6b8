// What must compile, and what must not: tests/node/fixtures/types.ts says which line is which.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root, run } from "../../tools/run.mjs";
import { sets } from "../scenarios/sets.mjs";

test("the types refuse a misspelt action, role, level, context field and resource", async () => {
  const options = [
    "--noEmit",
    "--strict",
    "--exactOptionalPropertyTypes",
    "--target",
    "es2022",
    "--lib",
    "es2022,dom",
    "--module",
    "nodenext",
    "--types",
    "",
  ];
  const { code, output } = await run([
    process.execPath,
    "node_modules/typescript/bin/tsc",
    ...options,
    "tests/node/fixtures/types.ts",
  ]);
  assert.equal(code, 0, output);
});

test("that test would notice", async () => {
  const options = [
    "--noEmit",
    "--strict",
    "--target",
    "es2022",
    "--lib",
    "es2022,dom",
    "--module",
    "nodenext",
    "--types",
    "",
  ];
  const { code, output } = await run([
    process.execPath,
    join(root, "node_modules/typescript/bin/tsc"),
    ...options,
    "tests/node/fixtures/misspelt.ts",
  ]);
  assert.notEqual(code, 0);
  assert.match(output, /asset\.veiw/);
});

test("the types that lockstep types prints are those of the entry points", async () => {
  const folder = join(root, "build/types");
  mkdirSync(folder, { recursive: true });
  const files = [];
  for (const { name, policy } of sets.filter((set) => set.policy !== undefined)) {
    const printed = await run([process.execPath, "dist/cli.cjs", "types", policy, "--name", "Names"]);
    assert.equal(printed.code, 0, printed.output);
    writeFileSync(join(folder, `${name}.ts`), printed.output);
    writeFileSync(
      join(folder, `${name}.use.ts`),
      `import { loadAccess } from "lockstep";
import { connect } from "lockstep/live";
import { openAccount } from "lockstep/server";
import type { Action, Names } from "./${name}.js";
const access = await loadAccess<Names>("{}");
const action: Action | undefined = access.actions()[0];
if (action !== undefined) access.can(action, "/a");
(await openAccount<Names>("{}")).decide({ principal: { user: "a" }, action: action! });
void (await connect<Names>({ url: "", account: "a", token: "t" })).request({ action: action! });
// @ts-expect-error: an action that the policy lacks
access.can("asset.veiw");
${
  name === "tracker"
    ? `access.decide({
  action: "issue.edit",
  resource: { issue: "ENG-7", in: "/ENG", attributes: { status: "open" }, relations: { author: "mia" } },
  context: { two_factor: true },
});
// @ts-expect-error: a word that the attribute lacks
access.can("issue.edit", { issue: "ENG-7", attributes: { status: "done" } });`
    : ""
}
`,
    );
    files.push(`build/types/${name}.use.ts`);
  }
  const { code, output } = await run([
    process.execPath,
    "node_modules/typescript/bin/tsc",
    ...["--noEmit", "--strict", "--target", "es2022", "--lib", "es2022,dom", "--module", "nodenext", "--types", ""],
    ...files,
  ]);
  assert.equal(code, 0, output);
});
