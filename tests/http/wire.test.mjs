// What clients may cost before they have signed in, and what readers of the log and of events may cost by going away.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, openSync, readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { acme, ask, makeToken, metricOf, openSocket, startServer, temporaryData, until } from "./server.mjs";
import { issuer } from "./tokens.mjs";

const identity = issuer();
let server, token;
before(async () => {
  const data = temporaryData();
  token = makeToken(data);
  server = await startServer({ data, args: ["--token-keys", identity.file] });
  assert.equal((await ask(server.url, "PUT", "/v1/accounts/acme", { token, body: acme })).status, 201);
});
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }));

const open = (port = server.port) => openSocket(port);

/** What is answered to bytes; `more` is sent for as long as the server takes it, up to `times`. */
async function said(start, more = "", times = 0) {
  const { socket, text, ended } = await open();
  socket.write(start);
  for (let n = 0; n < times && !text() && !socket.destroyed; n++) {
    if (!socket.write(more)) await Promise.race([once(socket, "drain").catch(() => {}), ended]);
    await new Promise((resolve) => setImmediate(resolve));
  }
  // Who closes their side before the answer has gone away, for the server.
  if (!text() && !socket.destroyed) await Promise.race([once(socket, "data").catch(() => {}), ended]);
  socket.end();
  await ended;
  return text();
}

const statuses = (text) => [...text.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status));

const metric = (name, url = server.url, key = token) => metricOf(url, key, name);

const chunked = (path = "/v1/accounts/acme/decisions") =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n`;
const authorized = (by = token) => `Authorization: Bearer ${by}\r\n`;
const filler = "a".repeat(64 * 1024);

describe("memory before anybody has signed in", () => {
  test("extensions of chunks, trailers, lengths of chunks and headers that never end are refused", async () => {
    for (const [what, start, more] of [
      ["an extension", `${chunked()}${authorized()}\r\n1;`, filler],
      ["trailers", `${chunked()}${authorized()}\r\n0\r\nA: b`, filler],
      ["many trailers", `${chunked()}${authorized()}\r\n0\r\n`, "a: b\r\n".repeat(10_000)],
      ["a length", `${chunked()}${authorized()}\r\n`, "0".repeat(64 * 1024)],
      ["a header", `${chunked()}A: b`, filler],
    ])
      assert.deepEqual(statuses(await said(start, more, 512)), [431], what);
  });

  test("a connection holds less than a megabyte, whatever it sends", async () => {
    const peak = () =>
      Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.process.pid}/status`, "utf8"))[1]) * 1024;
    const before = peak();
    const kinds = [
      `${chunked()}\r\n1;`,
      `${chunked("/demo/sign-in")}\r\n1;`,
      `${chunked("/demo/sign-in")}\r\n10000000\r\n`,
      `${chunked()}\r\n0\r\nA: b`,
    ];
    const connections = Array.from({ length: 32 }, (_, n) => said(kinds[n % kinds.length], filler, 256));
    await Promise.all(connections);
    assert.ok(peak() - before < 32 * 1024 * 1024, `${peak() - before} bytes for 32 connections`);
  });

  test("who has not signed in sends at most 256 KiB, and who has up to 1 MiB", async () => {
    const body = (size) => JSON.stringify({ action: "asset.view", resource: { path: "/marketing" } }).padEnd(size);
    const posted = async (size, by) =>
      (await ask(server.url, "POST", "/v1/accounts/acme/decisions", { body: body(size), ...(by ? { token: by } : {}) }))
        .status;
    const rita = identity.token({ sub: "rita", account: "acme" });
    assert.deepEqual(
      [await posted(1000), await posted(300 * 1024), await posted(300 * 1024, "nobody")],
      [401, 401, 401],
    );
    assert.deepEqual(
      [await posted(300 * 1024, rita), await posted(1024 * 1024, rita), await posted(1024 * 1024 + 1, rita)],
      [200, 200, 413],
    );
    // Nothing that was announced is read from a stranger: the answer comes at once.
    const announced = await said(
      `POST /v1/accounts/acme/decisions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n`,
    );
    assert.deepEqual(statuses(announced), [401]);
    const chunks = `${chunked()}${authorized(rita)}Connection: close\r\n\r\n${(600_000).toString(16)}\r\n${body(600_000)}\r\n0\r\n\r\n`;
    assert.deepEqual(statuses(await said(chunks)), [200]);
  });
});

