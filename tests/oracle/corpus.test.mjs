// The engine answers as it was recorded: decisions, snapshots, changes and deltas over generated accounts.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { openAccount } from "lockstep/server";
import { answersOf, recorded } from "../corpus/corpus.mjs";

test("every answer over the recorded accounts is the same to the byte", async () => {
  const expected = JSON.parse(readFileSync(recorded, "utf8"));
  assert.ok(expected.decisions >= 50_000);
  assert.deepEqual(await answersOf(openAccount), expected);
});
