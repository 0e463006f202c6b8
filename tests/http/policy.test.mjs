// The policy is data: it is edited, switched and taken back while accounts stay readable.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { execute, onBothDatabases } from "./databases.mjs";
import { builtin, editedPolicy, jsonFile, withPlanRenamed } from "./policies.mjs";
import { startPostgresql } from "./postgresql.mjs";
import { acme, ask, makeToken, run, startServer, temporaryData } from "./server.mjs";
import { issuer } from "./tokens.mjs";

const identity = issuer();
const titled = editedPolicy((policy) => (policy.title = "Another title"));
const lacking = editedPolicy((policy) => delete policy.roles.media_library_view_only_access);
const business = withPlanRenamed("enterprise", "business");
const toBusiness = { plans: { enterprise: "business" } };
const withEditor = editedPolicy((policy) => (policy.roles.editor = { title: "Editor", level: "contribute" }));

/** A server over `data`, and functions that ask it with a service key. */
async function serving(data, token, args = []) {
  const server = await startServer({ data, args: ["--token-keys", identity.file, ...args] });
  const call = (method, path, body, headers) => ask(server.url, method, `/v1${path}`, { token, body, headers });
  const group = (name) => ({ principal: { user: "ada" }, action: "group.create", context: { name } });
  return {
    ...server,
    call,
    change: (name, account = "acme") => call("POST", `/accounts/${account}/requests`, group(name)),
    audit: async (account = "acme") => (await call("GET", `/accounts/${account}/audit`)).body.audit,
    account: async (id = "acme") => (await call("GET", `/accounts/${id}`)).body,
    policyOf: async (id = "acme") => (await call("GET", `/accounts/${id}/policy`)).body,
  };
}

/** A database with the account `acme`, at revision 2, under the built-in policy. */
async function begin(data = temporaryData(), args = []) {
  const token = makeToken(data);
  const server = await serving(data, token, args);
  assert.equal((await server.call("PUT", "/accounts/acme", acme)).status, 201);
  assert.equal((await server.change("Press")).status, 200);
  return { data, token, server };
}

onBothDatabases("a server that starts with", (newData) => {
  test("an edited title goes on with every account, each a revision later", async () => {
    const { data, token, server } = await begin(newData());
    await server.stop();
    const edited = await serving(data, token, ["--policy", jsonFile(titled)]);
    const { revision, groups } = await edited.account();
    assert.deepEqual([revision, groups.map(({ name }) => name)], [3, ["Press"]]);
    assert.equal((await edited.change("News")).status, 200);
    const [news, set, press] = await edited.audit();
    assert.deepEqual(
      [press.action, set.action, set.actor, news.action],
      ["group.create", "policy.set", "lockstep serve", "group.create"],
    );
    const { request } = set;
    assert.deepEqual([request.before, request.policy.digest], [press.policy, set.policy]);
    assert.notEqual(set.policy, press.policy);
    assert.equal(news.policy, set.policy);
    await edited.stop();
    assert.match(await edited.closed, /is in force for 1 accounts/);
    assert.deepEqual(run("audit", "--data", data, "verify"), { code: 0, output: "acme: 4 entries, whole\n" });
  });

  test("a policy that was in force before serves with the one that came after it", async () => {
    const { data, token, server } = await begin(newData());
    await server.stop();
    const edited = await serving(data, token, ["--policy", jsonFile(titled)]);
    await edited.change("News");
    await edited.stop();
    const older = await serving(data, token);
    assert.equal((await older.account()).revision, 4);
    assert.equal((await older.change("Later")).status, 200);
    const [later, news] = await older.audit();
    assert.equal(later.policy, news.policy);
    await older.stop();
    assert.match(await older.closed, /serve: the database has another policy since this one/);
  });

  test("a policy that lacks a role in use is refused, and the database stays as it is", async () => {
    const { data, token, server } = await begin(newData());
    await server.stop();
    await assert.rejects(
      serving(data, token, ["--policy", jsonFile(lacking)]),
      /account acme: \/roles\/media_library_view_only_access: The policy lacks `media_library_view_only_access`: 1 with this role \(vera\)/,
    );
    const again = await serving(data, token);
    assert.equal((await again.account()).revision, 2);
    await again.stop();
    assert.equal(await again.closed, "");
  });

  test("a policy without a role that no user has is taken", async () => {
    const { data, token, server } = await begin(newData());
    await server.stop();
    const edited = await serving(data, token, [
      "--policy",
      jsonFile(editedPolicy((policy) => delete policy.roles.developer)),
    ]);
    assert.equal((await edited.change("News")).status, 200);
    await edited.stop();
  });

  test("the database of a server that kept no policies asks for the policy of its changes, and goes on once it is added", async () => {
    const { data, token, server } = await begin(newData(), ["--policy", jsonFile(titled)]);
    const { digest } = await server.policyOf();
    await server.stop();
    execute(data, "DELETE FROM policies;");
    await assert.rejects(
      serving(data, token),
      new RegExp(
        `written under the policy ${digest}, which the database does not have: add it with .lockstep policy add.`,
      ),
    );
    assert.deepEqual(run("policy", "--data", data, "add", jsonFile(titled)), { code: 0, output: `${digest}\n` });
    const again = await serving(data, token);
    const { revision, groups } = await again.account();
    assert.deepEqual([revision, groups.length], [3, 1], "which came under the policy of the server");
    await again.stop();
  });
});

