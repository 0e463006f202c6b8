// Whatever comes: a clear problem or a denial, never a throw where none is promised, and never an allowance.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { loadAccess, LockstepError } from "lockstep";
import { openAccount } from "lockstep/server";
import { acme, ada, rita, system } from "./acme.mjs";

let account, admin, access, snapshot;
before(async () => {
  account = await openAccount(acme());
  snapshot = account.snapshot(rita);
  access = await loadAccess(snapshot);
  admin = await loadAccess(account.snapshot(ada));
});
after(() => {
  for (const each of [account, access, admin]) each.dispose();
});

// A lost engine denies everything, so that denials alone would prove nothing.
afterEach(() => {
  assert.equal(admin.can("asset.delete", "/run"), true);
  assert.equal(access.can("asset.delete", "/run"), true);
  assert.equal(account.decide({ principal: ada, action: "asset.delete", resource: "/run" }).allowed, true);
});

const circular = {};
circular.self = circular;
const touchy = {
  get path() {
    throw new Error("no");
  },
};

async function refusal(work) {
  let caught;
  await assert.rejects(work, (error) => {
    caught = error;
    return true;
  });
  assert.ok(caught instanceof LockstepError, `${caught}`);
  assert.ok(caught.problems.length > 0);
  for (const { code, message } of caught.problems) assert.ok(code && message);
  return caught.problems.map(({ code, field }) => `${code} ${field}`);
}

describe("a snapshot that is none", () => {
  const cases = {
    "no JSON": ["{", "json_invalid "],
    "a list": ["[]", "type_invalid "],
    "a key that stands twice": ['{"format":"lockstep-snapshot/1","format":"lockstep-snapshot/1"}', "json_invalid "],
    "deep nesting": ["[".repeat(100_000), "json_invalid "],
    "an unknown format": [{ format: "lockstep-snapshot/2" }, "format_unknown /format"],
    "another policy's digest": [
      { policy: { id: "imagekit", digest: "0".repeat(64) } },
      "policy_differs /policy/digest",
    ],
    "an unknown field": [{ admin: true }, "field_unknown /admin"],
    "no principal": [{ principal: undefined }, "field_missing /principal"],
    "two principals": [{ principal: { user: "ada", system: true } }, "value_invalid /principal"],
    "a role of the wrong type": [{ users: [{ id: "rita", role: 7 }] }, "type_invalid /users/0/role"],
    "an unknown level": [
      { shares: [{ on: "f1", with: { user: "rita" }, level: "all" }] },
      "level_unknown /shares/0/level",
    ],
    "a share on nothing": [
      { shares: [{ on: "zz", with: { user: "rita" }, level: "view" }] },
      "reference_unknown /shares/0/on",
    ],
    "a path with dots": [{ assets: [{ id: "x", kind: "file", path: "/a/../b" }] }, "path_invalid /assets/0/path"],
    "half a surrogate pair": ['{"format":"\ud800"}', "format_unknown /format"],
    "half an escaped one": ['{"format":"\\ud800"}', "json_invalid "],
  };
  for (const [name, [change, expected]] of Object.entries(cases)) {
    test(`${name} is refused with its place`, async () => {
      const problems = await refusal(() =>
        loadAccess(typeof change === "string" ? change : { ...snapshot, ...change }),
      );
      assert.ok(problems.includes(expected), problems.join("; "));
    });
  }

  test("what cannot be written as JSON is refused", async () => {
    await assert.rejects(loadAccess(circular));
    await assert.rejects(loadAccess(undefined));
  });
});

test("an account that is none is refused with every problem", async () => {
  const problems = await refusal(() => openAccount(acme({ plan: "gold", users: [{ id: "", role: "x" }], extra: 1 })));
  for (const field of ["/plan", "/users/0/id", "/extra"])
    assert.ok(
      problems.some((problem) => problem.endsWith(` ${field}`)),
      `${field}: ${problems}`,
    );
});

test("a string that looks like a handle of a page is a path to a host, and states nothing", () => {
  const resource = `\u0001${JSON.stringify({ path: "/run" })}`;
  assert.equal(account.decide({ principal: ada, action: "asset.delete", resource }).reason, "path_invalid");
  assert.equal(account.apply({ principal: ada, action: "asset.delete", resource }).decision.reason, "path_invalid");
});

test("a principal that is none has no snapshot", () => {
  for (const principal of [{}, { user: 7 }, { usr: "ada" }, { user: "ada", system: true }, "ada", null, undefined]) {
    assert.throws(() => account.snapshot(principal), Error, JSON.stringify(principal));
  }
  assert.throws(() => account.snapshot(ada, "yesterday"), RangeError);
});

