// What a guard answers when something fails, and what it refuses of its options, by `lockstep/handler` alone.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { createGuard, InvalidRequest, pathOf, remoteAccount } from "lockstep/handler";
import { openAccount } from "lockstep/server";
import { root } from "../../tools/run.mjs";
import { acme, ask, makeToken, startServer, temporaryData } from "../http/server.mjs";

const principal = () => ({ user: "ada" });
const file = { resource: () => "/marketing" };
const asked = () => new Request("http://localhost/");
const acted = () => new Response("acted");
const errors = [];
const onError = (error) => errors.push(error);

/** The status and problem of `asset.view`, which Ada may do. */
async function answerOf(decider, route = file, options = {}) {
  const guard = createGuard({ decider, principal, onError, ...options });
  const response = await guard.require("asset.view", route, acted)(asked());
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: text === "acted" ? text : JSON.parse(text) };
}

async function assertUnavailable(decider) {
  errors.length = 0;
  const { status, headers, body } = await answerOf(decider);
  assert.deepEqual([status, body.code, headers.get("retry-after")], [503, "not_ready", "2"]);
  assert.equal(errors.length, 1);
  const snapshot = await createGuard({ decider, principal, onError }).snapshot(asked());
  assert.equal(snapshot.status, 503);
  return body;
}

/** Listens on a port of its own, and answers by `answer`. */
async function listen(answer) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}

describe("a decision that cannot be made is 503, and no handler runs", () => {
  test("when the account was disposed", async () => {
    const account = await openAccount(acme);
    account.dispose();
    await assertUnavailable(account);
  });

  test("when no server listens", async () => {
    const { url, close } = await listen(() => {});
    close();
    await assertUnavailable(remoteAccount({ url, account: "acme", key: "k" }));
  });

  test("when the server does not answer in time", async () => {
    const { url, close } = await listen(() => {});
    await assertUnavailable(remoteAccount({ url, account: "acme", key: "k", timeout: 50 }));
    close();
  });

  test("when the server answers something else, and the client learns nothing of it", async () => {
    const answers = [
      [200, "{}"],
      [200, "true"],
      [200, "null"],
      [200, '{"allowed": "true"}'],
      [200, '{"allowed": 1}'],
      [200, "<html>"],
      [200, '[{"allowed": true}]'],
      [204, ""],
      [401, '{"code": "unauthorized", "detail": "lsk_secret"}'],
      [404, '{"code": "account_unknown", "detail": "lsk_secret"}'],
      [422, "lsk_secret"],
      [500, "lsk_secret"],
    ];
    let next;
    const { url, close } = await listen((_, response) => response.writeHead(next[0]).end(next[1]));
    for (next of answers) {
      errors.length = 0;
      const { status, text } = await answerOf(remoteAccount({ url, account: "acme", key: "k" }));
      assert.equal(status, 503, JSON.stringify(next));
      assert.doesNotMatch(text, /lsk_secret/);
    }
    close();
  });

  test("when the server leads to another one, which gets no key", async () => {
    let keys = 0;
    const other = await listen((request, response) => {
      keys += "authorization" in request.headers;
      response.end('{"allowed": true, "unverified": []}');
    });
    const { url, close } = await listen((_, response) => response.writeHead(307, { location: other.url }).end());
    await assertUnavailable(remoteAccount({ url, account: "acme", key: "k" }));
    assert.equal(keys, 0);
    close();
    other.close();
  });

  test("when the decider throws, or returns no decision", async () => {
    const snapshot = () => Promise.reject(new Error("lost"));
    for (const decide of [() => Promise.reject(new Error("lost")), () => undefined, () => ({ allowed: "yes" })])
      await assertUnavailable({ decide, snapshot });
  });
});

test("an error of the host's own function is the framework's to answer, and no handler runs", async () => {
  const account = await openAccount(acme);
  const fails = () => {
    throw new Error("The session store is down.");
  };
  await assert.rejects(answerOf(account, file, { principal: fails }), /session store/);
  await assert.rejects(answerOf(account, { resource: fails }), /session store/);
  await assert.rejects(answerOf(account, { ...file, trusted: { owner: fails } }), /session store/);
});

test("a session that names no user is not signed in", async () => {
  const account = await openAccount(acme);
  for (const session of [
    undefined,
    null,
    {},
    { user: undefined },
    { user: "" },
    { user: ["ada"] },
    { visitor: "yes" },
  ]) {
    const { status } = await answerOf(account, file, { principal: () => session });
    assert.equal(status, 401, JSON.stringify(session));
  }
});

test("a session is never `system`", async () => {
  const account = await openAccount(acme);
  for (const session of [{ system: true }, { user: "ada", system: true }]) {
    await assert.rejects(answerOf(account, file, { principal: () => session }), TypeError);
    const guard = createGuard({ decider: account, principal: () => session });
    await assert.rejects(guard.snapshot(asked()), TypeError);
  }
});

test("a misspelt option is refused when the guard is made", async () => {
  const decider = await openAccount(acme);
  assert.throws(() => createGuard({ decider, principal, trustd: {} }), /`trustd` is not an option/);
  const guard = createGuard({ decider, principal });
  assert.throws(() => guard.require("asset.view", { resourse: () => "/" }, acted), /`resourse` is not an option/);
});

test("a field that the host states cannot be stated by a client, also where the host has no value", async () => {
  const decider = await openAccount(acme);
  const trusted = { role: () => undefined, name: () => "Max" };
  const guard = createGuard({ decider, principal, trusted });
  const act = async (context) => {
    const response = await guard.require("user.add", { context: () => context }, (request) =>
      Response.json(guard.checked(request).request.context),
    )(asked());
    return { status: response.status, body: await response.json() };
  };
  const forged = await act({ email: "max@acme.test", role: "account_administrator" });
  assert.deepEqual([forged.status, forged.body.problems[0].field], [400, "/context/role"]);
  const without = await act({ email: "max@acme.test" });
  assert.deepEqual([without.status, without.body.decision.unverified], [403, ["role"]]);
});

