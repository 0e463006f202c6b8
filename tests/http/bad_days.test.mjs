// What must not happen: a change that was acknowledged and is not there, one that is there twice, two servers that
// disagree, and an answer that costs the server its life.

import assert from "node:assert/strict";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { onBothDatabases } from "./databases.mjs";
import { startPostgresql } from "./postgresql.mjs";
import {
  acme,
  ask,
  lockstep,
  makeToken,
  metricOf,
  newest,
  openEvents,
  run,
  startServer,
  temporaryData,
  until,
} from "./server.mjs";

const group = (name) => ({ principal: { system: true }, action: "group.create", context: { name } });
/** Room for as many groups as a test makes. */
const roomy = { ...acme, limits: { groups: 100_000 } };
const groupsOf = async (url, token) => (await ask(url, "GET", "/v1/accounts/acme", { token })).body.groups ?? [];

onBothDatabases("a server that is killed under load", (newData) => {
  test("has every change that it answered, none twice, and its audit log whole", async () => {
    const kills = Number(process.env.LOCKSTEP_KILLS ?? 5);
    const data = newData();
    const token = makeToken(data);
    const answered = new Set();
    let count = 0;
    for (let round = 0; round < kills; round++) {
      const server = await startServer({ data });
      if (round === 0)
        assert.equal((await ask(server.url, "PUT", "/v1/accounts/acme", { token, body: roomy })).status, 201);
      let isDown = false;
      const writer = async () => {
        while (!isDown) {
          const name = `g${++count}`;
          // A client that was cut off asks again with the same key.
          const order = { token, body: group(name), headers: { "idempotency-key": name } };
          try {
            if ((await ask(server.url, "POST", "/v1/accounts/acme/requests", order)).status === 200) answered.add(name);
          } catch {
            isDown = true;
          }
        }
      };
      const writers = Array.from({ length: 4 }, writer);
      const enough = answered.size + 20;
      while (answered.size < enough && !isDown) await new Promise((resolve) => setImmediate(resolve));
      await server.kill();
      await Promise.all(writers);
    }
    const server = await startServer({ data });
    const names = (await groupsOf(server.url, token)).map(({ name }) => name);
    assert.deepEqual(
      [...answered].filter((name) => !names.includes(name)),
      [],
    );
    assert.equal(new Set(names).size, names.length);
    assert.ok(answered.size >= kills * 20, `${answered.size} answered`);
    assert.equal(run("audit", "--data", data, "verify").code, 0);
    await server.stop();
  });

  test("two writers of one revision: one of them is refused and tries again, and both changes are there in the end", async () => {
    const data = newData();
    const token = makeToken(data);
    const server = await startServer({ data });
    await ask(server.url, "PUT", "/v1/accounts/acme", { token, body: roomy });
    const together = Array.from({ length: 20 }, (_, i) =>
      ask(server.url, "POST", "/v1/accounts/acme/requests", {
        token,
        body: group(`w${i}`),
        headers: { "if-match": '"1"' },
      }),
    );
    const statuses = (await Promise.all(together)).map(({ status }) => status);
    assert.deepEqual(statuses.sort(), [200, ...Array(19).fill(412)]);
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        ask(server.url, "POST", "/v1/accounts/acme/requests", { token, body: group(`x${i}`) }),
      ),
    );
    assert.equal((await groupsOf(server.url, token)).length, 21);
    await server.stop();
  });
});

