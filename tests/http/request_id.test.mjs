// Every request has an id, which its answer, its problem and its line of the log have alike; a trace goes on.

import assert from "node:assert/strict";
import { dirname } from "node:path";
import { writeFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { acme, ask, makeToken, openEvents, openSocket, startServer, temporaryData } from "./server.mjs";
import { issuer } from "./tokens.mjs";

const trace = "4bf92f3577b34da6a3ce929d0e0e4736",
  parent = "00f067aa0ba902b7";
const identity = issuer();
const rita = identity.token({ sub: "rita", account: "acme" });
let server, lines;

before(async () => {
  const data = temporaryData();
  writeFileSync(`${dirname(data)}/index.html`, "<!doctype html><title>page</title>");
  const host = makeToken(data);
  server = await startServer({
    data,
    args: ["--log", "--token-keys", identity.file, "--web", dirname(data), "--allow-origin", "https://app.test"],
  });
  await ask(server.url, "PUT", "/v1/accounts/acme", { token: host, body: acme });
});
after(() => server.process.kill());

const get = (path, headers = {}, token) => ask(server.url, "GET", path, { headers, token });

describe("the id of a request", () => {
  test("is the one that it came with, in its answer and in its problem", async () => {
    for (const id of ["a", "01JF-4.x_y~z:1+2/3=@", "x".repeat(128)]) {
      const { headers, body } = await get("/v1/accounts/acme/terms", { "x-request-id": id });
      assert.deepEqual([headers.get("x-request-id"), body.requestId], [id, id]);
      assert.equal((await get("/healthz", { "x-request-id": id })).headers.get("x-request-id"), id);
    }
  });

  test("is made where it has none, or one that a log cannot take", async () => {
    const made = new Set();
    for (const id of [undefined, "", "x".repeat(129), "a b", 'a"b', "a\tb", "a,b", "é", "a\\b", "{}", "<b>"]) {
      const { headers, body } = await get("/v1/accounts/acme/terms", id === undefined ? {} : { "x-request-id": id });
      assert.match(headers.get("x-request-id"), /^[0-9a-f]{32}$/, id);
      assert.equal(body.requestId, headers.get("x-request-id"));
      made.add(body.requestId);
    }
    assert.equal(made.size, 11);
  });

  test("is in answers of every kind: pages, problems, streams, preflights, and what is no request", async () => {
    const has = ({ headers }) => assert.match(headers.get("x-request-id") ?? "", /^[0-9a-f]{32}$/);
    for (const path of ["/", "/nothing.txt", "/v1/nothing", "/healthz", "/readyz", "/openapi.json", "/v1/keys"])
      has(await get(path));
    has(await ask(server.url, "DELETE", "/v1/keys"));
    has(
      await ask(server.url, "OPTIONS", "/v1/keys", {
        headers: { origin: "https://app.test", "access-control-request-method": "GET" },
      }),
    );
    const events = await openEvents(server.url, "/v1/accounts/acme/events?since=1.0000000000000000", rita);
    has(events);
    events.close();
    const snapshot = await get("/v1/accounts/acme/snapshot", {}, rita);
    has(await get("/v1/accounts/acme/snapshot", { "if-none-match": snapshot.headers.get("etag") }, rita));
    for (const request of ["NONSENSE\r\n\r\n", `GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(20000)}\r\n\r\n`]) {
      const wire = await openSocket(server.port);
      wire.socket.end(request);
      await wire.ended;
      const id = /^X-Request-ID: ([0-9a-f]{32})\r$/m.exec(wire.text())?.[1];
      assert.ok(id, wire.text());
      assert.equal(JSON.parse(wire.text().split("\r\n\r\n")[1]).requestId, id);
    }
    const wire = await openSocket(server.port);
    wire.socket.end("POST /nowhere HTTP/1.1\r\nHost: x\r\nX-Request-ID: mine\r\nContent-Length: 9999999\r\n\r\n");
    await wire.ended;
    assert.match(wire.text(), /^HTTP\/1\.1 413 .*^X-Request-ID: mine\r$/ms);
  });

  test("may be read by pages of other origins, and sent by them", async () => {
    const preflight = await ask(server.url, "OPTIONS", "/v1/keys", {
      headers: { origin: "https://app.test", "access-control-request-method": "GET" },
    });
    for (const name of ["X-Request-ID", "Traceparent", "Tracestate"])
      assert.ok(preflight.headers.get("access-control-allow-headers").split(", ").includes(name), name);
    const { headers } = await get("/v1/keys", { origin: "https://app.test" });
    for (const name of ["X-Request-ID", "Traceresponse"])
      assert.ok(headers.get("access-control-expose-headers").split(", ").includes(name), name);
  });
});

describe("a trace", () => {
  const answered = async (traceparent) => (await get("/healthz", { traceparent })).headers.get("traceresponse");

  test("goes on with a span of this request, where it is one", async () => {
    const spans = new Set();
    for (const [sent, flags] of [
      [`00-${trace}-${parent}-01`, "01"],
      [`00-${trace}-${parent}-00`, "00"],
      [`01-${trace}-${parent}-01`, "01"],
      [`cc-${trace}-${parent}-01-what-comes`, "01"],
    ]) {
      const span = new RegExp(`^00-${trace}-([0-9a-f]{16})-${flags}$`).exec(await answered(sent))?.[1];
      assert.ok(span && span !== parent, sent);
      spans.add(span);
    }
    assert.equal(spans.size, 4);
  });

  test("is passed over where it is none", async () => {
    const none = [
      `ff-${trace}-${parent}-01`,
      `00-${"0".repeat(32)}-${parent}-01`,
      `00-${trace}-${"0".repeat(16)}-01`,
      `00-${trace.toUpperCase()}-${parent}-01`,
      `00-${trace}-${parent}-01-more`,
      `01-${trace}-${parent}-01more`,
      `00-${trace}-${parent}`,
      `00-${trace.slice(1)}-${parent}-01`,
      `00_${trace}-${parent}-01`,
      `00-${trace}-${parent}-0x`,
      "",
      `00-${trace}-${parent}-01, 00-${trace}-${parent}-01`,
    ];
    for (const traceparent of none) assert.equal(await answered(traceparent), null, traceparent);
    assert.equal((await answered(`00-${trace}-${parent}-01`)) === null, false);
  });
});

test("the log has the ids of each request, so that a collector can make spans of its lines", async () => {
  await get("/healthz", { "x-request-id": "last", traceparent: `00-${trace}-${parent}-01` });
  await server.stop();
  lines = (await server.closed)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const last = lines.at(-1);
  assert.deepEqual([last.requestId, last.traceId, last.parentSpanId], ["last", trace, parent]);
  assert.match(last.spanId, /^[0-9a-f]{16}$/);
  assert.ok(lines.every(({ requestId }) => /^[\w.~:+/=@-]{1,128}$/.test(requestId)));
  assert.ok(lines.some(({ requestId, status }) => requestId === "mine" && status === 413));
  assert.ok(
    lines
      .filter(({ traceId }) => traceId === undefined)
      .every(({ spanId, parentSpanId }) => spanId === undefined && parentSpanId === undefined),
  );
});
