// What a page downloads has a budget, and the README says what it is.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { browserEntry, inlineEntry } from "../../tools/size.mjs";

/**
 * Bytes, minified, brotli. Lower it with each gain; raise it with a reason. It was 51,000 before format 2. The built-in
 * policy costs 170 more since it is a file of its own, which a page with another policy does not download.
 */
const budget = 57_200;
/** The same with a policy in format 2, without the policy. */
const budgetOfFormat2 = 75_900;
/** The same with a policy that gives permissions alone, such as that of the todo application. */
const budgetOfPermissions = 52_200;

const { javascript, wasm, total } = await browserEntry();

test(`a page downloads at most ${budget} bytes for the engine and its JavaScript`, () => {
  assert.ok(total.brotli <= budget, `it is ${total.brotli}: npm run size says what they are`);
});

test(`with a policy in format 2 it downloads at most ${budgetOfFormat2} bytes`, async () => {
  const { total: second } = await browserEntry(2);
  assert.ok(second.brotli <= budgetOfFormat2, `it is ${second.brotli}`);
});

test(`with a policy of permissions alone it downloads at most ${budgetOfPermissions} bytes`, async () => {
  const { total: third } = await browserEntry(3);
  assert.ok(third.brotli <= budgetOfPermissions, `it is ${third.brotli}`);
});

test("lockstep/inline, which holds the .wasm as text, is at most 2,000 bytes more", async () => {
  const { brotli } = await inlineEntry();
  assert.ok(brotli <= total.brotli + 2_000, `it is ${brotli}, ${brotli - total.brotli} more`);
});

test("the README's table says so, to the kilobyte", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const said = (name) => Number(new RegExp(`^\\| ${name} *\\| (\\d+) KB *\\|$`, "m").exec(readme)?.[1]);
  const rounded = (bytes) => Math.round(bytes / 1000);
  for (const [name, size] of [
    ["JavaScript, with the built-in policy", javascript],
    ["WebAssembly", wasm],
    ["together", total],
  ]) {
    assert.ok(
      Math.abs(said(name) - rounded(size.brotli)) <= 1,
      `${name}: ${rounded(size.brotli)} KB, in the README ${said(name)}`,
    );
  }
});