describe("two servers of one PostgreSQL", () => {
  let postgresql, one, other, token, data;
  before(async () => {
    postgresql = await startPostgresql();
    data = postgresql.url("shared");
    token = makeToken(data);
    [one, other] = await Promise.all([startServer({ data }), startServer({ data })]);
    assert.equal((await ask(one.url, "PUT", "/v1/accounts/acme", { token, body: roomy })).status, 201);
  });
  after(async () => {
    await Promise.all([one.stop(), other.stop()]);
    await postgresql.remove();
  });

  test("a change through one reaches the event streams of the other", async () => {
    const events = await openEvents(
      other.url,
      `/v1/accounts/acme/events?user=rita&since=${await newest(other.url, "acme", token)}`,
      token,
    );
    await ask(one.url, "POST", "/v1/accounts/acme/requests", {
      token,
      body: {
        principal: { user: "ada" },
        action: "asset.share",
        resource: { path: "/secret" },
        context: { with: { user: "rita" }, level: "view" },
      },
    });
    const told = await events.next();
    assert.equal(told.event, "delta");
    assert.equal(told.data.shares.length, 1);
    events.close();
  });

  test("writers on both never lose an update, and each knows the revision that the other has announced", async () => {
    const both = [one, other];
    const before = (await groupsOf(one.url, token)).length;
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        ask(both[i % 2].url, "POST", "/v1/accounts/acme/requests", { token, body: group(`b${i}`) }),
      ),
    );
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    const revisions = answers.map(({ headers }) => headers.get("lockstep-revision"));
    assert.equal(new Set(revisions).size, 40);
    const last = revisions.sort((a, b) => parseInt(b, 10) - parseInt(a, 10))[0];
    for (const { url } of both) {
      const { headers } = await ask(url, "GET", "/v1/accounts/acme", { token, headers: { "lockstep-revision": last } });
      assert.equal(headers.get("etag"), `"${last}"`);
      assert.equal((await groupsOf(url, token)).length, before + 40);
    }
    assert.equal(run("audit", "--data", data, "verify").code, 0);
  });

  test("while the database is gone changes are refused with 503, decisions go on, and all comes back by itself", async () => {
    const decide = () =>
      ask(one.url, "POST", "/v1/accounts/acme/decisions", {
        token,
        body: { principal: { user: "ada" }, action: "user.add" },
      });
    const change = (name) => ask(one.url, "POST", "/v1/accounts/acme/requests", { token, body: group(name) });
    assert.equal((await decide()).status, 200);
    const revoked = makeToken(data);
    const decideAsRevoked = () =>
      ask(one.url, "POST", "/v1/accounts/acme/decisions", {
        token: revoked,
        body: { principal: { user: "ada" }, action: "user.add" },
      });
    assert.equal((await decideAsRevoked()).status, 200);
    assert.equal(run("key", "--data", data, "revoke", revoked.split("_")[1]).code, 0);
    while ((await decideAsRevoked()).status === 200);
    await postgresql.stop();
    assert.equal(
      (await decideAsRevoked()).status,
      503,
      "a key that was refused is not trusted again because nobody can look",
    );
    const refused = await change("gone");
    assert.deepEqual(
      [refused.status, refused.body.code, refused.headers.get("retry-after")],
      [503, "store_unavailable", "2"],
    );
    assert.doesNotMatch(JSON.stringify(refused.body), /127\.0\.0\.1|postgres|connection/i);
    assert.deepEqual(
      [(await decide()).status, (await decide()).body.allowed],
      [200, true],
      "decisions go on after a refused change too",
    );
    const ready = await ask(one.url, "GET", "/readyz");
    assert.deepEqual(
      [ready.status, ready.body.decide, ready.body.write, ready.body.problems[0].code],
      [200, true, false, "store_unavailable"],
    );
    assert.equal((await ask(one.url, "GET", "/readyz?for=write")).status, 503);
    assert.equal((await ask(one.url, "GET", "/healthz")).status, 200);
    await postgresql.start();
    assert.equal((await change("back")).status, 200);
    assert.equal((await decide()).status, 200);
    const names = (await groupsOf(one.url, token)).map(({ name }) => name);
    assert.equal(names.includes("gone"), false);
    assert.equal(names.includes("back"), true);
  });
});

