// The engine decides random policies of format 2 as the second evaluator does: over accounts, snapshots and deltas, in
// previews, and for every user.
//
// `BRUTE_RUNS` is how many policies are compared, `BRUTE_SEED` the first of their seeds.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { loadAccess } from "lockstep";
import { openAccount } from "lockstep/server";
import { decide, whoCan } from "./evaluator.mjs";
import { policyFrom } from "./generate.mjs";
import { accountFrom, changesFrom, now, oddResourcesFrom, requestsFrom } from "./generate_account.mjs";

const runs = Number(process.env.BRUTE_RUNS ?? 40);
const first = Number(process.env.BRUTE_SEED ?? 1);
const seeds = Array.from({ length: runs }, (_, i) => first + i);
const tally = { compared: 0, allowed: 0, open: 0, ofEffects: 0, changed: 0, cached: 0 };

/** Reasons that the effects of a change have, which the second evaluator does not know. */
const ofEffects = new Set(
  "inside_itself own_account last_administrator name_invalid name_taken email_invalid email_taken path_invalid context_missing role_in_use".split(
    " ",
  ),
);

/** Returns what is wrong with a decision of the engine; nothing where it is right. */
function faultOf(wanted, found) {
  if (wanted.isOpen) {
    tally.open++;
    return undefined;
  }
  if (!found.allowed && ofEffects.has(found.reason)) {
    tally.ofEffects++;
    return undefined;
  }
  tally.compared++;
  tally.allowed += Number(wanted.allowed);
  if (wanted.allowed !== found.allowed) return "another answer";
  if (!wanted.allowed && ![wanted.reason, ...(wanted.or ?? [])].includes(found.reason)) return "another reason";
  return undefined;
}

/** Runs work over one policy and account, and says with which seed it failed. */
async function over(seed, work) {
  const policy = policyFrom(seed);
  const facts = accountFrom(seed, policy);
  const tell = (what, details) => `${what}, with BRUTE_SEED=${seed} BRUTE_RUNS=1: ${JSON.stringify(details)}`;
  let opened;
  try {
    opened = await openAccount(facts, { policy });
  } catch (error) {
    assert.fail(tell("not opened", error.problems ?? error.message));
  }
  try {
    await work({ policy, facts, opened, tell });
  } finally {
    opened.dispose();
  }
}

/** Compares what one person's page answers with the evaluator, over the same facts. */
function comparePage({ policy, facts, tell }, access, requests) {
  for (const { principal, action, resource, context } of requests) {
    const found = access.decide({ action, resource, context });
    if (found.reason === "snapshot_stale") continue;
    const wanted = decide(policy, facts, { principal, action, resource, context });
    // Where a page cannot know, it says so.
    const isUnknown =
      found.unverified.length > 0 &&
      (found.unverified.includes(wanted.reason) || found.unverified.includes(found.reason));
    const fault = isUnknown ? undefined : faultOf(wanted, found);
    assert.equal(fault, undefined, tell(fault, { principal, action, resource, context, wanted, found }));
  }
  const odd = oddResourcesFrom(requests.length, policy, facts);
  const crossed = odd.flatMap((resource) => Object.keys(policy.actions).map((action) => ({ action, resource })));
  // Each answer of a class is that of the resource itself, whichever of the class was asked first.
  for (const { action, resource } of [...requests, ...crossed]) {
    const { allowed, show } = access.decide({ action, resource });
    const found = { allowed: access.can(action, resource), show: access.show(action, resource) };
    assert.deepEqual(found, { allowed, show }, tell("another cached answer", { action, resource }));
    tally.cached++;
  }
}

