// Who waits for whom: a database that says nothing, an account that is being written to, and a long question hold up
// those alone who need them. What is asserted is the order of answers, never a time.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { bigAccount } from "../../bench/big_account.mjs";
import { darkWayTo } from "./partition.mjs";
import { startPostgresql } from "./postgresql.mjs";
import { acme, ask, makeToken, ofNoHistory, openEvents, run, startServer, temporaryData } from "./server.mjs";
import { issuer } from "./tokens.mjs";

const identity = issuer();
const args = ["--token-keys", identity.file];
const group = (name) => ({ action: "group.create", context: { name } });
const roomy = (id) => ({ ...acme, id, limits: { groups: 1000 } });
const tokenOf = (user, account = "acme") => identity.token({ sub: user, account });

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

describe("two servers, and a way to their database that goes dark", () => {
  let postgresql, near, far, way, host;
  const at = (server, method, path, options) => ask(server.url, method, `/v1/accounts/acme${path}`, options);
  const decide = (token, headers) =>
    at(far, "POST", "/decisions", { token, headers, body: { principal: { user: "ada" }, action: "user.add" } });
  before(async () => {
    postgresql = await startPostgresql();
    const data = postgresql.url("shared");
    host = makeToken(data);
    way = await darkWayTo(data);
    [near, far] = await Promise.all([
      startServer({ data, args }),
      startServer({ data: way.url, args: [...args, "--database-time", "2"] }),
    ]);
    assert.equal((await at(near, "PUT", "", { token: host, body: roomy("acme") })).status, 201);
  });
  after(async () => {
    await Promise.all([near.stop(), far.stop()]);
    await postgresql.remove();
  });

  test("a server that cannot look gives no answer from before a caller's revision, and one that can takes an unknown one for none", async () => {
    const ada = tokenOf("ada");
    const { headers } = await decide(ada);
    const known = headers.get("lockstep-revision"),
      number = parseInt(known, 10);
    const beyond = await decide(ada, { "lockstep-revision": "999" });
    assert.deepEqual([beyond.status, beyond.headers.get("lockstep-revision")], [200, known]);
    way.darken();
    assert.equal((await at(near, "POST", "/requests", { token: ada, body: group("Told elsewhere") })).status, 200);
    const told = await decide(ada, { "lockstep-revision": String(number + 1) });
    assert.deepEqual([told.status, told.body.code], [503, "store_unavailable"]);
    assert.equal(
      (await decide(ada)).headers.get("lockstep-revision"),
      known,
      "who was told of nothing is answered from memory",
    );
    way.lighten();
    let later;
    do later = await decide(ada, { "lockstep-revision": String(number + 1) });
    while (later.status === 503);
    assert.deepEqual([later.status, parseInt(later.headers.get("lockstep-revision"), 10)], [200, number + 1]);
  });

  test("while the database says nothing, those who need it wait, and all others are answered from memory", async () => {
    const ada = tokenOf("ada");
    assert.equal((await decide(ada)).status, 200);
    way.darken();
    const unknown = Array.from({ length: 6 }, (_, n) => `lsk_00000000000${n}_${"A".repeat(43)}`);
    const strangers = waiting([
      ...unknown.map((token) => decide(token)),
      at(far, "POST", "/requests", { token: ada, body: group("Nowhere") }),
    ]);
    assert.equal((await ask(far.url, "GET", "/healthz")).status, 200);
    for (const path of ["/snapshot", "/users", "/assets"])
      assert.equal((await at(far, "GET", path, { token: ada })).status, 200, path);
    assert.equal((await decide(ada)).status, 200);
    assert.equal(strangers.count, 0, "they are still waiting");
    assert.deepEqual([...new Set((await strangers.all).map(({ status }) => status))], [503]);
    way.lighten();
    for (let status = 503; status !== 200; ) ({ status } = await at(far, "GET", "/audit", { token: ada }));
  });

  test("a server whose notifications died without a word finds out, and sends what it has missed", async () => {
    const ada = tokenOf("ada");
    const { headers } = await decide(ada);
    const events = await openEvents(
      far.url,
      `/v1/accounts/acme/events?since=${headers.get("lockstep-revision")}`,
      tokenOf("ada"),
    );
    way.darken();
    const { body } = await at(near, "POST", "/requests", { token: ada, body: group("Missed") });
    way.lighten();
    const told = await events.next();
    assert.deepEqual([told.event, told.data.to], ["delta", body.decision.revision]);
    events.close();
  });
});

