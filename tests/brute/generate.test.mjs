// The generator makes the same of one seed, and everything that a comparison is about.

import assert from "node:assert/strict";
import { test } from "node:test";
import { decide, whoCan } from "./evaluator.mjs";
import { policyFrom } from "./generate.mjs";
import { accountFrom, changesFrom, requestsFrom } from "./generate_account.mjs";

const seeds = Array.from({ length: 60 }, (_, i) => i + 1);
const all = seeds.map((seed) => {
  const policy = policyFrom(seed);
  const account = accountFrom(seed, policy);
  return { seed, policy, account, requests: requestsFrom(seed, policy, account, 60) };
});

test("a seed determines the policy, the account and the questions", () => {
  for (const { seed, policy, account, requests } of all.slice(0, 5)) {
    assert.deepEqual(policyFrom(seed), policy);
    assert.deepEqual(accountFrom(seed, policy), account);
    assert.deepEqual(requestsFrom(seed, policy, account, 60), requests);
  }
  assert.notDeepEqual(all[0].policy.actions, all[1].policy.actions);
});

test("every reason of a decision occurs, and few answers are open", () => {
  const decisions = all.flatMap(({ policy, account, requests }) =>
    requests.map((each) => decide(policy, account, each)),
  );
  const reasons = new Set(decisions.map(({ reason }) => reason ?? "allowed"));
  for (const reason of [
    "allowed",
    "role_forbids",
    "plan_required",
    "not_shared",
    "level_too_low",
    "condition_unmet",
    "gives_too_much",
    "limit_reached",
  ])
    assert.ok(reasons.has(reason), reason);
  const count = (test) => decisions.filter(test).length / decisions.length;
  assert.ok(count(({ allowed }) => allowed) > 0.15, "allowed");
  assert.ok(count(({ isOpen }) => isOpen) < 0.02, "open");
});

test("accounts have what decisions depend on", () => {
  const has = (what, found) => assert.ok(all.some(found), what);
  has("16 levels", ({ policy }) => Object.keys(policy.levels).length === 16);
  has("levels for some kinds", ({ policy }) => Object.values(policy.levels).some(({ on }) => on));
  has("levels in a row", ({ policy }) => Array.isArray(policy.levels));
  has("several roles", ({ account }) => account.users.some(({ roles }) => roles?.length > 1));
  has("nested groups", ({ account }) => account.groups.some(({ members }) => members.some((it) => it.group)));
  has("closed places", ({ account }) => account.resources.some(({ inherit }) => inherit === false));
  has("places that let levels through", ({ account }) => account.resources.some(({ inherit }) => inherit?.length));
  has("relations", ({ account }) => account.resources.some(({ relations }) => Object.keys(relations).length > 0));
  has("collections", ({ account }) => account.collections.some(({ items }) => items.length > 0));
  has("own roles", ({ account }) => account.roles);
  for (const key of ["until", "when"]) has(key, ({ account }) => account.shares.some((share) => key in share));
  for (const key of ["user", "group", "role", "everyone"])
    has(key, ({ account }) => account.shares.some((share) => key in share.with));
  has("shares on the root", ({ account }) => account.shares.some(({ on }) => on === "/"));
  has("changes", ({ seed, policy, account }) => changesFrom(seed, policy, account, 5).length === 5);
});

test("who can is what every user may", () => {
  for (const { policy, account, requests } of all.slice(0, 5)) {
    const [request] = requests;
    const { allowed } = whoCan(policy, account, request);
    for (const { id } of account.users) {
      const decision = decide(policy, account, { ...request, principal: { user: id } });
      if (!decision.isOpen) assert.equal(allowed.includes(id), decision.allowed);
    }
  }
});
