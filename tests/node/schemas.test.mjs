// What the repository holds and the engine writes satisfies the JSON Schemas.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { actions, loadAccess } from "lockstep";
import { openAccount } from "lockstep/server";
import { root } from "../../tools/run.mjs";
import { exampleNames, examples, sets } from "../scenarios/sets.mjs";
import { everything, faults, faultsAt, now, schemas } from "./schemas.mjs";

const read = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));
const demo = read("policies/northpine.json");
const holds = (name, document, told = name) =>
  assert.equal(faults(name, document), null, `${told}: ${JSON.stringify(document).slice(0, 300)}`);

test("each schema is of draft 2020-12, compiles, and says its title and what it is", () => {
  assert.deepEqual(Object.keys(schemas).sort(), [
    "account",
    "account2",
    "decision",
    "delta",
    "policy",
    "policy2",
    "request",
    "request2",
    "scenarios",
    "snapshot",
  ]);
  for (const [name, schema] of Object.entries(schemas)) {
    assert.equal(schema.$schema, "https://json-schema.org/draft/2020-12/schema");
    const [, format, version = "1"] = /^(\w+?)(2?)$/.exec(name).map((each) => each || undefined);
    assert.equal(schema.$id, `urn:lockstep:${format}:${version}`);
    assert.ok(schema.title && schema.description, name);
    assert.notEqual(faults(name, {}), null, name);
  }
});

test("the policy satisfies its schema", () => holds("policy", read("policies/imagekit.json")));

test("the demo account satisfies its schema, and so does what the engine writes of it", async () => {
  for (const given of [demo, everything]) {
    holds("account", given);
    const account = await openAccount(given);
    holds("account", account.toJSON());
    account.dispose();
  }
});

test("every scenario file satisfies its schema, and so do the policies and accounts of the examples", () => {
  const files = sets.flatMap((set) => set.files);
  assert.ok(files.length > 30);
  for (const file of files) holds("scenarios", read(file), file);
  for (const name of exampleNames) {
    holds("policy2", read(`${examples}/${name}/policy.json`), name);
    holds("account2", read(`${examples}/${name}/account.json`), name);
  }
});

const someoneOf = (account) => [
  ...account.users.map(({ id }) => ({ user: id })),
  ...(account.apiKeys ?? []).map(({ id }) => ({ apiKey: id })),
  ...(account.links ?? []).map(({ id }) => ({ visitor: true, link: id })),
  { visitor: true },
  { system: true },
  { user: "nobody" },
];

test("a snapshot of each person, key, visitor and the host satisfies its schema", async () => {
  for (const given of [demo, everything]) {
    const account = await openAccount(given);
    for (const principal of someoneOf(given)) {
      assert.equal(faultsAt("request", "principal", principal), null);
      const snapshot = account.snapshot(principal, now);
      holds("snapshot", snapshot, JSON.stringify(principal));
    }
    account.dispose();
  }
});

function* questions(account) {
  const contexts = [
    { now },
    { now, to: "/archive", name: "", email: "no", role: "finance", level: "view", with: { user: "ada" } },
    { now, count: 1000, plan: "none", version: "noncurrent" },
  ];
  const resources = [
    undefined,
    "/",
    { path: "/a/../b" },
    { path: account.assets[0].path, kind: account.assets[0].kind },
    { path: account.assets.find(({ kind }) => kind === "file").path },
    { collection: account.collections[0].id },
    { user: account.users[1].id },
    { group: account.groups[0].id },
    { link: account.links[0].id, path: account.assets[0].path },
    { link: "none" },
    { apiKey: account.apiKeys[0].id },
  ];
  for (const action of [...Object.keys(actions), "no.action"])
    for (const resource of resources) for (const context of contexts) yield { action, resource, context };
}

test("decisions satisfy their schema, for every principal and request, over accounts and snapshots", async () => {
  let allowed = 0,
    denied = 0;
  const reasons = new Set();
  for (const [given, people] of [
    [demo, ["vera", "rita", "finn"].map((user) => ({ user }))],
    [{ ...everything, limits: { users: 2, links: 1 } }, someoneOf(everything)],
    [{ ...everything, plan: "free" }, someoneOf(everything)],
  ]) {
    const account = await openAccount(given);
    for (const principal of people) {
      const access = await loadAccess(account.snapshot(principal, now));
      for (const question of questions({ ...everything, ...given })) {
        const request = { principal, ...question };
        for (const decision of [account.decide(request), access.decide(question)]) {
          const found = faults("decision", decision);
          if (found !== null) assert.fail(`${JSON.stringify(request)}: ${found}: ${JSON.stringify(decision)}`);
          decision.allowed ? allowed++ : denied++;
          reasons.add(decision.reason);
        }
      }
      access.dispose();
      holds("decision", access.decide({ action: "asset.view", resource: "/" }), "a disposed access object");
    }
    account.dispose();
  }
  assert.ok(
    allowed > 1000 && denied > 1000 && reasons.size > 15,
    `${allowed} allowed, ${denied} denied, ${[...reasons].join(" ")}`,
  );
});

test("deltas satisfy their schema, those of an account and those of a snapshot", async () => {
  const account = await openAccount(everything);
  const snapshots = [{ user: "rita" }, { user: "ada" }, { system: true }].map((principal) =>
    account.snapshot(principal, now),
  );
  const ask = (action, resource, context = {}, principal = { user: "ada" }) => ({
    principal,
    action,
    resource,
    context: { now, ...context },
  });
  for (const request of [
    ask("user.add", undefined, {
      name: "Sam",
      email: "sam@acme.test",
      role: "media_library_restricted_access",
      id: "sam",
    }),
    ask("asset.share", "/seen", { with: { user: "sam" }, level: "contribute", until: "2099-01-01T00:00:00Z" }),
    ask("asset.share", "/seen", { with: { user: "sam" }, level: "view" }),
    ask("asset.unshare", "/seen", { with: { group: "g1" } }),
    ask("link.delete", { link: "l1" }),
    ask("comment.delete_thread", "/seen/logo.png", { comment: "m1" }),
    ask("api_key.delete", { apiKey: "k2" }),
    ask("asset.delete", "/seen/logo.png"),
    ask("collection.delete", { collection: "c1" }),
    ask("group.delete", { group: "g1" }),
    ask("user.remove", { user: "rita" }),
    ask("account.set_limit", undefined, { limit: "users", value: 9 }, { system: true }),
    ask("account.set_feature", undefined, { feature: "draft_assets", value: true }, { system: true }),
  ]) {
    const { decision, delta } = account.apply(request);
    holds("decision", decision, request.action);
    assert.notEqual(delta, null, `${request.action} changed nothing: ${decision.reason} ${decision.message}`);
    holds("delta", delta, request.action);
    for (const snapshot of snapshots) holds("delta", account.deltaSince(snapshot, now), request.action);
  }
  account.dispose();
});
