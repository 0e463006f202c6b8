// The module of policies that give permissions alone: it answers as the whole one, and leaves to it what it lacks.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { compilePolicy, openAccount } from "lockstep/server";
import { root } from "../../tools/run.mjs";
import { randomFrom } from "../oracle/random.mjs";

/** As a page has them, twice: one chooses the module by the policy, and the other is given the whole one. */
const page = await import("../../dist/index.js");
const other = await import("../../dist/index.js?whole");
const whole = readFileSync(join(root, "dist/lockstep.wasm"));
const isPlain = (compiled) => JSON.parse(compiled)[1] === 3;

const at = "2026-01-15T12:00:00Z";
const example = (name) => JSON.parse(readFileSync(join(root, `policies/examples/${name}/policy.json`), "utf8"));
const own = {
  format: "lockstep-policy/2",
  id: "plain",
  version: "1.0.0",
  plans: ["free", "paid"],
  features: { exports: "paid" },
  users: { attributes: { department: "string", since: "time" } },
  context: { ip: "string", count: "int" },
  kinds: {
    project: { in: ["/"], attributes: { department: "string", open: "bool" } },
    task: { in: ["project", "task"], attributes: { assignee: "string", due: "time" } },
  },
  conditions: {
    mine: { if: "resource.assignee == principal.id", message: "This task is {resource.assignee}'s." },
    same: { if: "resource.department == principal.department", show: "hidden" },
    few: { if: "context.count < 10" },
    due: { if: "resource.due > now" },
    staff: { if: '"staff" in principal.groups' },
  },
  actions: {
    "project.read": { on: "project", when: ["same"] },
    "project.export": { on: "project", feature: "exports" },
    "task.read": { on: "task" },
    "task.close": { on: "task", destructive: true, unless: ["due"] },
    "task.many": { on: "task", when: ["few"] },
    "account.see": { on: "account", when: ["staff"] },
    "user.see": { on: "user" },
    "group.see": { on: "group" },
    "own.see": { on: "self" },
    "host.do": { on: "account", host: true },
  },
  roles: {
    lead: { allow: ["*"] },
    member: {
      feature: "exports",
      allow: ["project.read", "task.read", "own.see", { actions: ["task.close", "task.many"], when: ["mine"] }],
    },
    guest: { allow: ["task.*"], except: ["task.close"] },
  },
  show: { role_forbids: "hidden" },
};
const users = [
  { id: "ada", email: "ada@acme.com", role: "lead", attributes: { department: "x" } },
  { id: "bob", roles: ["member", "guest"], attributes: { department: "y", since: at } },
  { id: "eve", role: "guest" },
];
const account = {
  format: "lockstep-account/2",
  id: "acme",
  plan: "free",
  users,
  groups: [
    { id: "g1", name: "staff", members: ["ada", { group: "g2" }] },
    { id: "g2", name: "night", members: ["bob"] },
  ],
  resources: [
    { id: "p1", kind: "project", path: "/p1", attributes: { department: "x", open: true } },
    { id: "t1", kind: "task", path: "/p1/t1", attributes: { assignee: "bob", due: "2026-02-01T00:00:00Z" } },
    { id: "t2", kind: "task", path: "/p1/t1/t2", attributes: { due: "2026-01-01T00:00:00Z" } },
  ],
};

const resources = [
  undefined,
  "/",
  "/p1",
  "/p1/t1",
  "/p1/t1/t2",
  "/p1/none",
  "/p1//",
  "",
  { task: "t1" },
  { task: "new", in: "/p1", attributes: { assignee: "eve" } },
  { task: "new", attributes: { assignee: 3 } },
  { task: "new", relations: { owner: ["eve"] } },
  { project: "p1" },
  { user: "bob" },
  { user: "ada@acme.com" },
  { user: "none" },
  { group: "g2" },
  { link: "l1" },
  { collection: "c1" },
  { apiKey: "k1" },
  { role: "lead" },
  { nothing: "x" },
  { todo: "1", attributes: { ownerID: "rick@the-citadel.com" } },
];
const contexts = [
  undefined,
  {},
  { now: null },
  { now: at },
  { count: 3 },
  { count: 30, now: "2027-01-01T00:00:00Z" },
  { ip: "::1", role: "lead" },
  { role: "none", level: "view", plan: "paid", to: "/p1", with: { user: "bob" } },
  { members: ["bob", "none"], name: "a/b", email: "x", id: "y", owner: "eve", comment: "c", area: "a" },
  { allow: ["task.read"], value: true, item: "t1", collection: "c", startsAt: at, endsAt: "2020-01-01T00:00:00Z" },
];
const principals = [
  ...users.map(({ id }) => ({ user: id })),
  { user: "none" },
  { user: "eve", attributes: { department: "y" } },
  { user: "eve", attributes: { other: 1 } },
  { apiKey: "k1" },
  { visitor: true },
  { system: true },
];

