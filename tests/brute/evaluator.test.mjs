// The second evaluator does what the contract of policy format 2 says: each test is one of its sentences.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { evaluate, isUnknown, parse } from "./condition.mjs";
import { decide, levelsHeld, whoCan } from "./evaluator.mjs";

const now = "2026-01-15T12:00:00Z";
const policy = {
  format: "lockstep-policy/2",
  id: "tracker",
  version: "1",
  plans: ["free", "business"],
  features: { guests: "business" },
  kinds: {
    team: { in: ["/"], attributes: { closed: "bool" } },
    issue: {
      in: ["team", "issue"],
      relations: { author: "author", assignee: "editor" },
      attributes: { status: ["open", "closed"], points: "int", tags: "strings", department: "string" },
    },
    shelf: { collects: ["issue"], gives: "read" },
  },
  levels: {
    read: [],
    editor: ["read"],
    triage: ["read"],
    author: ["editor"],
    write: ["editor", "triage"],
    admin: { includes: ["write", "author"], feature: "guests" },
  },
  users: { attributes: { department: "string" } },
  context: { soft: "bool" },
  conditions: {
    closed: { if: "resource.closed" },
    own_department: { if: "resource.department == principal.department" },
    soft: { if: "context.soft" },
    small: { if: "resource.points < 10 || 'boss' in principal.roles" },
  },
  limits: { teams: { count: "team", plans: { free: 2 } }, guests: { count: { role: "guest" }, value: 1 } },
  actions: {
    "team.view": { on: "team", level: "read" },
    "team.create": { on: "account", does: "create:team", limit: "teams" },
    "team.share": { on: "team", level: "write", does: "share" },
    "team.delete": { on: "team", level: "write", does: "delete", destructive: true },
    "issue.view": { on: "issue", level: "read" },
    "issue.create": { on: "team", level: "read", does: "create:issue", maker: "author", unless: ["closed"] },
    "issue.edit": { on: "issue", level: "editor" },
    "issue.label": { on: "issue", level: "triage" },
    "issue.move": { on: "issue", level: "write", to: "write", does: "move", destructive: true },
    "issue.assign": { on: "issue", level: "triage", does: "relate:assignee" },
    "issue.erase": { on: "issue", level: "write", when: ["soft"] },
    "issue.pay": { on: "issue", when: ["small"] },
    "issue.read_own": { on: "issue" },
    "billing.edit": { on: "account" },
    "user.add": { on: "account", does: "user.add", limit: "guests" },
    "plan.try": { on: "account", feature: "guests" },
  },
  roles: {
    member: {
      allow: ["issue.*", "team.*", { actions: ["issue.read_own"], when: ["own_department"] }],
      except: ["issue.read_own", "issue.pay"],
    },
    insider: { allow: [{ actions: ["issue.read_own"], when: ["own_department"] }] },
    reader: { level: "read", allow: ["issue.view", "issue.pay"] },
    boss: { level: "admin", allow: ["*"], mayGive: ["*"] },
    hirer: { level: "read", allow: ["user.add", "issue.view"] },
    guest: { allow: ["issue.view"] },
  },
};
const account = {
  format: "lockstep-account/2",
  id: "acme",
  plan: "business",
  users: [
    { id: "ann", email: "ann@acme.test", role: "member", attributes: { department: "sales" } },
    { id: "ben", role: "member" },
    { id: "cid", roles: ["reader", "insider"], attributes: { department: "sales" } },
    { id: "dan", role: "boss" },
    { id: "eva", role: "hirer" },
    { id: "gus", role: "guest" },
  ],
  groups: [
    { id: "backend", members: ["ben"] },
    { id: "staff", members: ["ann", { group: "backend" }] },
  ],
  resources: [
    { id: "t1", kind: "team", path: "/core", attributes: { closed: false } },
    { id: "t2", kind: "team", path: "/old", attributes: { closed: true } },
    {
      id: "i1",
      kind: "issue",
      path: "/core/1",
      relations: { author: "gus" },
      attributes: { points: 5, department: "sales" },
    },
    { id: "i2", kind: "issue", path: "/core/1/2", inherit: false },
    { id: "i3", kind: "issue", path: "/core/3", inherit: ["triage"], attributes: { points: 50 } },
  ],
  collections: [{ id: "s1", kind: "shelf", name: "Shelf", items: ["i2"] }],
  shares: [
    { on: "t1", with: { group: "staff" }, level: ["editor", "triage"] },
    { on: "t1", with: { user: "ann" }, level: "write", until: "2026-02-01T00:00:00Z" },
    { on: "t2", with: { role: "member" }, level: "read" },
    { on: "s1", with: { user: "gus" }, level: "read" },
  ],
};
const may = (user, action, resource, context = {}, facts = account) =>
  decide(policy, facts, { principal: { user }, action, resource, context: { now, ...context } });