describe("a question that is none is denied", () => {
  const actions = [
    "asset.veiw",
    "",
    "\ud800",
    "__proto__",
    "constructor",
    "toString",
    null,
    undefined,
    7,
    {},
    Symbol("x"),
    7n,
  ];
  const resources = [
    null,
    7,
    true,
    7n,
    Symbol("x"),
    [],
    {},
    () => 1,
    circular,
    touchy,
    { pth: "/run" },
    { path: 7 },
    { path: "/run", user: "rita" },
    { path: "/run", extra: 1 },
    { path: "/run", kind: "link" },
    {
      toJSON: () => {
        throw new Error("no");
      },
    },
  ];
  const paths = [
    "/a/../b",
    "/..",
    "/.",
    "/a//b",
    "a\\b",
    "/%2e%2e/x",
    "/run\0",
    "/run/\u0001",
    "/\ud800",
    "/run/\udfff/x",
    "\ud800\ud800",
    `/${"x".repeat(300)}/y`.repeat(60),
    "/s".repeat(10_000),
    "/s".repeat(1_000_000),
  ];

  const never = (ask, what) => {
    assert.equal(ask.can(...what), false);
    const [action, resource, context] = what;
    const decision = ask.decide({ action, resource, context });
    assert.equal(decision.allowed, false);
    assert.ok(decision.reason);
    assert.ok(decision.message);
    assert.notEqual(ask.show(...what), "enabled");
  };

  test("by its action", () => {
    for (const action of actions) {
      never(admin, [action, "/run"]);
      never(admin, [action]);
      never(admin, [action, { name: "x" }]);
    }
  });

  test("by its shape", () => {
    for (const request of [
      undefined,
      null,
      7,
      "asset.delete",
      [],
      {},
      circular,
      touchy,
      { action: "asset.delete", resource: circular },
      Object.defineProperty({}, "action", {
        get() {
          throw new Error("no");
        },
      }),
    ]) {
      const { allowed, reason, message } = admin.decide(request);
      assert.equal(allowed, false);
      assert.ok(reason && message);
    }
    assert.equal(admin.decide("asset.delete", "/run").allowed, false);
  });

  test("by its resource", () => {
    for (const resource of resources) never(admin, ["asset.delete", resource]);
  });

  test("by its path, which may be no text at all", () => {
    for (const path of paths) {
      never(admin, ["asset.view", path]);
      never(admin, ["asset.view", { path }]);
      never(admin, ["asset.move", "/run", { to: path }]);
    }
  });

  test("by its context", () => {
    for (const context of [
      7,
      "x",
      [],
      [1],
      { now: "soon" },
      { now: 7 },
      { level: "all" },
      { nonsense: 1 },
      circular,
      { to: ["/"] },
      { name: "\ud800" },
      { value: {} },
    ]) {
      never(admin, ["asset.move", "/run", context]);
    }
    never(admin, ["user.add", undefined, { nonsense: 1 }]);
    never(admin, ["user.add", undefined, { name: 7 }]);
    never(admin, ["user.add", undefined, { name: "Bo", email: "bo@acme.test\0", role: "developer" }]);
  });

  test("over the account too, and is applied never", () => {
    const requests = [
      {},
      { principal: ada },
      { principal: {}, action: "asset.view", resource: "/run" },
      { principal: { visitor: true, user: "ada" }, action: "asset.delete", resource: "/run" },
      { principal: { user: "" }, action: "profile.edit" },
      { principal: "system", action: "asset.delete", resource: "/run" },
      { principal: ada, action: "asset.delete", resource: [] },
      { principal: ada, action: "asset.delete", resource: "/run", context: 7 },
      { principal: ada, action: "asset.delete", resource: circular },
      { principal: null, action: "asset.delete", resource: "/run" },
      { principal: { ...system, link: "l1" }, action: "asset.delete", resource: "/run" },
    ];
    for (const request of requests) {
      const decision = account.decide(request);
      assert.equal(decision.allowed, false, Object.keys(request).join());
      assert.ok(decision.reason);
    }
    for (const request of [undefined, null, 7, "x"]) assert.equal(account.decide(request).allowed, false);
    for (const request of requests) {
      try {
        assert.equal(account.apply(request).decision.allowed, false);
      } catch (error) {
        assert.ok(error instanceof TypeError, `${error}`); // what is no JSON
      }
    }
    assert.equal(account.revision, 41);
  });

  test("in selections too", () => {
    const selected = admin.select(["asset.delete"], [...resources, ...paths]);
    assert.equal(selected["asset.delete"].allowed, 0);
    assert.equal(admin.verdicts([...resources, ...paths]).allowed.includes(1), false);
    for (const none of [null, undefined, 7, "/run", {}, { length: 1, 0: "/run" }]) {
      assert.deepEqual(admin.select(["asset.view"], none), { "asset.view": { allowed: 0, denied: [] } });
      assert.deepEqual(admin.select(none, ["/run"]), {});
      assert.equal(admin.verdicts(none).allowed.length, 0);
    }
    // biome-ignore lint/suspicious/noSparseArray: the hole is the hostile input
    assert.deepEqual(admin.select(["asset.view"], [, "/run"]), { "asset.view": { allowed: 1, denied: [undefined] } });
  });
});

test("a hundred thousand paths are asked, and the cache stays bounded", () => {
  for (let i = 0; i < 120_000; i++) assert.equal(access.can("asset.view", `/seen/${i}`), true);
  assert.equal(access.can("asset.view", "/elsewhere/1"), false);
});
