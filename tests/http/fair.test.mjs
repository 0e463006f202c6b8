// Heavy questions of one client, and the other clients. What is asserted is the order of answers and what is counted,
// never a time.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { bigAccount } from "../../bench/big_account.mjs";
import { acme, ask, makeToken, metricOf, openSocket, startServer, temporaryData } from "./server.mjs";
import { issuer } from "./tokens.mjs";

const identity = issuer();
const tokenOf = (user, account) => identity.token({ sub: user, account });
const view = { action: "asset.view", resource: "/marketing/logo.png" };
const list = JSON.stringify(Array(10_000).fill(view));
let server, host;
const at = (account, method, path, options) => ask(server.url, method, `/v1/accounts/${account}${path}`, options);

/** Answers that are waited for; `count` is how many have come. */
function waiting(promises) {
  const some = { count: 0, all: undefined };
  const counted = async (promise) => {
    const answer = await promise;
    some.count++;
    return answer;
  };
  some.all = Promise.all(promises.map(counted));
  some.all.catch(() => {});
  return some;
}

const metric = (name) => metricOf(server.url, host, name);

before(async () => {
  const data = temporaryData();
  host = makeToken(data);
  server = await startServer({ data, args: ["--token-keys", identity.file] });
  const many = Array.from({ length: 1000 }, (_, n) => ({
    id: `u${String(n).padStart(4, "0")}`,
    name: "User",
    email: `u${n}@acme.test`,
    role: n % 2 ? "media_library_view_only_access" : "media_library_restricted_access",
  }));
  for (const [id, body] of [
    ["acme", { ...acme, limits: { groups: 1000 } }],
    ["other", { ...acme, id: "other" }],
    ["crowd", { ...acme, id: "crowd", users: [...acme.users, ...many] }],
    ["big", bigAccount()],
  ])
    assert.equal((await at(id, "PUT", "", { token: host, body })).status, 201);
});
after(() => server.stop());

describe("lists of 10,000 decisions of one user", () => {
  const asked = () =>
    waiting(
      Array.from({ length: 12 }, () =>
        at("acme", "POST", "/decisions", { token: tokenOf("rita", "acme"), body: list }),
      ),
    );

  test("hold up neither a decision of another account nor one of another user, nor a change of the same account", async () => {
    const lists = asked();
    // The first of them is there: the others are on their way.
    while (lists.count === 0) await new Promise((resolve) => setImmediate(resolve));
    for (const account of ["other", "acme"])
      assert.equal(
        (await at(account, "POST", "/decisions", { token: tokenOf("ada", account), body: view })).status,
        200,
      );
    assert.equal((await ask(server.url, "GET", "/healthz")).status, 200);
    const group = { action: "group.create", context: { name: "Beside" } };
    assert.equal((await at("acme", "POST", "/requests", { token: tokenOf("ada", "acme"), body: group })).status, 200);
    assert.ok(lists.count < 12, "some are still waiting");
    for (const { status, body, headers } of await lists.all) {
      assert.equal(status, 200);
      assert.equal(body.length, 10_000);
      assert.deepEqual(
        [...new Set(body.map(({ revision }) => revision))],
        [Number.parseInt(headers.get("lockstep-revision"), 10)],
        "all of a list are of one revision",
      );
    }
  });

  test("hold up no other list, page or preview: those take turns with them", async () => {
    const lists = asked();
    while (lists.count === 0) await new Promise((resolve) => setImmediate(resolve));
    const ada = { token: tokenOf("ada", "acme") };
    assert.equal((await at("acme", "GET", "/users", ada)).status, 200);
    assert.equal((await at("acme", "POST", "/preview", { ...ada, body: { action: "profile.edit" } })).status, 200);
    assert.equal(
      (await at("other", "POST", "/decisions", { token: tokenOf("ada", "other"), body: Array(1000).fill(view) })).body
        .length,
      1000,
    );
    assert.ok(lists.count < 12, "some are still waiting");
    await lists.all;
  });
});

describe("previews of a big account, as many as there are", () => {
  const preview = { principal: { user: "u7" }, action: "profile.edit" };

  test("leave room for a preview of another account", async () => {
    const long = waiting(
      Array.from({ length: 4 }, () => at("big", "POST", "/preview", { token: host, body: preview })),
    );
    assert.equal(
      (await at("other", "POST", "/preview", { token: tokenOf("rita", "other"), body: { action: "profile.edit" } }))
        .status,
      200,
    );
    assert.ok(long.count < 4, "some are still waiting");
    await long.all;
  });

  test("are dropped where their clients have gone away", async () => {
    const before = await metric("lockstep_requests_dropped_total");
    const body = JSON.stringify(preview);
    const sent = `POST /v1/accounts/big/preview HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${host}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const clients = await Promise.all(Array.from({ length: 6 }, () => openSocket(server.port)));
    await Promise.all(clients.map(({ socket }) => new Promise((resolve) => socket.write(sent, resolve))));
    for (const { socket } of clients) socket.destroy();
    // The first may have begun; the others of one principal wait for it.
    while ((await metric("lockstep_requests_dropped_total")) < before + 5);
  });
});

describe("pages of a list", () => {
  test("hold every entry that the caller may know once, in order, however long they are", async () => {
    const all = async (list, token, limit) => {
      const found = [];
      for (let next = ""; next !== undefined; ) {
        const { body } = await at("crowd", "GET", `/${list}?limit=${limit}${next ? `&cursor=${next}` : ""}`, { token });
        found.push(...body[list].map(({ id }) => id));
        assert.ok(body[list].length <= limit);
        next = body.next;
      }
      return found;
    };
    const everybody = await all("users", host, 200);
    assert.equal(everybody.length, 1004);
    assert.deepEqual(everybody, [...everybody].sort());
    for (const limit of [7, 200]) assert.deepEqual(await all("users", tokenOf("ada", "crowd"), limit), everybody);
    assert.deepEqual(await all("users", tokenOf("rita", "crowd"), 200), ["rita"]);
    assert.deepEqual(await all("assets", tokenOf("ada", "crowd"), 1), ["a1", "f1", "f2"]);
    assert.deepEqual(await all("assets", tokenOf("rita", "crowd"), 1), ["a1", "f1"]);
    assert.deepEqual(await all("links", tokenOf("rita", "crowd"), 1), []);
  });
});

test("how long an answer took is said to service keys alone", async () => {
  for (const path of ["/users", "/snapshot", "/assets"]) {
    assert.match((await at("acme", "GET", path, { token: host })).headers.get("server-timing"), /^server;dur=/);
    assert.equal(
      (await at("acme", "GET", path, { token: tokenOf("rita", "acme") })).headers.get("server-timing"),
      null,
    );
  }
});