describe("PUT /v1/policy", () => {
  test("brings a policy into force for every account, and back", async () => {
    const { server } = await begin();
    await server.call("PUT", "/accounts/beta", { ...acme, id: "beta" });
    const before = await server.policyOf();
    const { status, body } = await server.call("PUT", "/policy", { policy: withEditor });
    assert.deepEqual([status, body.accounts], [200, 2]);
    assert.deepEqual(
      [(await server.policyOf()).digest, (await server.policyOf("beta")).digest],
      [body.digest, body.digest],
    );
    assert.equal(
      (
        await server.call("POST", "/accounts/acme/requests", {
          principal: { user: "ada" },
          action: "user.add",
          context: { name: "Ed", email: "ed@acme.test", role: "editor" },
        })
      ).status,
      200,
    );
    const back = await server.call("PUT", "/policy", { digest: before.digest });
    assert.deepEqual([back.status, back.body.code], [409, "policy_breaks_accounts"]);
    assert.deepEqual(
      back.body.problems.map(({ code, field }) => [code, field]),
      [["role_unknown", "/accounts/acme/roles/editor"]],
    );
    const mapped = await server.call("PUT", "/policy", {
      digest: before.digest,
      mapping: { roles: { editor: "media_library_view_only_access" } },
    });
    assert.deepEqual([mapped.status, mapped.body.digest], [200, before.digest]);
    assert.deepEqual(
      (await server.account()).users.filter(({ name }) => name === "Ed").map(({ role }) => role),
      ["media_library_view_only_access"],
    );
    assert.deepEqual(
      (await server.audit()).map(({ action, actor }) => action === "policy.set" && actor.startsWith("service:")),
      [true, false, true, false, false],
    );
    const { policies } = (await server.call("GET", "/policy")).body;
    assert.deepEqual(
      policies.map(({ digest, inForce }) => [digest, inForce]).sort(),
      [
        [before.digest, true],
        [body.digest, false],
      ].sort(),
    );
    await server.stop();
  });

  test("renames a plan by a mapping, also for those who load the account later", async () => {
    const { data, token, server } = await begin();
    const refused = await server.call("PUT", "/policy", { policy: business });
    assert.deepEqual([refused.status, refused.body.problems[0].field], [409, "/accounts/acme/plans/enterprise"]);
    assert.equal((await server.account()).revision, 2);
    assert.equal((await server.call("PUT", "/policy", { policy: business, mapping: toBusiness })).status, 200);
    assert.deepEqual([(await server.account()).plan, (await server.account()).revision], ["business", 3]);
    assert.equal((await server.change("News")).status, 200);
    const last = await server.account();
    await server.stop();
    const again = await serving(data, token);
    assert.deepEqual(await again.account(), last);
    await again.stop();
  });

  test("says what is wrong with a body", async () => {
    const { server } = await begin();
    const asked = async (body) => {
      const { status, body: answer } = await server.call("PUT", "/policy", body);
      return [status, answer.problems?.[0].field ?? answer.code];
    };
    assert.deepEqual(await asked({}), [422, "/policy"]);
    assert.deepEqual(await asked({ policy: { format: "lockstep-policy/1" } }), [422, "/id"]);
    assert.deepEqual(await asked({ digest: "00" }), [422, "/digest"]);
    assert.deepEqual(await asked({ policy: business, mapping: { plans: { enterprise: "gold" } } }), [
      422,
      "/plans/enterprise",
    ]);
    assert.deepEqual(await asked({ policy: business, maping: {} }), [422, "/maping"]);
    await server.stop();
  });

  test("is for a service key of every account", async () => {
    const { data, server } = await begin();
    const ofAcme = makeToken(data, "acme");
    const user = identity.token({ sub: "ada", account: "acme" });
    for (const token of [ofAcme, user]) {
      const { status, body } = await ask(server.url, "PUT", "/v1/policy", { token, body: { policy: titled } });
      assert.deepEqual([status, body.code], [403, "host_only"]);
    }
    assert.equal(
      (await ask(server.url, "PUT", "/v1/accounts/acme/policy", { token: ofAcme, body: { policy: titled } })).status,
      200,
    );
    assert.equal(
      (await ask(server.url, "PUT", "/v1/accounts/beta/policy", { token: ofAcme, body: { policy: titled } })).status,
      404,
    );
    await server.stop();
  });

  test("loses no change that is made meanwhile", async () => {
    const { data, token, server } = await begin();
    await server.call("PUT", "/accounts/beta", { ...acme, id: "beta", limits: { groups: 1000 } });
    const changes = Array.from({ length: 60 }, (_, n) => server.change(`g${n}`, "beta"));
    const switches = [];
    for (const policy of [titled, withEditor, titled, builtin])
      switches.push((await server.call("PUT", "/policy", { policy })).status);
    assert.deepEqual(switches, [200, 200, 200, 200]);
    assert.deepEqual([...new Set((await Promise.all(changes)).map(({ status }) => status))], [200]);
    const last = await server.account("beta");
    assert.deepEqual([last.revision, last.groups.length], [65, 60]);
    await server.stop();
    const again = await serving(data, token);
    assert.deepEqual(await again.account("beta"), last);
    await again.stop();
  });
});

