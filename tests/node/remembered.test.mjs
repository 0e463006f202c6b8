// Decisions are remembered: what is asked again costs little, and is as if it were asked for the first time.

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, mock, test } from "node:test";
import { actions, loadAccess } from "lockstep";
import { openAccount } from "lockstep/server";
import { acme, ada, now, rita } from "./acme.mjs";

const facts = acme({
  links: [{ id: "l1", on: "f1", endsAt: "2026-01-15T12:30:00Z" }],
  apiKeys: [{ id: "k1", kind: "standard" }],
});
const resources = [
  undefined,
  null,
  "/",
  "/seen",
  "/seen/a.png",
  "/seen/b.png",
  "/run/logo.png",
  "/brief/x",
  "/nowhere",
  "/a/../b",
  "",
  "{}",
  7,
  { path: "/seen", kind: "folder" },
  { path: "/seen/a.png", kind: "file" },
  { collection: "c1" },
  { collection: "none" },
  { user: "rita" },
  { user: "sam" },
  { group: "g1" },
  { link: "l1" },
  { link: "l1", path: "/seen/a.png" },
  { apiKey: "k1" },
  {},
];

let account, passed;
beforeEach(async () => {
  passed = 0;
  mock.method(performance, "now", () => passed);
  account = await openAccount(facts);
});
afterEach(() => {
  mock.restoreAll();
  account.dispose();
});
const open = (principal) => loadAccess(account.snapshot(principal, now), { now });
async function pass(minutes) {
  passed += minutes * 60_000;
  await null;
}

for (const principal of [ada, rita, { user: "fin" }, { visitor: true, link: "l1" }, { apiKey: "k1" }]) {
  test(`every decision of ${JSON.stringify(principal)} is alike the first time, the second, and unremembered`, async () => {
    const access = await open(principal);
    for (const minutes of [0, 29, 2, 28, 2]) {
      await pass(minutes);
      const time = new Date(Date.parse(now) + passed);
      for (const action of Object.keys(actions)) {
        for (const resource of resources) {
          const fresh = access.decide({ action, resource, context: { now: time } });
          const first = access.decide({ action, resource });
          assert.deepEqual(first, fresh, `${action} on ${JSON.stringify(resource)}`);
          assert.equal(access.decide({ action, resource }), first);
          assert.deepEqual([access.can(action, resource), access.show(action, resource)], [fresh.allowed, fresh.show]);
        }
      }
    }
    access.dispose();
  });
}

describe("a decision", () => {
  let access, generation;
  const request = { action: "asset.delete", resource: "/run" };
  beforeEach(async () => {
    access = await open(rita);
    generation = access.generation;
  });
  afterEach(() => access.dispose());
  /** Whether `generation` has risen since. */
  function hasRisen() {
    const before = generation;
    generation = access.generation;
    return generation > before;
  }

  test("is the same object until the generation rises, and cannot be changed", () => {
    const decision = access.decide(request);
    assert.equal(access.decide({ ...request }), decision);
    assert.equal(hasRisen(), false);
    assert.throws(() => (decision.allowed = false), TypeError);
    assert.throws(() => decision.because.pop(), TypeError);
    assert.throws(() => (decision.because[0].level = "view"), TypeError);
  });

  test("is another after an update", () => {
    const before = account.snapshot(rita, now);
    assert.equal(access.decide(request).allowed, true);
    account.apply({ principal: ada, action: "asset.unshare", resource: "/run", context: { with: rita, now } });
    access.update(account.deltaSince(before, now));
    assert.equal(hasRisen(), true);
    assert.equal(access.decide(request).reason, "not_shared");
  });

  test("is another once its time is up", async () => {
    assert.equal(access.decide(request).allowed, true);
    await pass(60);
    assert.equal(access.decide(request).reason, "snapshot_stale");
    assert.equal(hasRisen(), true);
    assert.equal(hasRisen(), false);
  });

  test("is none after disposal", () => {
    assert.equal(access.decide(request).allowed, true);
    access.dispose();
    assert.equal(hasRisen(), true);
    assert.equal(access.decide(request).reason, "not_ready");
  });

  test("is not that of another request that is written alike", () => {
    assert.equal(access.decide({ action: "collection.create" }).allowed, true);
    assert.equal(access.decide({ action: "collection.create", resource: {} }).allowed, false);
    assert.equal(access.decide({ action: "collection.view", resource: { collection: "c1" } }).allowed, true);
    assert.equal(access.decide({ action: "collection.view", resource: '{"collection":"c1"}' }).allowed, false);
  });

  test("is right beyond as many as are remembered", () => {
    for (let n = 0; n < 12_000; n++)
      assert.equal(access.decide({ action: "asset.view", resource: `/seen/${n}` }).at ?? `/seen/${n}`, `/seen/${n}`);
    assert.equal(access.decide({ action: "asset.view", resource: "/elsewhere" }).allowed, false);
    assert.equal(access.decide({ action: "asset.view", resource: "/seen/1" }).allowed, true);
  });
});
