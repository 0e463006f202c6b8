// What a page does with an access object.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, mock, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Access, actions, levels, loadAccess, LockstepError, policy, reasons, roles, version } from "lockstep";
import { compilePolicy, openAccount } from "lockstep/server";
import { acme, ada, now, rita } from "./acme.mjs";

let account, access;
beforeEach(async () => {
  account = await openAccount(acme());
  access = await loadAccess(account.snapshot(rita));
});
afterEach(() => {
  access.dispose();
  account.dispose();
});

describe("the package", () => {
  test("names actions, roles, levels and reasons with their titles", () => {
    assert.equal(actions["asset.move"].title, "Move asset");
    assert.deepEqual(actions["collection.view"].on, ["collection", "library"]);
    assert.equal(roles.finance.title, "Finance");
    assert.deepEqual(Object.keys(levels), ["view", "contribute", "manage"]);
    assert.ok(reasons.includes("level_too_low"));
    assert.equal(reasons[0], "not_ready");
    assert.equal(JSON.parse(policy).id, "imagekit");
    assert.match(version, /^\d+\.\d+\.\d+/);
  });

  test("opens a snapshot as text or as an object, with the policy as text or as an object", async () => {
    const snapshot = account.snapshot(rita);
    for (const given of [snapshot, JSON.stringify(snapshot)]) {
      for (const rules of [undefined, policy, JSON.parse(policy)]) {
        const opened = await loadAccess(given, { policy: rules });
        assert.equal(opened.can("asset.view", "/seen"), true);
        opened.dispose();
      }
    }
  });
});

describe("can", () => {
  test("takes a string for a path", () => {
    assert.equal(access.can("asset.view", "/seen/deep/file.png"), true);
    assert.equal(access.can("asset.delete", "/seen/deep/file.png"), false);
    assert.equal(access.can("asset.view", "/elsewhere"), false);
    assert.equal(access.can("asset.view", { path: "/seen" }), true);
  });

  test("takes the context in third place", () => {
    assert.equal(access.can("asset.move", "/run/a.png", { to: "/brief" }), true);
    assert.equal(access.can("asset.move", "/run/a.png", { to: "/seen" }), false);
    assert.equal(access.can("asset.move", "/run/a.png", undefined), true);
  });

  test("takes an object that names a resource for that resource", () => {
    assert.equal(access.can("collection.rename", { collection: "c1" }), true);
    assert.equal(access.can("collection.view", { collection: "none" }), false);
    assert.equal(access.can("profile.edit", { user: "rita" }), true);
    assert.equal(access.can("profile.edit", { user: "ada" }), false);
  });

  test("takes the context in third place for an action on the account too, which has no resource", async () => {
    const admin = await loadAccess(account.snapshot(ada));
    assert.equal(admin.can("user.add"), true);
    assert.equal(admin.can("user.add", undefined, { name: "Bo", email: "bo@acme.test", role: "developer" }), true);
    const decision = admin.decide({
      action: "user.add",
      context: { name: "Bo", email: "ADA@acme.test", role: "developer" },
    });
    assert.equal(decision.reason, "email_taken");
    assert.deepEqual(
      decision.problems.map(({ field }) => field),
      ["email"],
    );
    assert.equal(admin.can("user.add", { name: "Bo" }), false);
    assert.equal(admin.decide({ action: "user.add", context: {} }).allowed, true);
    admin.dispose();
  });

  test("denies an action on the account that is asked on a path, and one on a path that is asked on nothing", () => {
    assert.equal(access.decide({ action: "collection.create", resource: "/seen" }).reason, "resource_mismatch");
    assert.equal(access.can("collection.create", "/seen"), false);
    assert.equal(access.can("asset.view"), false);
  });

  test("takes every path whole, in whatever letters and whatever was asked before", async () => {
    const folders = Array.from({ length: 200 }, (_, n) =>
      `/${"界".repeat((n % 80) + 1)}`.repeat(1 + Math.floor(n / 80)),
    );
    const wide = await openAccount({
      ...acme(),
      assets: folders.map((path, n) => ({ id: `f${n}`, kind: "folder", path })),
      shares: folders.map((_, n) => ({ on: `f${n}`, with: rita, level: n % 2 ? "view" : "manage" })),
      collections: [],
      links: [],
      comments: [],
    });
    const opened = await loadAccess(wide.snapshot(rita));
    for (const [n, path] of folders.entries()) {
      opened.can("asset.view", `/${"x".repeat(n)}`);
      assert.deepEqual([opened.can("asset.view", path), opened.can("asset.delete", path)], [true, n % 2 === 0], path);
    }
    opened.dispose();
    wide.dispose();
  });

  test("answers alike however often it is asked", () => {
    for (let i = 0; i < 3; i++) {
      for (const action of Object.keys(actions)) {
        for (const path of [undefined, "/", "/seen", "/run/logo.png", "/nowhere", "/a/../b", ""]) {
          assert.equal(
            access.can(action, path),
            access.decide({ action, resource: path }).allowed,
            `${action} ${path}`,
          );
          assert.equal(access.show(action, path), access.decide({ action, resource: path }).show, `${action} ${path}`);
        }
      }
    }
  });
});

