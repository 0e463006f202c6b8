// Format 2: what is wrong is wrong to the JSON Schemas and to the engine alike, and what the engine writes satisfies
// them. That a name leads nowhere is for the engine alone.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadAccess, LockstepError } from "lockstep";
import { openAccount } from "lockstep/server";
import { root } from "../../tools/run.mjs";
import { exampleNames, examples, sets } from "../scenarios/sets.mjs";
import { faults, mutations, now } from "./schemas.mjs";

const read = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));
const policy = read("tests/node/fixtures/everything.policy.json");
const account = read("tests/node/fixtures/everything.account.json");
const ofShape = /^(field_unknown|field_missing|type_invalid|format_unknown)$/;
const maps = {
  policy2: [
    "/(features|kinds|levels|context|conditions|actions|roles|limits|keys|show|titles|messages)",
    "/kinds/*/(relations|attributes)",
    "/users/attributes",
    "/limits/*/plans",
  ],
  account2: ["/(features|limits)", "/*/*/(relations|attributes)"],
};
/** What a schema cannot know: whether the policy has plans, and which type an attribute has. */
const ofPolicy = /^(\/plan is left out|.*\/attributes\/)/;

async function codes(document, given) {
  try {
    (await openAccount(document, { policy: given })).dispose();
    return [];
  } catch (error) {
    assert.ok(error instanceof LockstepError, error);
    return error.problems.map(({ code }) => code);
  }
}

for (const [name, document, judge] of [
  ["policy2", policy, (changed) => codes({ ...account, users: [] }, changed)],
  ["account2", account, (changed) => codes(changed, policy)],
]) {
  test(`a document that is wrong anywhere is refused by the schema ${name} and the engine alike`, async () => {
    assert.equal(faults(name, document), null);
    assert.deepEqual(await codes(account, policy), []);
    let refused = 0;
    for (const { document: changed, told } of mutations(document, maps[name])) {
      const found = faults(name, changed);
      const problems = await judge(changed);
      if (found !== null) {
        refused++;
        assert.notDeepEqual(problems, [], `${told}: the schema says ${found}, the engine accepts it`);
      } else if (!ofPolicy.test(told)) {
        const isOfShape = problems.length > 0 && problems.every((code) => ofShape.test(code));
        assert.ok(!isOfShape, `${told}: the engine says ${problems}, the schema accepts it`);
      }
    }
    assert.ok(refused > 400, `${refused} refused`);
  });
}

test("each combination that has no meaning is refused by the schema and the engine alike", async () => {
  const { actions, kinds, limits } = policy;
  const edits = {
    "a collection in the tree": { kinds: { ...kinds, shelf: { ...kinds.shelf, in: ["/"] } } },
    "a collection that gives nothing": { kinds: { ...kinds, shelf: { collects: ["page"] } } },
    "a place that gives": { kinds: { ...kinds, space: { ...kinds.space, gives: "read" } } },
    "relations of a kind without a place": { kinds: { ...kinds, token: { relations: { owner: "read" } } } },
    "a kind of a reserved name": { kinds: { ...kinds, user: {} } },
    "an attribute of a reserved name": { kinds: { ...kinds, token: { attributes: { kind: "int" } } } },
    "a maker without something new": { actions: { ...actions, import: { on: "account", maker: "owner" } } },
    "a second resource without collecting": { actions: { ...actions, "page.view": { on: "page", item: "read" } } },
    "a destination of deleting": { actions: { ...actions, "page.move": { on: "page", does: "delete", to: "read" } } },
    "a host with a level": { actions: { ...actions, "page.view": { on: "page", level: "read", host: true } } },
    "a public page": { actions: { ...actions, "page.view": { on: "page", public: true } } },
    "an effect that is none": { actions: { ...actions, "page.view": { on: "page", does: "print" } } },
    "an action on nothing": { actions: { ...actions, "page.view": { on: [] } } },
    "oneself and others": { actions: { ...actions, "me.edit": { on: ["self", "user"] } } },
    "users on each resource": { limits: { ...limits, links: { count: "user", per: "resource", value: 5 } } },
    "a limit without a value": { limits: { ...limits, links: { count: "link" } } },
    "an entry without conditions": { roles: { ...policy.roles, free: { allow: [{ actions: ["*"], when: [] }] } } },
  };
  for (const [told, edit] of Object.entries(edits)) {
    const changed = { ...policy, ...edit };
    assert.notEqual(faults("policy2", changed), null, told);
    assert.notDeepEqual(await codes({ ...account, users: [] }, changed), [], told);
  }
});

const holds = (name, document, told) =>
  assert.equal(faults(name, document), null, `${told}: ${JSON.stringify(document).slice(0, 300)}`);

test("accounts and snapshots of format 2 satisfy their schemas", async () => {
  for (const name of exampleNames) {
    const given = read(`${examples}/${name}/policy.json`);
    const opened = await openAccount(read(`${examples}/${name}/account.json`), { policy: given });
    holds("account2", opened.toJSON(), name);
    for (const { id } of opened.toJSON().users) holds("snapshot", opened.snapshot({ user: id }, now), `${name}: ${id}`);
    holds("snapshot", opened.snapshot({ visitor: true }, now), name);
    opened.dispose();
  }
});

test("decisions and deltas of format 2 satisfy their schemas", async () => {
  let decided = 0;
  let changed = 0;
  for (const { policy: file, files } of sets.filter((set) => set.policy !== undefined)) {
    const given = read(file);
    for (const { given: facts, when = [], checks } of files.flatMap((each) => read(each).scenarios).slice(0, 40)) {
      const opened = await openAccount(facts, { policy: given });
      for (const request of when) {
        const { delta } = opened.apply(request);
        if (delta === null) continue;
        holds("delta", delta, request.action);
        changed++;
      }
      for (const { expect: _, reason, condition, ...request } of checks) {
        const decision = opened.decide(request);
        holds("decision", decision, JSON.stringify(request));
        if (condition !== undefined) assert.equal(decision.condition, condition);
        decided++;
      }
      opened.dispose();
    }
  }
  assert.ok(decided > 500 && changed > 10, `${decided} decisions, ${changed} deltas`);
});

test("a page's decisions of format 2 satisfy their schema", async () => {
  const given = read(`${examples}/github/policy.json`);
  const opened = await openAccount(read(`${examples}/github/account.json`), { policy: given });
  for (const { id } of opened.toJSON().users) {
    const access = await loadAccess(opened.snapshot({ user: id }, now), { policy: given });
    for (const action of Object.keys(given.actions))
      for (const { path } of opened.toJSON().resources)
        holds("decision", access.decide({ action, resource: path }), `${id} ${action} ${path}`);
    access.dispose();
  }
  opened.dispose();
});