test("what was checked ends with a later check that denies", async () => {
  const decider = await openAccount(acme);
  const guard = createGuard({ decider, principal: () => ({ user: "rita" }) });
  const request = asked();
  const twice = guard.require("asset.view", file, guard.require("asset.delete", file, acted));
  assert.equal((await twice(request)).status, 403);
  assert.throws(() => guard.checked(request), /was not checked/);
});

test("the functions of a route get what its handler gets, as Next passes it", async () => {
  const decider = await openAccount(acme);
  const guard = createGuard({ decider, principal });
  const route = { resource: async (_request, { params }) => pathOf((await params).path) };
  const handle = guard.require("asset.view", route, (request, { params }) =>
    Response.json([guard.checked(request).request.resource, typeof params]),
  );
  const response = await handle(asked(), { params: Promise.resolve({ path: ["marketing", "logo.png"] }) });
  assert.deepEqual(await response.json(), [{ path: "/marketing/logo.png" }, "object"]);
});

test("pathOf takes a string or segments, and refuses a segment with a slash", () => {
  assert.equal(pathOf("a/b"), "/a/b");
  assert.equal(pathOf("/a/b"), "/a/b");
  assert.equal(pathOf(["a", "b"]), "/a/b");
  for (const parameter of [["a/b"], ["..", "a/b"], [7], { 0: "a" }, undefined, 7])
    assert.throws(() => pathOf(parameter), InvalidRequest);
});

describe("over lockstep serve", () => {
  let server, key;
  before(async () => {
    const data = temporaryData();
    key = makeToken(data);
    const account = {
      format: "lockstep-account/1",
      id: "a/b é",
      revision: 1,
      plan: "enterprise",
      users: [
        { id: "ada", email: "ada@acme.test", role: "account_administrator" },
        { id: "r+i ta&user=ada", email: "rita@acme.test", role: "media_library_restricted_access" },
      ],
      links: [{ id: "l1", on: "f1", hasPassword: true }],
      assets: [{ id: "f1", kind: "folder", path: "/marketing" }],
    };
    server = await startServer({ data });
    const path = `/v1/accounts/${encodeURIComponent(account.id)}`;
    const { status, body } = await ask(server.url, "PUT", path, { token: key, body: account });
    assert.equal(status, 201, JSON.stringify(body));
  });
  after(() => server.stop());

  test("ids are sent as they are", async () => {
    const decider = remoteAccount({ url: server.url, account: "a/b é", key });
    const snapshotOf = async (session) => {
      const guard = createGuard({ decider, principal: () => session, onError });
      const response = await guard.snapshot(asked());
      return { status: response.status, body: await response.json() };
    };
    const rita = await snapshotOf({ user: "r+i ta&user=ada" });
    assert.deepEqual(rita.body.principal, { user: "r+i ta&user=ada" });
    const visitor = await snapshotOf({ visitor: true, link: "l1", passwordVerified: true });
    assert.deepEqual(visitor.body.principal, { visitor: true, link: "l1", passwordVerified: true });
    const nowhere = await snapshotOf({ visitor: true });
    assert.equal(nowhere.body.principal.system, undefined);
    // The address cannot name attributes: no snapshot rather than one without them.
    assert.equal((await snapshotOf({ user: "ada", attributes: { department: "law" } })).status, 503);
  });

  test("the trusted fields of a guard are those that the server refuses of a user", async () => {
    const { url, stop, token } = await signedIn();
    const refusedByServer = async (context) => {
      const body = { action: "group.create", context };
      const answer = await ask(url, "POST", "/v1/accounts/northpine/decisions", { token, body });
      return answer.status === 422 && answer.body.problems.some(({ code }) => code === "host_field");
    };
    const account = await openAccount(acme);
    const refusedByGuard = async (context) => {
      const { body } = await answerOf(account, { context: () => context });
      return body.problems?.some(({ code }) => code === "host_field") ?? false;
    };
    const values = {
      to: "/a",
      asset: "/a",
      collection: "c1",
      with: { user: "u" },
      level: "view",
      name: "New",
      email: "a@b.test",
      role: "developer",
      member: "u",
      members: ["u"],
      id: "g1",
      comment: "m",
      version: "current",
      owner: "u",
      area: "x",
      plan: "free",
      feature: "x",
      limit: "x",
      value: true,
      count: 1,
      startsAt: "2026-01-01T00:00:00Z",
      endsAt: "2026-01-01T00:00:00Z",
      until: "2026-01-01T00:00:00Z",
      hasPassword: true,
      passwordVerified: true,
      exposeUnpublished: true,
      kind: "standard",
      media: "read",
      now: "2026-01-01T00:00:00Z",
    };
    const { $defs } = JSON.parse(readFileSync(join(root, "schemas/request.schema.json"), "utf8"));
    assert.deepEqual(Object.keys(values).sort(), Object.keys($defs.context.properties).sort());
    for (const [field, value] of Object.entries(values))
      assert.equal(await refusedByGuard({ [field]: value }), await refusedByServer({ [field]: value }), field);
    await stop();
  });
});

/** The demonstration's server, with the token of a user. */
async function signedIn() {
  const demo = await startServer({ args: ["--demo"] });
  const { body } = await ask(demo.url, "POST", "/demo/sign-in", { body: { user: "ada" } });
  return { url: demo.url, stop: demo.stop, token: body.token };
}