describe("decide", () => {
  test("says why", () => {
    const decision = access.decide({ action: "asset.delete", resource: "/seen/a.png" });
    assert.equal(decision.reason, "level_too_low");
    assert.equal(decision.have, "view");
    assert.equal(decision.need, "manage");
    assert.equal(decision.show, "disabled");
    assert.equal(decision.revision, 41);
    assert.deepEqual(decision.because, [{ kind: "share", on: "/seen", with: { group: "g1" }, level: "view" }]);
    assert.deepEqual(decision.remedies, [{ kind: "ask", level: "manage", on: "/seen/a.png" }]);
  });

  test("takes dates as such", () => {
    const at = (time) => access.decide({ action: "asset.delete", resource: "/brief", context: { now: time } });
    assert.equal(at(new Date("2026-11-24T00:00:00.123Z")).allowed, at("2026-11-24T00:00:00Z").allowed);
    assert.equal(at(new Date("2100-01-02T00:00:00Z")).allowed, false);
    assert.equal(at(new Date(NaN)).allowed, false);
  });

  test("without any time, what could have ended has", () => {
    assert.equal(access.can("asset.view", "/brief"), true);
    assert.equal(access.can("asset.view", "/brief", { now: null }), false);
  });
});

describe("time", () => {
  test("ends a timed share under a page that stays open, and a clock that is set back wakes it", async () => {
    mock.timers.enable({ apis: ["Date"], now: Date.parse("2099-12-31T23:30:00Z") });
    try {
      const open = await loadAccess(account.snapshot(rita));
      assert.equal(open.can("asset.view", "/brief"), true);
      mock.timers.setTime(Date.parse("2100-01-01T00:00:00Z"));
      await null;
      assert.equal(open.can("asset.view", "/brief"), false);
      assert.equal(open.can("asset.view", "/seen"), true);
      mock.timers.setTime(Date.parse("2099-12-31T23:40:00Z"));
      await null;
      assert.equal(open.can("asset.view", "/brief"), true);
      open.dispose();
    } finally {
      mock.timers.reset();
    }
  });

  test("makes destructive actions fail closed over a stale snapshot, and a delta wakes them", async () => {
    mock.timers.enable({ apis: ["Date"], now: Date.parse(now) });
    try {
      const snapshot = account.snapshot(rita);
      const open = await loadAccess(snapshot);
      assert.equal(open.can("asset.delete", "/run"), true);
      mock.timers.setTime(Date.parse(now) + 3_600_000);
      await null;
      assert.equal(open.can("asset.delete", "/run"), false);
      assert.equal(open.decide({ action: "asset.delete", resource: "/run" }).reason, "snapshot_stale");
      assert.deepEqual(open.select(["asset.delete", "asset.copy"], ["/run"]), {
        "asset.delete": { allowed: 0, denied: ["/run"] },
        "asset.copy": { allowed: 1, denied: [] },
      });
      assert.equal(open.can("asset.copy", "/run"), true);
      open.update(account.deltaSince(snapshot));
      assert.equal(open.can("asset.delete", "/run"), true);
      open.dispose();
    } finally {
      mock.timers.reset();
    }
  });
});

describe("an access object that was disposed", () => {
  test("denies everything and says so", () => {
    assert.equal(access.can("asset.view", "/seen"), true);
    access.dispose();
    access.dispose();
    assert.equal(access.can("asset.view", "/seen"), false);
    assert.equal(access.show("asset.view", "/seen"), "hidden");
    const decision = access.decide({ action: "asset.view", resource: "/seen" });
    assert.equal(decision.allowed, false);
    assert.deepEqual([decision.reason, decision.show, decision.revision], ["not_ready", "hidden", 41]);
    assert.match(decision.message, /disposed/);
    assert.deepEqual(access.actions("/seen"), []);
    assert.deepEqual(access.select(["asset.view"], ["/seen"]), { "asset.view": { allowed: 0, denied: ["/seen"] } });
    assert.equal(access.verdicts(["/seen"]).allowed.includes(1), false);
    assert.throws(() => access.update({}), /disposed/);
  });

  test("has left the others as they were", async () => {
    const other = await loadAccess(account.snapshot(ada));
    access.dispose();
    assert.equal(other.can("asset.delete", "/run"), true);
    other.dispose();
  });
});

