// The runner reads what the other runners print, and takes nothing for a success that is none.

import assert from "node:assert/strict";
import test from "node:test";
import { inOrder } from "../../tools/build.mjs";
import { doctestCounts, faultOf, lockstepCounts, nodeCounts } from "../../tools/test.mjs";

test("it reads doctest", () => {
  const output =
    "\x1b[0;36m[doctest] \x1b[0mtest cases: 12 | \x1b[0;32m11 passed\x1b[0m | 1 failed | 0 skipped\n[doctest] assertions: 40 | 39 passed | 1 failed |\n";
  assert.deepEqual(doctestCounts(output), { passed: 11, failed: 1, skipped: 0 });
});

test("it reads node:test, the last summary", () => {
  const summary = (pass) =>
    `ℹ tests 9\nℹ suites 0\nℹ pass ${pass}\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0\nℹ todo 2\nℹ duration_ms 3\n`;
  assert.deepEqual(nodeCounts(summary(1) + summary(5)), { passed: 5, failed: 2, skipped: 2 });
});

test("it reads lockstep test", () => {
  assert.deepEqual(lockstepCounts("ok   a scenario\n31 passed, 2 failed\n"), { passed: 31, failed: 2, skipped: 0 });
});

test("a runner that printed no count has failed", () => {
  for (const counts of [doctestCounts, nodeCounts, lockstepCounts])
    assert.equal(counts("Segmentation fault\n"), undefined);
  assert.match(faultOf({ code: 0 }, undefined), /no count/);
});

test("nothing run, something skipped, a bad exit: all are failures", () => {
  const counts = { passed: 3, failed: 0, skipped: 0 };
  assert.equal(faultOf({ code: 0 }, counts), undefined);
  assert.equal(faultOf({ code: 139 }, counts), "exit 139");
  assert.equal(faultOf({ code: 0 }, { ...counts, skipped: 1 }), "1 skipped");
  assert.equal(faultOf({ code: 0 }, { ...counts, passed: 0 }), "it ran no test");
  assert.equal(faultOf({ code: 1 }, { ...counts, failed: 2 }), "2 failed");
});

test("a step is built once, after what it needs", () => {
  assert.deepEqual(inOrder(["web", "native", "package"]), ["wasm", "package", "web", "native"]);
  assert.throws(() => inOrder(["nothing"]), /no step nothing/);
});