const reasonOf = (...question) => may(...question).reason ?? "allowed";
const heldAt = (user, resource, facts = account) =>
  [...levelsHeld(policy, facts, user, resource, now)].sort().join(" ");
const withShares = (...shares) => ({ ...account, shares: [...account.shares, ...shares] });

describe("levels", () => {
  test("held at a place are the union of those granted there and above, with what they include", () => {
    assert.equal(heldAt("ben", "/core"), "editor read triage");
    assert.equal(heldAt("ben", "/core/1"), "editor read triage");
    assert.equal(heldAt("ben", "/"), "");
    assert.equal(heldAt("gus", "/core/1"), "author editor read");
  });

  test("come from the role everywhere, from nested groups, from roles that are shared with, and from everyone", () => {
    assert.equal(heldAt("cid", "/core"), "read");
    assert.equal(heldAt("ann", "/old"), "read");
    assert.equal(
      heldAt("eva", "/old", withShares({ on: "/", with: { everyone: true }, level: "triage" })),
      "read triage",
    );
  });

  test("of a share end at its until", () => {
    const share = (until) => withShares({ on: "t2", with: { user: "gus" }, level: "editor", until });
    assert.equal(heldAt("gus", "/old", share("2026-01-15T12:00:01Z")), "editor read");
    assert.equal(heldAt("gus", "/old", share(now)), "");
  });

  test("stop at a closed place, but for those that it lets through; what is given below stays", () => {
    assert.equal(heldAt("ben", "/core/1/2"), "");
    assert.equal(heldAt("cid", "/core/3"), "");
    assert.equal(heldAt("gus", "/core/1/2"), "read", "through the collection");
    assert.equal(heldAt("ben", "/core/3"), "read triage");
  });

  test("with a feature give nothing where the account lacks it", () => {
    assert.equal(heldAt("dan", "/core"), "admin author editor read triage write");
    assert.equal(heldAt("dan", "/core", { ...account, plan: "free" }), "");
  });

  test("of an unlisted resource come from above and from the request's relations", () => {
    assert.equal(heldAt("ben", { issue: "any id / at all", in: "t1" }), "editor read triage");
    assert.equal(heldAt("eva", { issue: "9", relations: { assignee: ["eva"] } }), "editor read");
    assert.equal(heldAt("ben", { issue: "i1" }), "editor read triage");
  });
});

