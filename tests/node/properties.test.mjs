// What holds for every account, on generated accounts and questions.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { actions, loadAccess } from "lockstep";
import { openAccount } from "lockstep/server";
import { account, at, change, everyPath, paths, principal, question } from "./arbitrary.mjs";

const every = Object.keys(actions);

/**
 * One seed for every machine, so that a run that fails does so by what was changed. `FAST_CHECK_RUNS` asks for more
 * than a run of all tests has time for, `FAST_CHECK_SEED` for other accounts.
 */
const runs = (usual) => ({
  numRuns: Number(process.env.FAST_CHECK_RUNS ?? usual),
  seed: Number(process.env.FAST_CHECK_SEED ?? 20_260_115),
});

let decided = 0;
let allowed = 0;

/** Opens an account and one principal's access to it, and closes both. */
async function withAccess(facts, who, work) {
  const opened = await openAccount(facts);
  const access = await loadAccess(opened.snapshot(who, at));
  try {
    await work(access, opened);
  } finally {
    access.dispose();
    opened.dispose();
  }
}

describe("for every account and question", () => {
  test("the snapshot decides as the account does, or says what it cannot know", async () => {
    await fc.assert(
      fc.asyncProperty(
        account,
        principal,
        fc.array(question, { minLength: 20, maxLength: 60 }),
        async (facts, who, questions) => {
          await withAccess(facts, who, async (access, opened) => {
            for (const { action, resource, context } of questions) {
              const request = { principal: who, action, resource, context: { now: at, ...context } };
              const whole = opened.decide(request);
              const known = access.decide({ action, resource, context: request.context });
              // A page cannot know the facts of an hour after its snapshot; that it denies then is tested elsewhere.
              if (known.reason === "snapshot_stale") continue;
              decided++;
              allowed += Number(whole.allowed);
              const told = JSON.stringify({ request, whole, known });
              // Where the two differ, the snapshot has said that it cannot know: the reason of the account or its own
              // is in doubt.
              const alike = known.allowed === whole.allowed && (known.allowed || known.reason === whole.reason);
              assert.ok(
                alike || [whole.reason, known.reason].some((reason) => known.unverified.includes(reason)),
                told,
              );
              assert.equal(access.can(action, resource, request.context), known.allowed, told);
            }
          });
        },
      ),
      runs(60),
    );
  });

  test("can, show, actions, select and verdicts say what decide says", async () => {
    await fc.assert(
      fc.asyncProperty(account, principal, fc.array(paths, { maxLength: 12 }), async (facts, who, some) => {
        await withAccess(facts, who, async (access) => {
          const asked = [...everyPath, ...some];
          const selected = access.select(every, asked);
          const batch = access.verdicts(asked);
          for (const [row, path] of asked.entries()) {
            for (const [column, action] of every.entries()) {
              const decision = access.decide({ action, resource: path });
              const told = `${JSON.stringify(who)} ${action} ${JSON.stringify(path)}`;
              assert.equal(access.can(action, path), decision.allowed, told);
              assert.equal(access.show(action, path), decision.show, told);
              assert.equal(!selected[action].denied.includes(path), decision.allowed, told);
              assert.equal(batch.allowed[row * every.length + column] === 1, decision.allowed, told);
            }
          }
          for (const action of every) assert.equal(access.can(action), access.decide({ action }).allowed, action);
          assert.deepEqual(
            access.actions(asked[0]),
            every.filter((action) => access.decide({ action, resource: asked[0] }).allowed),
          );
        });
      }),
      runs(15),
    );
  });

  test("an access that follows by deltas equals one that is loaded again", async () => {
    await fc.assert(
      fc.asyncProperty(
        account,
        principal,
        fc.array(change, { minLength: 1, maxLength: 12 }),
        async (facts, who, changes) => {
          const opened = await openAccount(facts);
          let snapshot = opened.snapshot(who, at);
          const following = await loadAccess(snapshot);
          for (const request of changes) {
            const { delta } = opened.apply(request);
            if (delta === null) continue;
            following.update(opened.deltaSince(snapshot, at));
            snapshot = opened.snapshot(who, at);
            const fresh = await loadAccess(snapshot);
            assert.equal(following.revision, fresh.revision);
            for (const path of [undefined, ...everyPath]) {
              for (const action of every) {
                const told = `after ${JSON.stringify(request)}: ${JSON.stringify(who)} ${action} ${path}`;
                assert.equal(following.can(action, path), fresh.can(action, path), told);
              }
              assert.deepEqual(
                following.decide({ action: "asset.delete", resource: path, context: { now: at } }),
                fresh.decide({ action: "asset.delete", resource: path, context: { now: at } }),
              );
            }
            fresh.dispose();
          }
          following.dispose();
          opened.dispose();
        },
      ),
      runs(25),
    );
  });
});

test("the questions were not all denied", () => {
  assert.ok(decided > 1000, `${decided} decided`);
  assert.ok(allowed > decided / 50, `${allowed} of ${decided} allowed`);
});
