// How often the page crosses into WebAssembly: counted, not timed.
import assert from "node:assert/strict";
import { before, test } from "node:test";

let crossings = 0;

/** Instances whose functions count their calls. embind's own calls go past them and are not meant. */
function counting(instance) {
  const counted =
    (work) =>
    (...given) => {
      crossings++;
      return work(...given);
    };
  const exports = Object.fromEntries(
    Object.entries(instance.exports).map(([name, value]) => [
      name,
      typeof value === "function" ? counted(value) : value,
    ]),
  );
  return { exports };
}

const real = WebAssembly.instantiate;
WebAssembly.instantiate = async (...given) => counting(await real(...given));
const { loadAccess } = await import("lockstep");
const { openAccount } = await import("lockstep/server");
const { acme, ada } = await import("./acme.mjs");

/** Crossings that a piece of work takes. */
function during(work) {
  const earlier = crossings;
  work();
  return crossings - earlier;
}

const paths = Array.from({ length: 1_000 }, (_, n) => `/seen/year/file-${n}.jpg`);
const actions = ["asset.view", "asset.delete", "file.download", "asset.share"];

let account, snapshot, access;
before(async () => {
  account = await openAccount(acme());
  snapshot = account.snapshot({ user: "rita" });
  access = await loadAccess(snapshot);
});

test("the first question about a path crosses a few times, and counts at all", () => {
  const taken = during(() => access.can("asset.view", "/seen/first.jpg"));
  assert.ok(taken >= 1 && taken <= 3, `it took ${taken}`);
});

test("a question about a path seen before does not cross", () => {
  assert.equal(
    during(() => {
      for (let n = 0; n < 1_000; n++) access.can("asset.view", "/seen/first.jpg");
    }),
    0,
  );
});

test("a question on the account that was asked before does not cross", () => {
  access.can("collection.create");
  assert.equal(
    during(() => access.can("collection.create")),
    0,
  );
});

test("a decision that was asked before does not cross, whatever it is about", () => {
  const requests = [
    { action: "asset.delete", resource: "/seen/first.jpg" },
    { action: "collection.create" },
    { action: "collection.rename", resource: { collection: "c1" } },
  ];
  assert.ok(during(() => requests.map((request) => access.decide(request).message)) >= requests.length);
  assert.equal(
    during(() => requests.map((request) => access.decide({ ...request }).message)),
    0,
  );
});

test("a selection of a thousand new paths crosses as often as one of ten", () => {
  access.select(actions, ["/seen/year/warm.jpg"]);
  const ten = during(() => access.select(actions, paths.slice(0, 10)));
  const thousand = during(() => access.select(actions, paths.slice(10)));
  assert.ok(ten <= 3, `it took ${ten}`);
  assert.equal(thousand, ten);
  assert.equal(
    during(() => access.select(actions, paths)),
    0,
  );
});

test("after a change, a thousand paths that were asked about before cross a few times, each with its new answer", () => {
  const answers = () => paths.map((path) => access.can("asset.delete", path));
  assert.deepEqual([...new Set(answers())], [false]);
  const context = { with: { user: "rita" }, level: "manage" };
  const { decision } = account.apply({ principal: ada, action: "asset.share", resource: "/seen", context });
  assert.ok(decision.allowed, decision.message);
  access.update(account.deltaSince(snapshot));
  let after;
  const crossed = during(() => {
    after = answers();
  });
  assert.ok(crossed <= 40, `it took ${crossed}`);
  assert.deepEqual([...new Set(after)], [true]);
});
