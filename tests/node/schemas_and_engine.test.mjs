// What is wrong is wrong to the JSON Schemas and to the engine alike.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { loadAccess, LockstepError } from "lockstep";
import { openAccount } from "lockstep/server";
import { root } from "../../tools/run.mjs";
import { changed, everything, faults, faultsAt, mutations, now, schemas } from "./schemas.mjs";

const policy = JSON.parse(readFileSync(join(root, "policies/imagekit.json"), "utf8"));
const maps = ["/features", "/limits", "/counts"];
const ofShape = /^(field_unknown|field_missing|type_invalid|format_unknown|value_invalid|path_invalid)$/;

/** The codes of the problems for which the engine refuses; none where it takes the document. */
async function codes(work) {
  try {
    (await work())?.dispose();
    return [];
  } catch (error) {
    assert.ok(error instanceof LockstepError, error);
    return error.problems.map(({ code }) => code);
  }
}

/**
 * Whatever the schema refuses, the engine refuses; and where the engine complains of the shape, so does the schema.
 * That a reference leads nowhere or a word is not the policy's is the engine's alone.
 */
function agree(told, schemaFaults, engineCodes) {
  if (schemaFaults !== null)
    assert.notDeepEqual(engineCodes, [], `${told}: the schema says ${schemaFaults}, the engine takes it`);
  const shape = engineCodes.filter((code) => ofShape.test(code));
  if (schemaFaults === null) assert.deepEqual(shape, [], `${told}: the engine refuses it, the schema takes it`);
}

async function agreeEverywhere(document, maps, judge, fewest) {
  let refused = 0,
    all = 0;
  for (const mutation of mutations(document, maps)) {
    const [schemaFaults, engineCodes] = await judge(mutation.document);
    agree(mutation.told, schemaFaults, engineCodes);
    if (schemaFaults !== null) refused++;
    all++;
  }
  assert.ok(refused > fewest && refused < all, `${refused} refused of ${all}`);
}

const opening = (document, options) => codes(() => openAccount(document, options));

test("an account that is wrong anywhere is refused by the schema and the engine alike", () =>
  agreeEverywhere(everything, maps, async (document) => [faults("account", document), await opening(document)], 300));

const text = (length) => "x".repeat(length);
const values = {
  "/format": [[], ["lockstep-account/2", ""]],
  "/revision": [
    [0, Number.MAX_SAFE_INTEGER],
    [-1, 1.5, Number.MAX_SAFE_INTEGER + 1],
  ],
  "/limits/users": [[0], [-1, 1.5]],
  "/users/1/id": [[text(200)], ["", text(201)]],
  "/assets/0/kind": [["folder"], ["image", "Folder", ""]],
  "/assets/0/path": [
    ["seen", "/seen/", "/", "", "/.a/..b", "/é/x y", "/f".repeat(51), `/${text(255)}`],
    ["/a/../b", "/./a", "/a//b", "/a\\b", "/a%20b", "/a\u0001", "/a\u007f", "/f".repeat(52), `/${text(256)}`],
  ],
  "/shares/0/with": [[{ user: "rita" }], [{}, { user: "rita", group: "g1" }]],
  "/shares/0/until": [
    ["2026-01-15T12:00:00.123Z", "1970-01-01T00:00:00Z", "2028-02-29T23:59:59Z", "9999-12-31T23:59:59Z"],
    [
      "2026-01-15",
      "2026-01-15T12:00:00",
      "2026-01-15T12:00:00+01:00",
      "2026-01-15 12:00:00Z",
      "2026-01-15t12:00:00z",
      "1969-12-31T23:59:59Z",
      "2026-02-29T00:00:00Z",
      "2026-01-15T24:00:00Z",
      "2026-06-30T23:59:60Z",
      "2026-01-15T12:00:00.Z",
      "",
    ],
  ],
  "/apiKeys/0/kind": [["restricted"], ["master", ""]],
  "/apiKeys/1/media": [
    ["none", "write"],
    ["delete", ""],
  ],
};

test("of values that have the right type the schema and the engine take the same", async () => {
  for (const [pointer, [right, wrong]] of Object.entries(values)) {
    for (const value of [...right, ...wrong]) {
      const at = pointer
        .slice(1)
        .split("/")
        .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
      const document = changed({ ...everything, shares: [everything.shares[1]] }, at, value);
      const told = `${pointer} ${JSON.stringify(value).slice(0, 80)}`;
      const [schemaFaults, engineCodes] = [faults("account", document), await opening(document)];
      assert.equal(schemaFaults === null, right.includes(value), `${told}: ${schemaFaults}`);
      agree(told, schemaFaults, engineCodes);
    }
  }
});

test("null counts as absent to the engine; the schema would have it left out", async () => {
  const document = { ...everything, comments: null };
  assert.deepEqual(await opening(document), []);
  assert.notEqual(faults("account", document), null);
});

test("a policy that is wrong anywhere is refused by the schema and the engine alike", () => {
  const small = {
    ...policy,
    actions: Object.fromEntries(
      Object.entries(policy.actions).filter(([name]) =>
        [
          "asset.view",
          "collection.add_asset",
          "asset.move",
          "version.delete",
          "comment.edit",
          "link.open",
          "user.provision",
          "audit_log.view",
          "api_key.roll",
        ].includes(name),
      ),
    ),
    areas: { purge_cache: "asset.view" },
    titles: { view: "Can view" },
  };
  const ids = ["/features", "/limits", "/actions", "/roles", "/keys", "/areas", "/show", "/titles"];
  return agreeEverywhere(
    small,
    ids,
    async (document) => [faults("policy", document), await opening(everything, { policy: document })],
    500,
  );
});