describe("an account with a policy of its own", () => {
  test("keeps it when that of the whole database is switched, and comes back to it", async () => {
    const { server } = await begin();
    await server.call("PUT", "/accounts/beta", { ...acme, id: "beta" });
    assert.equal((await server.call("PUT", "/accounts/acme/policy", { policy: withEditor })).status, 200);
    const own = await server.policyOf();
    assert.deepEqual([own.account, own.inForce], ["acme", true]);
    const { body } = await server.call("PUT", "/policy", { policy: titled });
    assert.equal(body.accounts, 1);
    assert.deepEqual(
      [(await server.policyOf()).digest, (await server.policyOf("beta")).digest],
      [own.digest, body.digest],
    );
    const user = (account) => identity.token({ sub: "ada", account });
    const compiled = (account, digest) => ask(server.url, "GET", `/v1/policies/${digest}`, { token: user(account) });
    assert.equal((await compiled("acme", own.digest)).status, 200);
    assert.deepEqual(
      [(await compiled("beta", own.digest)).status, (await compiled("beta", body.digest)).status],
      [404, 200],
    );
    assert.equal((await server.call("DELETE", "/accounts/acme/policy")).status, 200);
    assert.equal((await server.policyOf()).digest, body.digest);
    assert.equal((await server.account()).revision, 4);
    await server.stop();
  });
});

describe("GET /v1/policies/{digest}", () => {
  test("is what a page runs by: compiled, signed, and the same for ever", async () => {
    const { server } = await begin();
    const { digest } = await server.policyOf();
    const token = identity.token({ sub: "vera", account: "acme" });
    const get = (query = "", headers) => ask(server.url, "GET", `/v1/policies/${digest}${query}`, { token, headers });
    const { status, headers, body } = await get("?format=lockstep-compiled/6");
    assert.deepEqual([status, body[0], body[4]], [200, "lockstep-compiled/6", digest]);
    assert.equal(headers.get("cache-control"), "private, max-age=31536000, immutable");
    assert.match(headers.get("etag"), new RegExp(`^"${digest}`));
    assert.match(headers.get("lockstep-signature"), /^[\w-]+\.\.[\w-]+$/);
    assert.equal((await get("", { "if-none-match": `"${digest}"` })).status, 304);
    assert.deepEqual((await get("?format=lockstep-policy/1")).body, builtin);
    const other = await get("?format=lockstep-compiled/2");
    assert.deepEqual([other.status, other.body.code], [406, "policy_format_unknown"]);
    assert.equal((await ask(server.url, "GET", `/v1/policies/${digest}`)).status, 401);
    await server.stop();
  });
});