/** Opens a snapshot with both, or returns what each has refused it with. */
async function opened(snapshot, policy) {
  const result = (module, options) =>
    module.loadAccess(snapshot, { policy, now: at, ...options }).catch((error) => error);
  return Promise.all([result(page), result(other, { wasm: whole })]);
}

function compare(first, second, actions, pick) {
  for (const action of [...actions, "no.action"])
    for (const resource of resources)
      for (const context of [undefined, contexts[pick(contexts.length)], contexts[pick(contexts.length)]]) {
        const request = { action, resource, context };
        assert.deepEqual(first.decide(request), second.decide(request), JSON.stringify(request));
        assert.equal(first.can(action, resource, context), second.can(action, resource, context));
        assert.equal(first.show(action, resource), second.show(action, resource));
      }
  const listed = resources.filter((each) => each !== undefined);
  assert.deepEqual(first.select(actions, listed), second.select(actions, listed));
  assert.deepEqual(first.verdicts(listed), second.verdicts(listed));
}

const cases = [
  ...["todo", "gateway", "certification"].map((name) => ({
    name,
    policy: example(name),
    given: JSON.parse(readFileSync(join(root, `policies/examples/${name}/account.json`), "utf8")),
  })),
  { name: "plain", policy: own, given: account },
  { name: "plain on the other plan", policy: own, given: { ...account, plan: "paid", features: { exports: true } } },
];

for (const { name, policy, given } of cases)
  test(`${name}: the small module answers as the whole one`, async () => {
    const random = randomFrom(20_261_201);
    const pick = (count) => Math.floor(random() * count);
    const compiled = await compilePolicy(policy);
    assert.ok(isPlain(compiled), "its policy gives permissions alone");
    const host = await openAccount(given, { policy });
    const asking = [...principals, ...(given.users ?? []).slice(0, 5).map(({ id }) => ({ user: id }))];
    for (const principal of asking) {
      const [first, second] = await opened(host.snapshot(principal, at), compiled);
      assert.equal(first instanceof Error, second instanceof Error);
      if (first instanceof Error) {
        assert.deepEqual(first.problems, second.problems);
        continue;
      }
      compare(first, second, Object.keys(policy.actions), pick);
      for (const each of [first, second]) each.dispose();
    }
    host.dispose();
  });

test("facts that the small module lacks are read by the whole one", async () => {
  const policy = await compilePolicy(own);
  const host = await openAccount({ ...account, links: [{ id: "l1", on: "p1" }] }, { policy: own });
  const [first, second] = await opened(host.snapshot({ system: true }, at), policy);
  assert.deepEqual(
    first.decide({ action: "task.read", resource: "/p1/t1" }),
    second.decide({ action: "task.read", resource: "/p1/t1" }),
  );
  assert.equal(first.can("task.read", "/p1/t1"), true);
});

test("a snapshot that is no good is refused with the same problems", async () => {
  const policy = await compilePolicy(own);
  const host = await openAccount(account, { policy: own });
  const snapshot = host.snapshot({ user: "ada" }, at);
  for (const wrong of [
    "{",
    "{}",
    { ...snapshot, shares: [{ on: "p1", with: { user: "ada" }, level: "view" }] },
    { ...snapshot, extra: 1 },
    { ...snapshot, policy: { id: "other", digest: "0" } },
  ]) {
    const [first, second] = await opened(wrong, policy);
    assert.ok(first instanceof Error && first.problems.length > 0, JSON.stringify(wrong).slice(0, 60));
    assert.deepEqual(first.problems, second.problems);
  }
});

test("a policy with anything more has the whole module", async () => {
  const more = {
    effect: (policy) => (policy.actions["user.see"].does = "user.remove"),
    level: (policy) => (policy.levels = ["view"]),
    limit: (policy) => {
      policy.limits = { users: { value: 3, count: "user" } };
      policy.actions["own.see"].limit = "users";
    },
  };
  for (const [name, change] of Object.entries(more)) {
    const policy = structuredClone(own);
    change(policy);
    let compiled;
    try {
      compiled = await compilePolicy(policy);
    } catch (error) {
      assert.fail(`${name}: ${JSON.stringify(error.problems)}`);
    }
    assert.equal(isPlain(compiled), false, name);
  }
});