test("before there is a snapshot, Access.none denies everything", () => {
  const none = Access.none();
  assert.equal(none.can("profile.edit"), false);
  assert.equal(none.decide({ action: "asset.view", resource: "/" }).reason, "not_ready");
  assert.match(none.decide({ action: "asset.view", resource: "/" }).message, /no snapshot yet/);
  assert.equal(none.show("asset.view", "/"), "hidden");
  assert.deepEqual(none.actions(), []);
  assert.throws(() => none.update("{}"));
  none.dispose();
});

test("two access objects at once answer each for its own principal", async () => {
  const admin = await loadAccess(account.snapshot(ada));
  for (let i = 0; i < 3; i++) {
    assert.equal(admin.can("asset.delete", "/seen"), true);
    assert.equal(access.can("asset.delete", "/seen"), false);
  }
  assert.deepEqual(admin.principal, ada);
  assert.deepEqual(access.principal, rita);
  admin.dispose();
});

test("actions lists what is allowed, in the policy's order", () => {
  const allowed = access.actions("/seen");
  assert.ok(allowed.includes("asset.view"));
  assert.ok(!allowed.includes("asset.delete"));
  const order = Object.keys(actions);
  assert.deepEqual(
    allowed,
    order.filter((action) => allowed.includes(action)),
  );
  assert.ok(access.actions().includes("collection.create"));
  assert.deepEqual(
    access.actions({ collection: "c1" }),
    order.filter((action) => access.can(action, { collection: "c1" })),
  );
});

describe("a custom policy", () => {
  const rules = {
    format: "lockstep-policy/1",
    id: "tiny",
    version: "1.0.0",
    plans: ["free"],
    features: {},
    levels: ["look"],
    limits: {},
    actions: { "door.open": { on: "account" }, "asset.peek": { on: "asset", level: "look" } },
    roles: { guest: { level: "shared", allow: ["asset.peek"] }, host: { level: "look", allow: ["*"] } },
    show: {},
  };
  const facts = {
    format: "lockstep-account/1",
    id: "home",
    plan: "free",
    users: [{ id: "h", name: "H", email: "h@home.test", role: "host" }],
  };

  test("is decided by its own words, as document and compiled", async () => {
    const compiled = await compilePolicy(rules);
    for (const policy of [rules, JSON.stringify(rules), compiled, JSON.parse(compiled)]) {
      const home = await openAccount(facts, { policy });
      const host = await loadAccess(home.snapshot({ user: "h" }), { policy });
      assert.deepEqual(home.policy.actions, ["door.open", "asset.peek"]);
      assert.equal(host.can("door.open"), true);
      assert.equal(host.can("asset.peek", "/x"), true);
      assert.equal(host.can("asset.view", "/x"), false);
      host.dispose();
      home.dispose();
    }
  });

  test("is compiled to what the command line prints", async () => {
    const { stdout } = spawnSync(
      process.execPath,
      [fileURLToPath(new URL("../../dist/cli.cjs", import.meta.url)), "compile"],
      { encoding: "utf8" },
    );
    assert.equal(stdout.trim(), await compilePolicy(policy));
  });

  test("is refused with every problem, and when it was compiled by another version", async () => {
    const problems = async (opening) =>
      (
        await opening.then(
          () => assert.fail("it was taken"),
          (error) => error,
        )
      ).problems.map(({ code, field }) => `${code} ${field}`);
    const wrong = { ...rules, plans: [], levels: 1 };
    for (const opening of [
      compilePolicy(wrong),
      loadAccess(account.snapshot(rita), { policy: wrong }),
      openAccount(facts, { policy: wrong }),
    ]) {
      const found = await problems(opening);
      assert.ok(found.includes("field_missing /plans") && found.includes("type_invalid /levels"), found.join());
    }
    assert.deepEqual(await problems(loadAccess(account.snapshot(rita), { policy: ["lockstep-compiled/0"] })), [
      "format_unknown /0",
    ]);
  });

  test("is no match for a snapshot of another", async () => {
    await assert.rejects(loadAccess(account.snapshot(rita), { policy: rules }), (error) => {
      assert.ok(error instanceof LockstepError);
      assert.ok(error.problems.some(({ code, field }) => code === "policy_differs" && field === "/policy/digest"));
      return true;
    });
  });
});