describe("hostile input", () => {
  let server, token;
  before(async () => {
    const data = temporaryData();
    token = makeToken(data);
    server = await startServer({ data });
    await ask(server.url, "PUT", "/v1/accounts/acme", { token, body: acme });
  });
  after(() => server.stop());
  const post = (body, headers) => ask(server.url, "POST", "/v1/accounts/acme/decisions", { token, body, headers });

  /** What the server says to bytes as they are; it closes the connection. */
  const raw = (bytes) =>
    new Promise((resolve, reject) => {
      let answer = "";
      const socket = connect(server.port, "127.0.0.1", () => socket.write(bytes));
      socket
        .on("data", (chunk) => (answer += chunk))
        .on("end", () => resolve(answer))
        .on("error", reject);
    });

  test("a body that is no JSON, or nests too deep, is refused with its place", async () => {
    for (const body of [
      "",
      "{",
      "nul",
      "[".repeat(100_000),
      `{"action":"\u0000"}`,
      '{"action":1,"action":2}',
      "\ud800",
    ]) {
      const { status, headers } = await post(body || " ");
      assert.ok([400, 422].includes(status), `${status} ${body.slice(0, 20)}`);
      assert.equal(headers.get("content-type"), "application/problem+json");
    }
    assert.equal((await post({ acton: "asset.view" })).body.problems[0].code, "field_missing");
    assert.equal((await post("{}", { "content-type": "text/plain" })).status, 415);
  });

  test("a body over 1 MiB is refused before it is read", async () => {
    assert.equal((await post(" ".repeat((1 << 20) + 1))).status, 413);
    assert.match(
      await raw(`POST /v1/accounts/acme/decisions HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n`),
      /^HTTP\/1\.1 413 /,
    );
    const chunked = (more) =>
      `POST /v1/accounts/acme/decisions HTTP/1.1\r\nHost: x\r\n${more}Transfer-Encoding: chunked\r\n\r\n${`10000\r\n${" ".repeat(0x10000)}\r\n`.repeat(18)}`;
    assert.match(await raw(chunked(`Authorization: Bearer ${token}\r\n`)), /^HTTP\/1\.1 413 /);
    assert.match(await raw(chunked("")), /^HTTP\/1\.1 401 /, "of who has not signed in nothing is read");
  });

  const put = (id, key, more) =>
    `PUT /v1/accounts/${id} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${key ? `Authorization: Bearer ${key}\r\n` : ""}${more}\r\n\r\n`;

  test("a whole account is read from those alone who may make it, before any of it has come", async () => {
    const scoped = makeToken(server.data, "acme");
    for (const length of ["Content-Length: 268435456", "Transfer-Encoding: chunked"])
      for (const [id, key, status] of [
        ["new", undefined, 401],
        ["new", "stolen", 401],
        ["new", scoped, 404],
      ])
        assert.match(await raw(put(id, key, length)), new RegExp(`^HTTP/1\\.1 ${status} `), `${key} ${length}`);
    assert.match(await raw(put("acme/requests", token, "Content-Length: 1048577")), /^HTTP\/1\.1 413 /);
    assert.match(await raw(put("new", token, "Content-Length: 268435457")), /^HTTP\/1\.1 413 /);
  });

  test("two whole accounts are read at once, and the next is refused for now", async () => {
    const body = JSON.stringify({ ...acme, id: "long" }) + " ".repeat(2 << 20);
    const head = put("long", token, `Content-Length: ${body.length}\r\nExpect: 100-continue`);
    const begin = async () => {
      const socket = connect(server.port, "127.0.0.1", () => socket.write(head));
      const [answer] = await once(socket, "data");
      return { socket, answer: String(answer) };
    };
    const held = [await begin(), await begin()];
    for (const { answer } of held) assert.match(answer, /^HTTP\/1\.1 100 /);
    const third = await begin();
    assert.match(third.answer, /^HTTP\/1\.1 503 [\s\S]*^Retry-After: 2\r$/m);
    third.socket.destroy();
    held[0].socket.destroy();
    let next;
    do {
      next?.socket.destroy();
      next = await begin();
    } while (next.answer.startsWith("HTTP/1.1 503 "));
    next.socket.write(body);
    assert.match(String((await once(next.socket, "data"))[0]), /^HTTP\/1\.1 201 /);
    for (const { socket } of [next, held[1]]) socket.destroy();
  });

  test("what is no HTTP is refused, and headers that never end", async () => {
    assert.match(await raw("nonsense\r\n\r\n"), /^HTTP\/1\.1 400 /);
    assert.match(await raw(`GET /healthz HTTP/1.1\r\nX: ${"y".repeat(20_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /);
    assert.match(await raw("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n"), /^HTTP\/1\.1 400 /);
    assert.match(await raw("GET healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), /^HTTP\/1\.1 400 /);
  });

  test("an address that is no text is refused, and none gets a line of its own into the answer's head", async () => {
    for (const address of [
      "/%ff",
      "/v1/accounts/acme/snapshot?user=%e5",
      "/v1/accounts/acme/snapshot?user=\xe5",
      "/v1/accounts/a%0d%0aSet-Cookie:%20x",
      "/healthz?a%00=1",
    ])
      assert.match(
        await raw(
          Buffer.from(`GET ${address} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`, "latin1"),
        ),
        /^HTTP\/1\.1 400 /,
        address,
      );
  });

  test("addresses and methods that are not there have statuses of their own", async () => {
    for (const path of [
      "/",
      "/v1",
      "/v1/accounts",
      "/v1/accounts/acme/nothing",
      "/v1/accounts/acme/users/",
      "/v1/accounts/a%2Fb/users",
      "/../etc/passwd",
    ])
      assert.equal((await ask(server.url, "GET", path, { token })).status, 404, path);
    const wrong = await ask(server.url, "PATCH", "/v1/accounts/acme", { token });
    assert.deepEqual([wrong.status, wrong.headers.get("allow")], [405, "PUT, GET, DELETE"]);
  });

  test("many requests at once on many connections are all answered", async () => {
    const answers = await Promise.all(
      Array.from({ length: 300 }, () =>
        post({ principal: { user: "rita" }, action: "asset.view", resource: { path: "/marketing" } }),
      ),
    );
    assert.deepEqual([...new Set(answers.map(({ status, body }) => `${status} ${body.allowed}`))], ["200 true"]);
  });

  test("after all of it the server is well, and stops at SIGTERM, with 0", async () => {
    assert.equal((await ask(server.url, "GET", "/healthz")).status, 200);
    const { body } = await ask(server.url, "GET", "/metrics", { token });
    assert.match(body, /^lockstep_answers_total\{class="2xx"\} [1-9]/m);
    assert.deepEqual(await server.stop(), { code: 0, signal: null });
  });
});

describe("a disk that is full", () => {
  test("changes are refused with 507 and nothing is done, decisions and snapshots go on, and all is well once there is room", async () => {
    // A file system of four megabytes, which is there for the server alone.
    const disk = dirname(temporaryData());
    const data = join(disk, "lockstep.db");
    const command = `mount -t tmpfs -o size=4m tmpfs ${disk} && ${lockstep} token --data ${data} create --new tests > ${disk}/token && exec "$0" "$@"`;
    const server = await startServer({ data, within: ["unshare", "--map-root-user", "--mount", "sh", "-c", command] });
    const inside = `/proc/${server.process.pid}/root${disk}`;
    const token = readFileSync(join(inside, "token"), "utf8").trim();
    assert.equal((await ask(server.url, "PUT", "/v1/accounts/acme", { token, body: roomy })).status, 201);
    const change = (name) => ask(server.url, "POST", "/v1/accounts/acme/requests", { token, body: group(name) });
    const decide = () =>
      ask(server.url, "POST", "/v1/accounts/acme/decisions", {
        token,
        body: { principal: { user: "ada" }, action: "user.add" },
      });
    assert.equal((await change("before")).status, 200);
    const ballast = openSync(join(inside, "ballast"), "w");
    assert.throws(() => {
      for (;;) writeSync(ballast, Buffer.alloc(4096));
    }, /ENOSPC/);

    // What the file had taken already may still hold a few.
    let refused,
      fitted = 0;
    do refused = await change(`full${fitted++}`);
    while (refused.status === 200);
    assert.deepEqual(
      [refused.status, refused.body.code, refused.headers.get("content-type")],
      [507, "store_full", "application/problem+json"],
    );
    assert.doesNotMatch(JSON.stringify(refused.body), /sqlite|disk/i);
    const { body: during, headers } = await ask(server.url, "GET", "/v1/accounts/acme", { token });
    assert.equal(during.groups.length, fitted, "what was refused is not there");
    assert.equal((await decide()).body.allowed, true);
    assert.equal((await ask(server.url, "GET", "/v1/accounts/acme/snapshot?user=ada", { token })).status, 200);

    closeSync(ballast);
    unlinkSync(join(inside, "ballast"));
    const done = await change("after");
    assert.deepEqual(
      [done.status, parseInt(done.headers.get("lockstep-revision"), 10)],
      [200, parseInt(JSON.parse(headers.get("etag")), 10) + 1],
    );
    assert.deepEqual(await server.stop(), { code: 0, signal: null });
  });

  test("the log loses what there is no room for, and goes on once there is", async () => {
    const disk = dirname(temporaryData());
    const command = `mount -t tmpfs -o size=1m tmpfs ${disk} && exec "$0" "$@" 2>${disk}/log`;
    const data = temporaryData();
    const token = makeToken(data);
    const server = await startServer({
      data,
      args: ["--log"],
      within: ["unshare", "--map-root-user", "--mount", "sh", "-c", command],
    });
    const inside = `/proc/${server.process.pid}/root${disk}`;
    const ballast = openSync(join(inside, "ballast"), "w");
    assert.throws(() => {
      for (;;) writeSync(ballast, Buffer.alloc(4096));
    }, /ENOSPC/);
    // More than a page of it. The log is written after the answers, on a thread of its own.
    for (let n = 0; n < 100; n++) assert.equal((await ask(server.url, "GET", "/healthz")).status, 200);
    await until(async () => (await metricOf(server.url, token, "lockstep_log_lines_dropped_total")) > 0);
    closeSync(ballast);
    unlinkSync(join(inside, "ballast"));
    assert.equal((await ask(server.url, "GET", "/readyz")).status, 200);
    await until(() => /"route":"\/readyz","status":200.*\n$/.test(readFileSync(join(inside, "log"), "utf8")));
    assert.deepEqual(await server.stop(), { code: 0, signal: null });
  });
});
