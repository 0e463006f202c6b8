// The AuthZEN Authorization API of the server: certification and interoperability, trusted fields, paging, bad input.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { checkCase, endpointsOf, metadataOf, suites } from "../conformance/authzen.mjs";
import { ask, makeToken, startServer, temporaryData } from "./server.mjs";
import { issuer } from "./tokens.mjs";

const publicUrl = "https://pdp.example.test";
const prefix = "/access/v1";
const user = (id, properties) => ({ type: "user", id, ...(properties && { properties }) });
const record = (id, properties) => ({ type: "record", id, ...(properties && { properties }) });

for (const { name, policy, account, cases } of suites())
  describe(`AuthZEN, ${name}`, () => {
    const data = temporaryData();
    let server, host, token;
    before(async () => {
      [host, token] = [makeToken(data), makeToken(data, account.id)];
      server = await startServer({ data, args: ["--policy", policy, "--public-url", publicUrl] });
      const { status, body } = await ask(server.url, "PUT", `/v1/accounts/${account.id}`, {
        token: host,
        body: account,
      });
      assert.equal(status, 201, JSON.stringify(body));
    });
    after(() => server.stop());

    /** Checks the cases of a level at the addresses that the metadata names. */
    async function check(level, path, key) {
      const endpoints = endpointsOf(await metadataOf(server.url, path), publicUrl, server.url, path);
      for (const one of cases.filter((each) => each.level === level))
        await checkCase(one, endpoints, key).catch((error) => {
          throw new Error(`${one.id}: ${error.message}`);
        });
    }

    for (const level of new Set(cases.map((one) => one.level))) {
      test(`every case of ${level} is answered as it has to be`, () => check(level, "", token));
      if (name !== "certification") continue;
      test(`every case of ${level} is answered so at the account's own address`, () =>
        check(level, `/v1/accounts/${account.id}`, host));
    }
  });