describe("headers and addresses that two readers could understand in two ways", () => {
  test("a header that counts once is refused where it comes twice", async () => {
    const get = (headers) =>
      said(`GET /v1/accounts/acme/users HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`);
    assert.deepEqual(statuses(await get(authorized())), [200]);
    assert.deepEqual(statuses(await get(authorized("bad") + authorized())), [400]);
    assert.deepEqual(statuses(await get(authorized() + authorized())), [400]);
    for (const header of [
      'If-Match: "1"',
      "Idempotency-Key: a",
      "Content-Type: application/json",
      "Lockstep-Revision: 1",
      "Last-Event-ID: 1",
      "Origin: http://x",
    ])
      assert.deepEqual(
        statuses(await get(`${authorized()}${header}\r\n${header.replace(/^\S+/, (name) => name.toUpperCase())}\r\n`)),
        [400],
        header,
      );
    const tag = /^ETag: (.+)\r$/m.exec(
      await said(
        `GET /v1/accounts/acme/snapshot?user=rita HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${authorized()}\r\n`,
      ),
    )[1];
    const listed = `GET /v1/accounts/acme/snapshot?user=rita HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${authorized()}If-None-Match: ${tag}\r\nIf-None-Match: "other"\r\n\r\n`;
    assert.deepEqual(statuses(await said(listed)), [304], "lines of a list are one list");
  });

  test("an encoded slash or percent sign is data of its segment", async () => {
    const asked = async (path) =>
      (({ status, body }) => [status, body.code])(await ask(server.url, "GET", path, { token }));
    for (const path of [
      "/v1/accounts/acme%2Fterms",
      "/v1/accounts/acme%2fterms",
      "/v1/accounts%2Facme/terms",
      "/v1%2Faccounts/acme/terms",
      "/%76%31/accounts%2facme",
      "/v1/accounts/acme/terms%2F",
    ])
      assert.equal((await asked(path))[0], 404, path);
    assert.deepEqual(await asked("/v1/accounts/acme%2Fterms"), [404, "account_unknown"]);
    assert.equal((await asked("/v1/accounts/a%63me/terms"))[0], 200, "other letters are the same encoded or not");
    const odd = { ...acme, id: "a/b%2Fc" };
    const at = "/v1/accounts/a%2Fb%252Fc";
    const { status, headers } = await ask(server.url, "PUT", at, { token, body: odd });
    assert.deepEqual([status, headers.get("location")], [201, at]);
    assert.equal((await asked(`${at}/terms`))[0], 200);
    assert.equal((await asked("/v1/accounts/a%2Fb%2Fc/terms"))[0], 404);
  });
});

test("what the wire refuses, and who has not signed in, is counted", async () => {
  const names = [
    'lockstep_refusals_total{status="400"}',
    'lockstep_refusals_total{status="413"}',
    'lockstep_refusals_total{status="431"}',
    'lockstep_sign_in_failures_total{reason="missing"}',
    'lockstep_sign_in_failures_total{reason="malformed"}',
  ];
  const counted = () => Promise.all(names.map((name) => metric(name)));
  const before = await counted();
  const answersBefore = await metric('lockstep_answers_total{class="4xx"}');
  assert.deepEqual(statuses(await said("nonsense\r\n\r\n")), [400]);
  assert.deepEqual(
    statuses(await said(`POST /v1/accounts/acme/decisions HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n`)),
    [413],
  );
  assert.deepEqual(statuses(await said(`GET / HTTP/1.1\r\nHost: x\r\nA: ${"a".repeat(20_000)}\r\n\r\n`)), [431]);
  assert.equal((await ask(server.url, "GET", "/v1/accounts/acme/terms")).status, 401);
  assert.equal((await ask(server.url, "GET", "/v1/accounts/acme/terms", { token: "stolen" })).status, 401);
  const after = await counted();
  assert.deepEqual(
    after.map((count, index) => count - before[index]),
    [1, 1, 1, 1, 1],
  );
  assert.equal((await metric('lockstep_answers_total{class="4xx"}')) - answersBefore, 5);
});

