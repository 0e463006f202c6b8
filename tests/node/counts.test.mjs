// What a repeated question costs natively: counted, not timed.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../tools/run.mjs";

const asking = join(root, "build/native/lockstep_asking");

/** Instructions for one answer about a path that was seen before; those of two runs, so that starting does not count. */
const budget = 150;

/** Instructions of a run that asks so many times. */
function instructions(times) {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-counts-"));
  try {
    const out = join(folder, "out");
    execFileSync("valgrind", ["--tool=callgrind", `--callgrind-out-file=${out}`, asking, String(times)], { stdio: "pipe" });
    return Number(/^(?:summary|totals): (\d+)/m.exec(readFileSync(out, "utf8"))[1]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("a repeated question takes no memory", () => {
  assert.match(execFileSync(asking, ["100000"], { encoding: "utf8" }), /^100000 allowed, memory taken 0 times$/m);
});

test(`a repeated question takes at most ${budget} instructions`, () => {
  const few = 10_000, many = 110_000;
  const each = (instructions(many) - instructions(few)) / (many - few);
  assert.ok(each > 10 && each <= budget, `it takes ${each}`);
});