describe("an account whose writers all wait", () => {
  let postgresql, server, data;
  before(async () => {
    postgresql = await startPostgresql();
    data = postgresql.url("one");
    const host = makeToken(data);
    server = await startServer({ data, args });
    for (const id of ["a", "b"])
      assert.equal((await ask(server.url, "PUT", `/v1/accounts/${id}`, { token: host, body: roomy(id) })).status, 201);
  });
  after(async () => {
    await server.stop();
    await postgresql.remove();
  });

  test("holds up neither the readers nor the writers of another", async () => {
    const connection = () => {
      const { stdin, stdout } = spawn("psql", ["-X", "-q", "-A", "-t", data], { stdio: ["pipe", "pipe", "inherit"] });
      const answers = stdout[Symbol.asyncIterator]();
      const query = async (sql) => {
        stdin.write(`${sql};\n`);
        return String((await answers.next()).value).trim();
      };
      return { query, end: (sql) => stdin.end(sql) };
    };
    const other = connection(),
      watch = connection();
    assert.equal(await other.query("begin; select account from accounts where account = 'a' for update"), "a");
    const writers = waiting(
      Array.from({ length: 12 }, (_, n) =>
        ask(server.url, "POST", "/v1/accounts/a/requests", { token: tokenOf("ada", "a"), body: group(`w${n}`) }),
      ),
    );
    // Over another connection: within a transaction PostgreSQL sees no connections that began later.
    while ((await watch.query("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")) === "0");
    watch.end();
    const ada = tokenOf("ada", "b");
    assert.equal((await ask(server.url, "GET", "/v1/accounts/b/snapshot", { token: ada })).status, 200);
    assert.equal(
      (await ask(server.url, "POST", "/v1/accounts/b/requests", { token: ada, body: group("Here") })).status,
      200,
    );
    assert.equal((await ask(server.url, "GET", "/readyz")).status, 200);
    const ahead = { token: tokenOf("ada", "a"), headers: { "lockstep-revision": "999" } };
    assert.equal(
      (await ask(server.url, "GET", "/v1/accounts/a/users", ahead)).status,
      503,
      "a reader who needs what is being written does not wait for its end",
    );
    assert.equal(writers.count, 0, "they are still waiting");
    other.end("rollback;\n");
    assert.deepEqual([...new Set((await writers.all).map(({ status }) => status))], [200]);
  });
});

describe("a server with little time for streams and accounts", () => {
  let server, host, data;
  before(async () => {
    data = temporaryData();
    host = makeToken(data);
    server = await startServer({ data, args: [...args, "--stream-time", "1", "--account-time", "1"] });
    for (const id of ["acme", "other"])
      assert.equal((await ask(server.url, "PUT", `/v1/accounts/${id}`, { token: host, body: roomy(id) })).status, 201);
  });
  after(() => server.stop());
  const change = (name) =>
    ask(server.url, "POST", "/v1/accounts/acme/requests", { token: tokenOf("ada"), body: group(name) });

  test("a revoked key's stream ends before a later change is sent", async () => {
    const key = makeToken(data);
    const path = `/v1/accounts/acme/events?since=${ofNoHistory}`;
    const events = await openEvents(server.url, path, key);
    assert.equal(run("key", "--data", data, "revoke", key.split("_")[1]).code, 0);
    let made = 0;
    do assert.equal((await change(`s${made++}`)).status, 200);
    while ((await events.next()) !== undefined && made < 900);
    assert.ok(made < 900, "the stream goes on and on");
    while ((await ask(server.url, "GET", "/v1/accounts/acme/terms", { token: key })).status === 200);
    assert.equal((await openEvents(server.url, path, key)).status, 401);
  });

  test("an account without requests and streams leaves memory, and is back at the next request", async () => {
    const inMemory = async () =>
      Number(/^lockstep_accounts (\d+)$/m.exec((await ask(server.url, "GET", "/metrics", { token: host })).body)[1]);
    assert.equal((await ask(server.url, "GET", "/v1/accounts/other/users", { token: host })).status, 200);
    const events = await openEvents(server.url, `/v1/accounts/acme/events?since=${ofNoHistory}`, tokenOf("rita"));
    assert.equal((await events.next()).event, "reload");
    while ((await inMemory()) > 1);
    const { body, headers } = await ask(server.url, "GET", "/v1/accounts/other/users", { token: host });
    assert.deepEqual([body.users.length, parseInt(headers.get("lockstep-revision"), 10)], [4, 1]);
    assert.equal((await change("Told")).status, 200);
    assert.equal((await events.next()).event, "delta", "one that is followed has stayed");
    events.close();
  });

  test("one person may have 32 event streams and no more, which is nothing to another", async () => {
    const path = `/v1/accounts/acme/events?since=${ofNoHistory}`;
    const open = await Promise.all(Array.from({ length: 32 }, () => openEvents(server.url, path, tokenOf("rob"))));
    assert.deepEqual([...new Set(open.map(({ status }) => status))], [200]);
    const { status, body } = await ask(server.url, "GET", path, { token: tokenOf("rob") });
    assert.deepEqual([status, body.code], [429, "too_many_streams"]);
    const another = await openEvents(server.url, path, tokenOf("vera"));
    assert.equal(another.status, 200);
    for (const events of [...open, another]) events.close();
  });
});

describe("a big account", () => {
  test("is changed and read while previews of it take long, and a preview of nothing does not", async () => {
    const data = temporaryData();
    const host = makeToken(data);
    const server = await startServer({ data, args });
    const path = "/v1/accounts/big";
    assert.equal((await ask(server.url, "PUT", path, { token: host, body: bigAccount() })).status, 201);
    const nothing = await ask(server.url, "POST", `${path}/preview`, {
      token: tokenOf("u7", "big"),
      body: { action: "profile.edit" },
    });
    assert.deepEqual([nothing.status, nothing.body.differences], [200, []]);
    // What every user loses at every place.
    const long = waiting(
      Array.from({ length: 10 }, () =>
        ask(server.url, "POST", `${path}/preview`, {
          token: host,
          body: { principal: { system: true }, action: "account.set_plan", context: { plan: "free" } },
        }),
      ),
    );
    const ada = tokenOf("ada", "big");
    for (let n = 0; n < 3; n++)
      assert.equal(
        (await ask(server.url, "POST", `${path}/requests`, { token: ada, body: group(`g${n}`) })).status,
        200,
      );
    assert.equal((await ask(server.url, "GET", `${path}/snapshot`, { token: tokenOf("u7", "big") })).status, 200);
    assert.equal((await ask(server.url, "GET", "/readyz")).status, 200);
    assert.ok(long.count < 10, "some are still waiting");
    await server.kill();
    await assert.rejects(long.all);
  });
});