test("a snapshot that is wrong anywhere is refused by the schema and the engine alike", async () => {
  const account = await openAccount(everything);
  const snapshot = { ...account.snapshot({ system: true }, now), counts: { users: 2 } };
  account.dispose();
  await agreeEverywhere(
    snapshot,
    maps,
    async (document) => [faults("snapshot", document), await codes(() => loadAccess(document))],
    300,
  );
});

test("a delta that is wrong anywhere is refused by the schema and the engine alike", async () => {
  const account = await openAccount(everything);
  const snapshot = account.snapshot({ system: true }, now);
  account.dispose();
  const { format: _, id, revision: from, ...tables } = everything;
  const gone = {
    users: ["u"],
    groups: ["g"],
    assets: ["a"],
    collections: ["c"],
    links: ["l"],
    apiKeys: ["k"],
    comments: ["m"],
    shares: [{ on: "a", with: { user: "u" } }],
  };
  const delta = {
    format: "lockstep-delta/1",
    policy: snapshot.policy.digest,
    account: id,
    from,
    to: from + 1,
    expiresAt: now,
    ...tables,
    counts: { users: 2 },
    gone,
  };
  const updating = async (document) => {
    const access = await loadAccess(snapshot);
    try {
      return await codes(() => access.update(document));
    } finally {
      access.dispose();
    }
  };
  assert.deepEqual(await updating(delta), []);
  await agreeEverywhere(delta, maps, async (document) => [faults("delta", document), await updating(document)], 400);
});

test("who asks, about what, in which circumstances: what is wrong is wrong to the schema and the engine alike", async () => {
  const account = await openAccount(everything);
  for (const principal of [{ user: "ada" }, { apiKey: "k1" }, { visitor: true, link: "l1" }, { system: true }])
    for (const { document, told } of mutations(principal))
      agree(told, faultsAt("request", "principal", document), await codes(() => void account.snapshot(document, now)));

  const context = {
    to: "/seen",
    asset: "/seen/logo.png",
    collection: "c1",
    with: { user: "rita" },
    level: "view",
    name: "new",
    email: "new@acme.test",
    role: "finance",
    member: "rita",
    members: ["rita"],
    id: "x1",
    comment: "m1",
    version: "current",
    owner: "rita",
    area: "billing",
    plan: "paid",
    feature: "sharing",
    limit: "users",
    value: true,
    count: 3,
    startsAt: now,
    endsAt: now,
    until: now,
    hasPassword: true,
    passwordVerified: false,
    exposeUnpublished: true,
    kind: "standard",
    media: "read",
    now,
  };
  assert.deepEqual(Object.keys(context).sort(), Object.keys(schemas.request.$defs.context.properties).sort());
  const request = {
    principal: { user: "ada" },
    action: "asset.view",
    resource: { path: "/seen", kind: "folder" },
    context,
  };
  const asking = (document) => {
    const decision = account.decide(document);
    if (decision.allowed) return [];
    // Words that the policy lacks are reported in the same way as what cannot be read.
    return [decision.reason === "context_missing" ? "type_invalid" : decision.reason];
  };
  assert.deepEqual(asking(request), []);
  let refused = 0;
  for (const { document, told } of mutations(request)) {
    // The package takes from a request what it knows; other fields do not cross.
    if (told.startsWith("/ has")) continue;
    agree(told, faults("request", document), asking(document));
    if (faults("request", document)) refused++;
  }
  assert.ok(refused > 100, `${refused}`);
  account.dispose();
});

const scratch = mkdtempSync(join(tmpdir(), "lockstep-schemas-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

test("a scenario file that is wrong anywhere is refused by the schema and fails in the engine alike", async () => {
  const file = {
    format: "lockstep-scenarios/1",
    policy: "imagekit",
    scenarios: [
      {
        name: "what an administrator makes is there",
        rules: ["R-8"],
        given: { format: everything.format, plan: "enterprise", users: everything.users.slice(0, 1) },
        when: [
          { principal: { user: "ada" }, action: "folder.create", resource: { path: "/" }, context: { name: "new" } },
        ],
        checks: [
          {
            principal: { user: "ada" },
            action: "asset.view",
            resource: { path: "/new" },
            context: { now },
            expect: "allow",
          },
          { principal: { apiKey: "k1" }, action: "asset.view", expect: "deny", reason: "resource_mismatch" },
        ],
      },
    ],
  };
  const running = (document) => {
    const path = join(scratch, "wrong.scenarios.json");
    writeFileSync(path, JSON.stringify(document));
    const { status, stdout, stderr } = spawnSync(join(root, "build/native/lockstep"), ["test", path], {
      encoding: "utf8",
    });
    if (status === 0) return [];
    const told = [...stderr.matchAll(/\((\w+)\)$/gm), ...stdout.matchAll(/^ {4}\S* ?(\w+): /gm)].map(
      ([, code]) => code,
    );
    // In a check no context is missing that it needs, so one that cannot be read is meant.
    if (/got deny context_missing/.test(stdout)) told.push("type_invalid");
    return ["failed", ...told];
  };
  assert.deepEqual(running(file), []);
  await agreeEverywhere(file, [], async (document) => [faults("scenarios", document), running(document)], 100);
});