describe("random policies of format 2", () => {
  test("decisions over an account, and their reasons", async () => {
    for (const seed of seeds)
      await over(seed, ({ policy, facts, opened, tell }) => {
        for (const request of requestsFrom(seed, policy, facts, 60)) {
          const [wanted, found] = [decide(policy, facts, request), opened.decide(request)];
          const fault = faultOf(wanted, found);
          assert.equal(fault, undefined, tell(fault, { request, wanted, found }));
        }
      });
  });

  test("decisions over a snapshot of each user", async () => {
    for (const seed of seeds)
      await over(seed, async (it) => {
        const requests = requestsFrom(seed + 1, it.policy, it.facts, 60);
        for (const { id } of it.facts.users) {
          const access = await loadAccess(it.opened.snapshot({ user: id }, now), { policy: it.policy });
          comparePage(
            it,
            access,
            requests.map((request) => ({ ...request, principal: { user: id } })),
          );
          access.dispose();
        }
      });
  });

  test("decisions after changes: over the account, its facts opened again, and pages that got deltas", async () => {
    for (const seed of seeds)
      await over(seed, async (it) => {
        const { policy, opened, tell } = it;
        const pages = [];
        for (const { id } of it.facts.users) {
          const snapshot = opened.snapshot({ user: id }, now);
          pages.push({ id, snapshot, access: await loadAccess(snapshot, { policy }) });
        }
        for (const change of changesFrom(seed, policy, it.facts, 10))
          tally.changed += Number(opened.apply(change).delta !== null);
        const facts = opened.toJSON();
        const again = await openAccount(facts, { policy });
        const requests = requestsFrom(seed + 2, policy, facts, 60);
        for (const request of requests) {
          const wanted = decide(policy, facts, request);
          for (const found of [opened.decide(request), again.decide(request)]) {
            const fault = faultOf(wanted, found);
            assert.equal(fault, undefined, tell(`${fault} after changes`, { request, wanted, found, facts }));
          }
        }
        for (const { id, snapshot, access } of pages) {
          access.update(opened.deltaSince(snapshot, now));
          comparePage(
            { ...it, facts },
            access,
            requests.map((request) => ({ ...request, principal: { user: id } })),
          );
          access.dispose();
        }
        again.dispose();
      });
  });

  test("who can", async () => {
    for (const seed of seeds)
      await over(seed, ({ policy, facts, opened, tell }) => {
        for (const { action, resource, context } of requestsFrom(seed + 3, policy, facts, 20)) {
          if (policy.actions[action].does) continue;
          const request = { action, resource, context };
          const wanted = whoCan(policy, facts, request);
          const found = opened.whoCan(request).map(({ user }) => user);
          const decided = found.filter((user) => !wanted.open.includes(user)).sort();
          assert.deepEqual(decided, wanted.allowed, tell("other users", { request, wanted, found }));
        }
      });
  });

  test("previews: who gains and who loses what, at the listed places", async () => {
    for (const seed of seeds)
      await over(seed, async ({ policy, facts, opened, tell }) => {
        for (const change of changesFrom(seed + 4, policy, facts, 6)) {
          // A place that moves or goes has no second answer to compare.
          if (!/^(share|relate|set)/.test(policy.actions[change.action].does)) continue;
          const preview = opened.preview(change);
          const twin = await openAccount(facts, { policy });
          const isChanged = twin.apply(change).delta !== null;
          const wanted = isChanged ? differences(policy, facts, twin.toJSON()) : {};
          const found = Object.fromEntries(
            preview.differences
              .filter(({ path, gained, lost }) => path !== undefined && gained.length + lost.length > 0)
              .map(({ user, path, gained, lost }) => [
                `${user} ${path}`,
                { gained: [...gained].sort(), lost: [...lost].sort() },
              ]),
          );
          for (const key of Object.keys(wanted))
            assert.deepEqual(found[key] ?? above(found, key), wanted[key], tell("another preview", { change, key }));
          for (const key of Object.keys(found))
            assert.ok(key in wanted, tell("a preview of nothing", { change, key, found: found[key] }));
          twin.dispose();
        }
      });
  });

  after(() => {
    console.log(JSON.stringify(tally));
    assert.ok(tally.changed > 0, "nothing was changed");
    assert.ok(tally.ofEffects < tally.compared / 20, "the effects decide too often");
  });
});

/** What a preview says of the nearest place above: contents with the same difference are not listed again. */
function above(found, key) {
  for (let at = key; at.includes(" /"); at = at.slice(0, at.lastIndexOf("/"))) if (at in found) return found[at];
  return undefined;
}

/** The actions that a user may do at a listed place with nothing but the time given. */
function allowedAt(policy, facts, user, path, kind) {
  const context = { now };
  return Object.keys(policy.actions).filter(
    (action) =>
      [policy.actions[action].on].flat().includes(kind) &&
      decide(policy, facts, { principal: { user }, action, resource: path, context }).allowed,
  );
}

/** What a change gave to and took from each user at each listed place: `{ gained, lost }` by user and path. */
function differences(policy, before, after) {
  const found = {};
  for (const { id } of before.users)
    for (const { path, kind } of before.resources) {
      const [then, since] = [before, after].map((facts) => allowedAt(policy, facts, id, path, kind));
      const gained = since.filter((action) => !then.includes(action)).sort();
      const lost = then.filter((action) => !since.includes(action)).sort();
      if (gained.length + lost.length > 0) found[`${id} ${path}`] = { gained, lost };
    }
  return found;
}
