// Deltas: from one revision to the next without a new snapshot.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { loadAccess, LockstepError } from "lockstep";
import { openAccount } from "lockstep/server";
import { acme, ada, rita, system } from "./acme.mjs";

let account, snapshot, access;
beforeEach(async () => {
  account = await openAccount(acme());
  snapshot = account.snapshot(rita);
  access = await loadAccess(snapshot);
});
afterEach(() => {
  access.dispose();
  account.dispose();
});

function share(level, path = "/seen") {
  const { decision } = account.apply({
    principal: ada,
    action: "asset.share",
    resource: path,
    context: { with: rita, level },
  });
  assert.equal(decision.allowed, true, decision.message);
}

const refusedAs = (code) => (error) => {
  assert.ok(error instanceof LockstepError);
  assert.ok(
    error.problems.some((problem) => problem.code === code),
    JSON.stringify(error.problems),
  );
  return true;
};

test("a change is applied, sent as a delta, and seen after update", () => {
  assert.equal(access.can("asset.delete", "/seen"), false);
  share("manage");
  const delta = account.deltaSince(snapshot);
  assert.equal(access.can("asset.delete", "/seen"), false);
  access.update(delta);
  assert.equal(access.can("asset.delete", "/seen"), true);
  assert.equal(access.revision, 42);
  assert.equal(account.revision, 42);
});

test("a delta may be text, and may lead over several revisions", () => {
  share("contribute");
  share("manage", "/helped");
  access.update(JSON.stringify(account.deltaSince(snapshot)));
  assert.equal(access.revision, 43);
  assert.equal(access.can("asset.delete", "/helped"), true);
});

test("what the snapshot's principal loses is gone", () => {
  account.apply({ principal: ada, action: "group.delete", resource: { group: "g1" } });
  access.update(account.deltaSince(snapshot));
  assert.equal(access.can("asset.view", "/seen"), false);
  const between = account.snapshot(rita);
  account.apply({ principal: ada, action: "user.remove", resource: { user: "rita" } });
  access.update(account.deltaSince(between));
  assert.equal(access.can("asset.view", "/run"), false);
  assert.equal(access.decide({ action: "asset.view", resource: "/run" }).reason, "unknown_principal");
});

test("a gap is refused, and nothing has changed", () => {
  share("manage");
  const first = account.deltaSince(snapshot);
  const between = account.snapshot(rita);
  share("manage", "/helped");
  const second = account.deltaSince(between);
  assert.throws(() => access.update(second), refusedAs("delta_gap"));
  assert.equal(access.revision, 41);
  assert.equal(access.can("asset.delete", "/helped"), false);
  access.update(first);
  assert.throws(() => access.update(first), refusedAs("delta_gap"));
  access.update(second);
  assert.equal(access.can("asset.delete", "/helped"), true);
});

test("a delta of another account or policy, and what is none, are refused", async () => {
  const other = await openAccount(acme({ id: "other" }));
  const delta = account.deltaSince(snapshot);
  assert.throws(() => other.deltaSince(snapshot), refusedAs("delta_foreign"));
  assert.throws(() => access.update({ ...delta, account: "other" }), refusedAs("delta_foreign"));
  assert.throws(() => access.update({ ...delta, policy: "0".repeat(64) }), refusedAs("delta_foreign"));
  assert.throws(() => access.update("no JSON"), refusedAs("json_invalid"));
  assert.throws(() => access.update({ ...delta, extra: 1 }), refusedAs("field_unknown"));
  assert.equal(access.can("asset.view", "/seen"), true);
  other.dispose();
});

test("a request without effect has no delta", () => {
  const refused = account.apply({ principal: rita, action: "asset.delete", resource: "/seen" });
  assert.equal(refused.decision.reason, "level_too_low");
  assert.equal(refused.delta, null);
  assert.equal(account.revision, 41);
});

test("apply refuses what decide leaves open", () => {
  const request = { principal: system, action: "account.set_plan" };
  assert.equal(account.decide(request).allowed, true);
  assert.deepEqual(account.decide(request).unverified, ["plan"]);
  assert.equal(account.apply(request).decision.reason, "context_missing");
});

test("subscribers hear of updates and of disposal, until they leave", () => {
  const heard = [];
  const { subscribe } = access;
  const leave = subscribe(() => heard.push(access.revision));
  const stay = subscribe(() => heard.push("second"));
  share("manage");
  access.update(account.deltaSince(snapshot));
  assert.deepEqual(heard, [42, "second"]);
  leave();
  leave();
  assert.throws(() => access.update("{}"));
  assert.deepEqual(heard, [42, "second"]);
  access.dispose();
  assert.deepEqual(heard, [42, "second", "second"]);
  stay();
});

test("a listener that throws stops no other, and its fault is not swallowed", () => {
  const later = [];
  mock.method(globalThis, "queueMicrotask", (work) => later.push(work));
  let heard = 0;
  const leave = access.subscribe(() => {
    throw new Error("mine");
  });
  access.subscribe(() => heard++);
  access.update(account.deltaSince(snapshot));
  mock.restoreAll();
  leave();
  assert.equal(heard, 1);
  assert.throws(() => {
    for (const work of later) work();
  }, /mine/);
});

test("the account writes itself as it is now", async () => {
  share("manage");
  const written = JSON.stringify(account);
  const again = await openAccount(written);
  assert.equal(again.revision, 42);
  assert.equal(JSON.stringify(again), written);
  again.dispose();
});

test("whoCan, matrix and preview speak of the same grants", () => {
  assert.deepEqual(
    account.whoCan({ action: "asset.delete", resource: "/run" }).map(({ user }) => user),
    ["ada", "rita"],
  );
  const cells = account.matrix({ user: "rita" });
  assert.deepEqual(cells.find(({ path }) => path === "/helped").level, "contribute");
  assert.ok(account.matrix("/helped").some(({ user }) => user === "rita"));
  const { decision, differences } = account.preview({
    principal: ada,
    action: "group.delete",
    resource: { group: "g1" },
  });
  assert.equal(decision.allowed, true);
  const lost = differences.find(({ user, path }) => user === "rita" && path === "/seen");
  assert.equal(lost.before, "view");
  assert.ok(lost.lost.includes("asset.view"));
  assert.equal(account.revision, 41);
});