describe("decisions", () => {
  test("need a role that lists the action and does not except it; any of several roles is enough", () => {
    assert.equal(reasonOf("ben", "billing.edit"), "role_forbids");
    assert.equal(reasonOf("ann", "issue.read_own", "/core/1"), "role_forbids");
    assert.equal(reasonOf("cid", "issue.read_own", "/core/1"), "allowed");
    assert.equal(reasonOf("dan", "billing.edit"), "allowed");
    assert.equal(reasonOf("zoe", "billing.edit"), "unknown_principal");
    assert.equal(reasonOf("ann@acme.test", "issue.view", "/core/1"), "allowed");
  });

  test("need the level: not_shared without any, level_too_low with another", () => {
    assert.equal(
      reasonOf("gus", "issue.view", "/old/7"),
      "resource_mismatch",
      "an unlisted path has the request's kind",
    );
    assert.equal(reasonOf("gus", "issue.view", { path: "/old/7", kind: "issue" }), "not_shared");
    assert.deepEqual(may("ben", "team.share", "/core"), {
      allowed: false,
      reason: "level_too_low",
      have: "editor+triage",
    });
    assert.equal(reasonOf("ann", "issue.move", "/core/1", { to: "/old" }), "level_too_low");
    assert.equal(reasonOf("ann", "issue.move", "/core/3", { to: "/core" }), "level_too_low");
  });

  test("about a place with all below it need the level on every closed place below", () => {
    assert.equal(reasonOf("ann", "team.delete", "/core"), "not_shared");
    const shared = withShares(
      { on: "i2", with: { user: "ann" }, level: "write" },
      { on: "i3", with: { user: "ann" }, level: "write" },
    );
    assert.equal(reasonOf("ann", "team.delete", "/core", {}, shared), "allowed");
  });

  test("need the features, before the level", () => {
    assert.equal(reasonOf("dan", "plan.try"), "allowed");
    assert.equal(reasonOf("dan", "plan.try", undefined, {}, { ...account, plan: "free" }), "plan_required");
    assert.equal(
      reasonOf("dan", "plan.try", undefined, {}, { ...account, features: { guests: false } }),
      "plan_required",
    );
  });

  test("need the conditions, after the level; unknown denies, an absent context is passed over", () => {
    assert.equal(reasonOf("ann", "issue.create", "/core"), "allowed");
    assert.deepEqual(may("ann", "issue.create", "/old").condition, "closed");
    assert.equal(reasonOf("ann", "issue.create", { team: "new", in: "t1" }), "condition_unmet", "closed is unknown");
    assert.equal(reasonOf("ann", "issue.erase", "/core/1"), "allowed");
    assert.equal(reasonOf("ann", "issue.erase", "/core/1", { soft: false }), "condition_unmet");
    assert.equal(reasonOf("cid", "issue.read_own", "/core/3"), "condition_unmet");
    assert.equal(reasonOf("cid", "issue.pay", "/core/3"), "condition_unmet");
    assert.equal(reasonOf("dan", "issue.pay", "/core/1/2"), "allowed", "true absorbs what is unknown");
  });

  test("about giving are bounded by what the giver holds, and for how long", () => {
    const give = (level, until) => reasonOf("ann", "team.share", "/core", { with: { user: "gus" }, level, until });
    assert.equal(give("author", "2026-01-20T00:00:00Z"), "gives_too_much");
    assert.equal(give("write", "2026-01-20T00:00:00Z"), "allowed");
    assert.equal(give("write", "2026-03-01T00:00:00Z"), "gives_too_much");
    assert.equal(give("editor", "2026-03-01T00:00:00Z"), "allowed", "the group's share has no end");
    assert.equal(reasonOf("ben", "issue.assign", "/core/3", { with: { user: "gus" } }), "gives_too_much");
    assert.equal(reasonOf("ben", "issue.assign", "/core/1", { with: { user: "gus" } }), "allowed");
  });

  test("about giving a role follow mayGive, or what the giver's roles have", () => {
    const add = (user, role) =>
      reasonOf(user, "user.add", undefined, { role }, { ...account, users: account.users.slice(0, 5) });
    assert.equal(add("dan", "boss"), "allowed");
    assert.equal(add("eva", "guest"), "allowed");
    assert.equal(add("eva", "member"), "gives_too_much");
    assert.equal(add("eva", "reader"), "gives_too_much");
  });

  test("count what the limit counts, last of all", () => {
    const free = { ...account, plan: "free" };
    assert.equal(reasonOf("dan", "team.create"), "allowed");
    assert.equal(reasonOf("dan", "team.create", undefined, {}, free), "limit_reached");
    assert.equal(reasonOf("dan", "team.create", undefined, {}, { ...free, limits: { teams: 3 } }), "allowed");
    assert.equal(reasonOf("dan", "user.add", undefined, { role: "guest" }), "limit_reached");
    assert.equal(reasonOf("dan", "user.add"), "limit_reached");
    assert.equal(reasonOf("dan", "user.add", undefined, { role: "member" }), "allowed");
  });

  test("of every user say who can", () => {
    const context = { now };
    assert.deepEqual(whoCan(policy, account, { action: "issue.label", resource: "/core/1", context }).allowed, [
      "ann",
      "ben",
      "dan",
    ]);
  });

  test("follow the roles that the account has defined", () => {
    const roles = [{ id: "triager", title: "Triager", level: "triage", allow: ["issue.label"] }];
    const users = [...account.users, { id: "tim", role: "triager" }];
    assert.equal(reasonOf("tim", "issue.label", "/core/1", {}, { ...account, users, roles }), "allowed");
    assert.equal(reasonOf("tim", "issue.view", "/core/1", {}, { ...account, users, roles }), "role_forbids");
    assert.equal(reasonOf("tim", "issue.view", "/core/1", {}, { ...account, users }), "unknown_role");
  });
});

describe("conditions", () => {
  const facts = { "resource.points": 3n, "resource.tags": new Set(["red"]), "principal.id": "ann", now: 100n };
  const value = (source) => {
    const found = evaluate(parse(source), (path) => facts[path]);
    return isUnknown(found) ? `unknown: ${found.names.join(" ")}` : found;
  };

  test("have literals, operators, lists, sets and has", () => {
    for (const source of [
      "true && !false",
      "resource.points >= 3 && resource.points < 4",
      "'red' in resource.tags && !('blue' in resource.tags)",
      "principal.id in ['ann', \"ben\"]",
      "has(resource.points) && !has(resource.due)",
      "'\\u0041' == 'A' && 'a' < 'b' && now == 100",
      "false && false || true",
    ])
      assert.equal(value(source), true, source);
  });

  test("absorb what is unknown, and name it where it decides", () => {
    assert.equal(value("resource.due < now || true"), true);
    assert.equal(value("false && resource.due < now"), false);
    assert.equal(value("!(resource.due < now)"), "unknown: resource.due");
    assert.equal(value("resource.due < now && principal.team == 'x'"), "unknown: resource.due principal.team");
  });

  test("are refused where they are none", () => {
    for (const source of ["", "1 <", "(true", "'open", "true true", "a ? b : c", "[1, ", "'\\q'"])
      assert.throws(() => parse(source), SyntaxError, source);
  });
});
