// The table of the places in which the package loads is the list of those it is tried in.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../tools/run.mjs";
import { documentPath, documentWithTable } from "../packages/table.mjs";

test("the table of docs/places.md is that of tests/packages/places.mjs", () => {
  const document = readFileSync(join(root, documentPath), "utf8");
  assert.equal(document, documentWithTable(), "`npm run packages -- --write` writes the table.");
});