// A second server on a file of SQLite is refused.
describe("two servers on one database, on PostgreSQL", () => {
  let postgresql,
    count = 0;
  before(async () => (postgresql = await startPostgresql()));
  after(() => postgresql.remove());
  const newData = () => postgresql.url(`policy_${++count}`);

  test("follow a switch, also the older one, which comes back to it after a restart", async () => {
    const { data, token, server: older } = await begin(newData());
    const newer = await serving(data, token, ["--policy", jsonFile(withEditor)]);
    const { digest } = await newer.policyOf();
    const until = async (server, revision) => {
      while ((await server.account()).revision < revision);
    };
    await until(older, 3);
    for (const [n, server] of [older, newer, older].entries()) assert.equal((await server.change(`g${n}`)).status, 200);
    assert.deepEqual([...new Set((await newer.audit()).slice(0, 4).map(({ policy }) => policy))], [digest]);
    await older.stop();
    const again = await serving(data, token);
    assert.equal((await again.change("again")).status, 200);
    assert.deepEqual([(await again.policyOf()).digest, (await newer.policyOf()).digest], [digest, digest]);
    await Promise.all([again.stop(), newer.stop()]);
  });

  test("start at once with the same new policy, and switch once", async () => {
    const { data, token, server } = await begin(newData());
    await server.stop();
    const file = jsonFile(titled);
    const both = await Promise.all([
      serving(data, token, ["--policy", file]),
      serving(data, token, ["--policy", file]),
    ]);
    for (const each of both) assert.equal((await each.account()).revision, 3);
    assert.equal((await both[0].audit()).filter(({ action }) => action === "policy.set").length, 1);
    await Promise.all(both.map((each) => each.stop()));
  });
});

describe("lockstep policy", () => {
  test("checks a policy, and says who loses what and what breaks", async () => {
    const { data, server } = await begin();
    await server.stop();
    const policy = (...args) => run("policy", "--data", data, ...args);
    const fits = policy("check", jsonFile(titled));
    assert.deepEqual(fits, { code: 0, output: "acme: fits; nobody gains or loses anything\n1 of 1 accounts fit\n" });
    const fewer = policy(
      "check",
      jsonFile(editedPolicy((edited) => (edited.roles.account_administrator.except = ["group.create"]))),
    );
    assert.deepEqual(fewer, {
      code: 0,
      output: "acme: fits\n  1 user (ada)\n    loses group.create\n1 of 1 accounts fit\n",
    });
    const broken = policy("check", jsonFile(business));
    assert.deepEqual(broken, {
      code: 1,
      output:
        "acme: breaks\n  /plans/enterprise: The policy lacks `enterprise`, the account's plan.\n0 of 1 accounts fit\n",
    });
    assert.equal(policy("check", jsonFile(business), "--mapping", jsonFile(toBusiness)).code, 0);
    assert.equal(policy("check", "--account", "nobody", jsonFile(titled)).code, 2);
    assert.equal(policy("check").code, 2);
  });

  test("sets a policy, lists it, and brings an older one back by its digest", async () => {
    const { data, token, server } = await begin();
    const { digest } = await server.policyOf();
    await server.stop();
    const policy = (...args) => run("policy", "--data", data, ...args);
    assert.match(policy("set", jsonFile(business)).output, /nothing was switched/);
    assert.match(
      policy("set", jsonFile(business), "--mapping", jsonFile(toBusiness)).output,
      /^[0-9a-f]{64} is in force; 1 account was switched\n$/,
    );
    assert.match(policy("list").output, new RegExp(`^  ${digest}  .* every account  imagekit .*\\n\\* `, "m"));
    assert.deepEqual(JSON.parse(policy("show", digest.slice(0, 8)).output), builtin);
    assert.equal(
      policy("set", "--digest", digest.slice(0, 8), "--mapping", jsonFile({ plans: { business: "enterprise" } })).code,
      0,
    );
    const again = await serving(data, token);
    const { revision, plan } = await again.account();
    assert.deepEqual([revision, plan], [4, "enterprise"]);
    assert.deepEqual(
      (await again.audit()).slice(0, 2).map(({ action, actor }) => [action, actor]),
      Array(2).fill(["policy.set", "lockstep policy"]),
    );
    await again.stop();
    assert.equal(await again.closed, "");
  });
});