describe("AuthZEN", () => {
  const identity = issuer();
  const { policy, account } = suites()[0];
  let server, key, host, alice;
  const post = (path, body, token = key, headers = {}) =>
    ask(server.url, "POST", prefix + path, { token, body, headers });
  const evaluate = (body, token) => post("/evaluation", body, token);
  const read = { subject: user("alice"), action: { name: "read" }, resource: record("record-1") };

  before(async () => {
    const data = temporaryData();
    [host, key] = [makeToken(data), makeToken(data, account.id)];
    server = await startServer({ data, args: ["--policy", policy, "--token-keys", identity.file] });
    alice = identity.token({ sub: "alice", account: account.id });
    const created = await ask(server.url, "PUT", `/v1/accounts/${account.id}`, { token: host, body: account });
    assert.equal(created.status, 201, JSON.stringify(created.body));
  });
  after(() => server.stop());

  test("a denial says why in its context, and an allowance is its decision alone", async () => {
    assert.deepEqual((await evaluate(read)).body, { decision: true });
    const { body } = await evaluate({ ...read, action: { name: "write" }, resource: record("record-2") });
    assert.equal(body.decision, false);
    assert.equal(body.context.reason, "condition_unmet");
    assert.equal(body.context.condition, "active");
    assert.equal(body.context.message, "Only an active record is written.");
    assert.equal(body.context.allowed, undefined);
  });

  test("users that the account lacks, other types, actions and kinds are denied, and no fault", async () => {
    for (const [body, reason] of [
      [{ ...read, subject: user("nobody") }, "unknown_principal"],
      [{ ...read, subject: { type: "robot", id: "alice" } }, "unknown_principal"],
      [{ ...read, action: { name: "fly" } }, "unknown_action"],
      [{ ...read, resource: { type: "spaceship", id: "1" } }, "resource_mismatch"],
      [{ ...read, resource: record("nonexistent") }, "resource_mismatch"],
      [{ ...read, resource: { type: "account", id: account.id } }, "resource_mismatch"],
    ]) {
      const { status, body: answer } = await evaluate(body);
      assert.equal(status, 200);
      assert.deepEqual([answer.decision, answer.context.reason], [false, reason], JSON.stringify(body));
    }
  });

  test("what a condition reads of the context must be given, because the caller enforces the answer", async () => {
    const { body } = await evaluate({ ...read, action: { name: "delete" } });
    assert.deepEqual(
      [body.decision, body.context.reason, body.context.unverified],
      [false, "context_missing", ["soft"]],
    );
    assert.equal(
      (await evaluate({ ...read, action: { name: "delete" }, context: { soft: true } })).body.decision,
      true,
    );
    const both = { ...read, action: { name: "delete", properties: { soft: false } }, context: { soft: true } };
    assert.equal((await evaluate(both)).body.decision, false);
  });

  test("undeclared properties are ignored, and declared ones must be of their type", async () => {
    const odd = { nested: { deep: [1.5, null] } };
    assert.equal((await evaluate({ ...read, resource: record("record-1", odd), context: odd })).body.decision, true);
    for (const [body, field] of [
      [{ ...read, resource: record("record-1", { status: 1 }) }, "/resource/properties/status"],
      [{ ...read, resource: record("record-1", { status: "unheard-of" }) }, "/resource/properties/status"],
      [{ ...read, resource: record("record-1", { in: 5 }) }, "/resource/properties/in"],
      [{ ...read, subject: user("alice", { role: { name: "admin" } }) }, "/subject/properties/role"],
      [{ ...read, context: { soft: "yes" } }, "/context/soft"],
      [{ ...read, context: "none" }, "/context"],
      [{ ...read, action: { name: "read", properties: [] } }, "/action/properties"],
      [{ ...read, subject: [] }, "/subject"],
      [{ ...read, subject: null }, "/subject"],
    ]) {
      const { status, body: answer } = await evaluate(body);
      assert.deepEqual([status, answer.problems[0].field], [400, field], JSON.stringify(answer));
    }
  });

  test("facts that the account has win over properties", async () => {
    const write = { ...read, action: { name: "write" }, resource: record("record-2", { status: "active" }) };
    assert.equal((await evaluate(write)).body.decision, false);
  });

  test("bodies that are no object, and batches that are none, are refused with 400", async () => {
    for (const body of ["[]", "1", "null", '{"a":1,"a":2}', "\ufffe", "{".repeat(100)])
      assert.equal((await evaluate(body)).status, 400, body);
    for (const body of [
      { ...read, evaluations: {} },
      { ...read, evaluations: [{}], options: [] },
      { ...read, evaluations: [{}], options: { evaluations_semantic: "all" } },
      { ...read, subject: "alice", evaluations: [{}] },
      { ...read, evaluations: Array(10_001).fill({}) },
    ])
      assert.equal((await post("/evaluations", body)).status, 400, JSON.stringify(body).slice(0, 200));
  });

  test("a user's token asks for itself alone, and states no property that counts", async () => {
    assert.equal((await evaluate(read, alice)).body.decision, true);
    for (const body of [
      { ...read, subject: user("bob") },
      { ...read, subject: user("nobody") },
      { ...read, subject: { type: "robot", id: "alice" } },
      { ...read, subject: user("alice", { role: "admin" }) },
      { ...read, resource: record("record-3", { status: "active" }) },
      { ...read, resource: record("record-3", { in: "/" }) },
    ])
      assert.equal((await evaluate(body, alice)).status, 403, JSON.stringify(body));
    const { body } = await post("/evaluations", { ...read, evaluations: [{}, { subject: user("bob") }] }, alice);
    assert.deepEqual(
      body.evaluations.map(({ decision, context }) => [decision, context?.error?.status]),
      [
        [true, undefined],
        [false, 403],
      ],
    );
    assert.equal((await post("/search/subject", { ...read, subject: { type: "user" } }, alice)).status, 403);
    assert.equal((await post("/search/resource", { ...read, resource: { type: "record" } }, alice)).status, 403);
    const own = await post("/search/action", { subject: user("alice"), resource: record("record-1") }, alice);
    assert.deepEqual(own.body, { results: [{ name: "read" }, { name: "write" }, { name: "delete" }] });
  });

  test("without a key it is 401, and a key for every account must name one", async () => {
    assert.equal((await evaluate(read, "none")).status, 401);
    const { status, body } = await evaluate(read, host);
    assert.deepEqual([status, body.code], [400, "account_missing"]);
    const at = (id, token) => ask(server.url, "POST", `/v1/accounts/${id}/access/v1/evaluation`, { token, body: read });
    assert.equal((await at(account.id, host)).body.decision, true);
    assert.equal((await at("others", host)).status, 404);
    assert.equal((await at("others", key)).status, 404);
  });

  test("a batch ends where its semantic says", async () => {
    const evaluations = ["read", "write", "read"].map((name) => ({ action: { name } }));
    const decisions = async (evaluations_semantic, list = evaluations) =>
      (
        await post("/evaluations", {
          subject: user("bob"),
          resource: record("record-1"),
          evaluations: list,
          options: { evaluations_semantic },
        })
      ).body.evaluations.map(({ decision }) => decision);
    assert.deepEqual(await decisions("execute_all"), [true, false, true]);
    assert.deepEqual(await decisions("deny_on_first_deny"), [true, false]);
    assert.deepEqual(await decisions("permit_on_first_permit"), [true]);
    assert.deepEqual(await decisions("permit_on_first_permit", evaluations.slice(1)), [false, true]);
    assert.deepEqual(await decisions("deny_on_first_deny", [{}, ...evaluations]), [false]);
    const many = Array.from({ length: 1000 }, (_, n) => ({ action: { name: n % 2 === 0 ? "read" : "write" } }));
    assert.deepEqual(
      await decisions("execute_all", many),
      many.map(({ action }) => action.name === "read"),
    );
  });

  test("pages of a search follow each other, and a token is of its search alone", async () => {
    const users = { subject: { type: "user" }, action: { name: "read" }, resource: record("record-1") };
    const first = (await post("/search/subject", { ...users, page: { limit: 1 } })).body;
    assert.deepEqual(first.results, [user("alice")]);
    const token = first.page.next_token;
    const second = (await post("/search/subject", { ...users, page: { token } })).body;
    assert.deepEqual(second, { page: { next_token: "", count: 1 }, results: [user("bob")] });
    const none = (await post("/search/subject", { ...users, page: { limit: 0 } })).body;
    assert.deepEqual(none.results, []);
    assert.notEqual(none.page.next_token, "");
    for (const body of [
      { ...users, page: { token, limit: 2 } },
      { ...users, page: { token: `${token}x` } },
      { ...users, page: { token: "!" } },
      { ...users, page: { token: 1 } },
      { ...users, page: { limit: -1 } },
      { ...users, page: { limit: "1" } },
      { ...users, page: [] },
      { ...users, action: { name: "write" }, page: { token } },
    ])
      assert.equal((await post("/search/subject", body)).status, 400, JSON.stringify(body));
    const actions = { subject: user("alice"), resource: record("record-1") };
    const names = [];
    for (let page = { limit: 1 }; page.token !== ""; page = { token: page.token }) {
      const { body } = await post("/search/action", { ...actions, page });
      names.push(...body.results.map(({ name }) => name));
      page.token = body.page.next_token;
    }
    assert.deepEqual(names, ["read", "write", "delete"]);
  });

  test("the metadata has the host of the request where no public address is given", async () => {
    const metadata = await metadataOf(server.url);
    assert.equal(metadata.policy_decision_point, server.url);
    assert.equal(metadata.search_action_endpoint, `${server.url}/access/v1/search/action`);
  });

  test("a public address that is none is refused at the start", async () => {
    const data = temporaryData();
    for (const url of ["pdp.example.com", "https://pdp.example.com/", "https://pdp.example.com?x", "https://"])
      await assert.rejects(startServer({ data, args: ["--policy", policy, "--public-url", url] }), /--public-url/);
  });
});