test("an event stream that its reader has closed counts no longer, before the next sign of life", async () => {
  const rita = identity.token({ sub: "rita", account: "acme" });
  const stream = async () => {
    const opened = await open();
    opened.socket.write(
      `GET /v1/accounts/acme/events?since=1.0000000000000000 HTTP/1.1\r\nHost: x\r\n${authorized(rita)}\r\n`,
    );
    await until(() => opened.text().includes("\r\n\r\n"));
    return opened;
  };
  // Its sign of life comes as late as the others' would, by which they would have been noticed.
  const witness = await stream();
  for (let round = 0; round < 2; round++) {
    const streams = await Promise.all(Array.from({ length: 31 }, stream));
    assert.deepEqual(
      streams.map(({ text }) => statuses(text())[0]),
      Array(31).fill(200),
    );
    assert.deepEqual(statuses((await stream()).text()), [429]);
    for (const { socket } of streams) socket.destroy();
    await until(async () => (await metric("lockstep_event_streams")) === 1);
  }
  assert.doesNotMatch(witness.text(), /still here/);
  witness.socket.destroy();
  await until(async () => (await metric("lockstep_event_streams")) === 0);
});

describe("the log's reader", () => {
  /** A server that logs into a pipe. This process has the other end, and reads nothing. */
  async function logging() {
    const data = temporaryData();
    const pipe = `${data}.log`;
    execFileSync("mkfifo", [pipe]);
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    const key = makeToken(data);
    const started = await startServer({ data, args: ["--log"], within: ["sh", "-c", `exec "$0" "$@" 2>'${pipe}'`] });
    return { ...started, reader, key };
  }
  const long = `/v1/accounts/${"a".repeat(200)}/terms`;
  async function askMany({ url, key }) {
    const dropped = () => metric("lockstep_log_lines_dropped_total", url, key);
    while ((await dropped()) === 0)
      for (let n = 0; n < 200; n++) assert.equal((await ask(url, "GET", long)).status, 401);
  }

  test("that has stopped reading stops no request, and what it misses is counted", async () => {
    const stopped = await logging();
    await askMany(stopped);
    assert.equal((await ask(stopped.url, "GET", "/healthz")).status, 200);
    assert.deepEqual(await stopped.stop(), { code: 0, signal: null });
    closeSync(stopped.reader);
  });

  test("that has gone away ends nothing, and what it misses is counted", async () => {
    const gone = await logging();
    closeSync(gone.reader);
    await askMany(gone);
    assert.deepEqual(await gone.stop(), { code: 0, signal: null });
  });

  test("gets lines of ASCII whose fields have an end", async () => {
    const logged = await startServer({ args: ["--log"] });
    const asked = async (method, account) => {
      const { socket, ended } = await open(logged.port);
      socket.write(
        `${method} /v1/accounts/${encodeURIComponent(account)}/terms HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      );
      await ended;
    };
    await asked("GET", "\u202eevil\u{e0041}\u0085é");
    await asked("GET", "ü".repeat(2000));
    await asked("X".repeat(5000), "acme");
    await logged.stop();
    const lines = (await logged.closed).trimEnd().split("\n");
    for (const line of lines) assert.match(line, /^[ -~]{1,2000}$/);
    const entries = lines.map((line) => JSON.parse(line));
    assert.deepEqual(
      entries.map(({ account }) => account),
      ["\u202eevil\u{e0041}\u0085é", `${"ü".repeat(100)}…`, undefined],
    );
    assert.deepEqual(
      entries.map(({ method }) => method),
      ["GET", "GET", `${"X".repeat(16)}…`],
    );
  });
});
