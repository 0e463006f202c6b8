// Clients that are slow, cut off, greedy or talk nonsense: each costs the server one connection for a bounded time, and
// no other client an answer.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { acme, ask, makeToken, metricOf, openSocket, startServer, temporaryData, until } from "./server.mjs";

let server, token;
before(async () => {
  const data = temporaryData();
  token = makeToken(data);
  server = await startServer({ data, args: ["--request-time", "1", "--idle-time", "1", "--connections", "12"] });
  assert.equal((await ask(server.url, "PUT", "/v1/accounts/acme", { token, body: roomy() })).status, 201);
});
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }));

/** A thousand files below one folder: each renaming of it is a delta of some hundred kilobytes. */
function roomy() {
  const files = Array.from({ length: 1000 }, (_, n) => ({
    id: `many-${n}`,
    kind: "file",
    path: `/many/${"long-name-".repeat(10)}${n}.png`,
  }));
  return { ...acme, assets: [...acme.assets, { id: "many", kind: "folder", path: "/many" }, ...files] };
}

const decisions = "/v1/accounts/acme/decisions";
const asked = JSON.stringify({ principal: { user: "rita" }, action: "asset.view", resource: { path: "/marketing" } });
const head = (extra = "") =>
  `POST ${decisions} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n${extra}`;
const whole = (extra = "") => `${head(`Content-Length: ${asked.length}\r\n${extra}`)}\r\n${asked}`;

const open = (port = server.port) => openSocket(port);

async function said(bytes) {
  const { socket, text, ended } = await open();
  socket.write(bytes);
  await ended;
  return text();
}

const statuses = (text) => [...text.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status));

const metric = (name, url = server.url) => metricOf(url, token, name);

describe("slow clients", () => {
  test("headers that come byte by byte are cut off at the time for them", async () => {
    const { socket, text, ended } = await open();
    const bytes = whole();
    let sent = 0;
    const dribbling = setInterval(() => socket.write(bytes[sent++ % 40] ?? "x"), 50);
    await ended;
    clearInterval(dribbling);
    assert.ok(sent < bytes.length, "it was cut off before all of it was sent");
    assert.deepEqual(statuses(text()), []);
  });

  test("a body that comes byte by byte is cut off at the time for it, and nothing is done", async () => {
    const order = JSON.stringify({ principal: { system: true }, action: "group.create", context: { name: "Slow" } });
    const { socket, ended } = await open();
    socket.write(
      `POST /v1/accounts/acme/requests HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${order.length}\r\n\r\n`,
    );
    let sent = 0;
    const dribbling = setInterval(() => sent < order.length - 1 && socket.write(order[sent++]), 50);
    await ended;
    clearInterval(dribbling);
    const { body } = await ask(server.url, "GET", "/v1/accounts/acme/groups", { token });
    assert.deepEqual(body.groups, []);
  });

  test("a connection that asks nothing is closed", async () => {
    const { text, ended } = await open();
    await ended;
    assert.equal(text(), "");
  });

  test("a client that never reads its answers is cut off, and the others are answered meanwhile", async () => {
    const { socket, ended } = await open();
    socket.pause();
    const many = `[${Array(2000).fill(asked).join()}]`;
    const bytes = `${head(`Content-Length: ${many.length}\r\n`)}\r\n${many}`;
    // More than the kernel takes for it.
    for (let n = 0; n < 40; n++) socket.write(bytes);
    assert.equal((await ask(server.url, "POST", decisions, { token, body: asked })).status, 200);
    await until(async () => (await metric("lockstep_connections")) === 1);
    socket.resume();
    await ended;
  });

  test("a reader of events that never reads is dropped, and changes go on", async () => {
    const { socket, ended } = await open();
    socket.write(
      `GET /v1/accounts/acme/events?since=1.0000000000000000 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    );
    await until(async () => (await metric("lockstep_event_streams")) === 1);
    socket.pause();
    let renamed = 0;
    await until(async () => {
      const from = renamed % 2 ? "/renamed" : "/many",
        name = renamed++ % 2 ? "many" : "renamed";
      const order = {
        principal: { system: true },
        action: "folder.rename",
        resource: { path: from },
        context: { name },
      };
      assert.equal((await ask(server.url, "POST", "/v1/accounts/acme/requests", { token, body: order })).status, 200);
      return (await metric("lockstep_event_streams")) === 0;
    });
    socket.resume();
    await ended;
  });
});

describe("requests that are cut off or run on", () => {
  test("half a request leaves nothing behind", async () => {
    for (const part of ["", "POST", head(), `${head("Content-Length: 100\r\n")}\r\n{`]) {
      const { socket, ended } = await open();
      socket.end(part);
      await ended;
    }
    await until(async () => (await metric("lockstep_connections")) === 1);
  });

  test("requests that are sent without waiting are answered in their order, and junk after them ends the connection", async () => {
    assert.deepEqual(
      statuses(await said(`${whole()}GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n${whole()}\x00\x01 junk\r\n\r\n`)),
      [200, 404, 200, 400],
    );
  });

  test("a body with two lengths, or a length in two ways, is refused, and what follows it is no request", async () => {
    const inner = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    for (const lengths of [
      "Content-Length: 5\r\nContent-Length: 6\r\n",
      "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
      "Content-Length: -1\r\n",
      "Content-Length: 0x5\r\n",
      "Content-Length: 99999999999999999999999\r\n",
    ])
      assert.deepEqual(statuses(await said(`${head(lengths)}\r\n0\r\n\r\n${inner}`)), [400], lengths);
  });

  test("a body in a coding other than chunks is refused, and what follows it is no request", async () => {
    const inner = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    for (const coding of [
      "xchunked",
      "identity",
      "gzip",
      "gzip, chunked",
      "chunked, identity",
      "chunked, chunked",
      "chunked\r\nTransfer-Encoding: identity",
      "\tchunked;x",
    ])
      for (const length of ["", "Content-Length: 5\r\n"])
        assert.deepEqual(
          statuses(await said(`${head(`Transfer-Encoding: ${coding}\r\n${length}`)}\r\n0\r\n\r\n${inner}`)),
          [400],
          `${coding} ${length}`,
        );
    const older = head("Transfer-Encoding: chunked\r\n").replace("HTTP/1.1", "HTTP/1.0");
    assert.deepEqual(statuses(await said(`${older}\r\n0\r\n\r\n${inner}`)), [400]);
    const chunked = head("Transfer-Encoding: Chunked\r\nConnection: close\r\n");
    assert.deepEqual(
      statuses(await said(`${chunked}\r\n${asked.length.toString(16)}\r\n${asked}\r\n0\r\n\r\n`)),
      [200],
    );
  });

  test("a request of HTTP/1.1 names one host", async () => {
    for (const hosts of ["", "Host: x\r\nHost: y\r\n"])
      assert.deepEqual(statuses(await said(`GET /healthz HTTP/1.1\r\n${hosts}\r\n`)), [400], hosts);
    assert.deepEqual(statuses(await said("GET /healthz HTTP/1.0\r\n\r\n")), [200]);
  });

  test("chunks of no length, or of one that lies, are refused", async () => {
    for (const chunk of ["zz\r\n{}\r\n", "ffffffffffffffffff\r\n{}\r\n", "1\r\n{}\r\n", "-1\r\n{}\r\n"])
      assert.deepEqual(
        statuses(await said(`${head("Transfer-Encoding: chunked\r\n")}\r\n${chunk}0\r\n\r\n`)),
        [400],
        chunk,
      );
  });
});

test("HEAD of an event stream says what the stream would be, and sends none of it", async () => {
  const { socket, text, ended } = await open();
  socket.write(
    `HEAD /v1/accounts/acme/events?since=0.0000000000000000 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`,
  );
  let isOver = false;
  ended.then(() => (isOver = true));
  await until(() => isOver || text().includes("event: "));
  assert.match(text(), /^HTTP\/1\.1 200 [\s\S]*Content-Type: text\/event-stream\r\n[\s\S]*\r\n\r\n$/);
  assert.doesNotMatch(text(), /event: /);
});

describe("bodies that are traps", () => {
  const post = (body, headers) => ask(server.url, "POST", decisions, { token, body, headers });

  test("a body is taken as JSON alone", async () => {
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/xml",
      "application/jsonp",
      "application/json-seq",
      "text/plain; application/json",
      "",
    ])
      assert.equal((await post(asked, { "content-type": type })).status, 415, type);
    for (const type of ["application/json; charset=utf-8", "Application/JSON", "application/json ;charset=utf-8"])
      assert.equal((await post(asked, { "content-type": type })).status, 200, type);
  });

  test("nesting, numbers and names without end allow nothing and are refused with a short reason", async () => {
    const bombs = {
      "nested lists": "[".repeat(500_000),
      "nested objects": '{"a":'.repeat(150_000),
      "a number of a million digits": `{"principal":{"system":true},"action":"x","context":{"value":${"9".repeat(1_000_000)}}}`,
      "an exponent beyond everything": `{"principal":{"system":true},"action":"x","context":{"value":1e999999999}}`,
      "fields that nobody knows": `{${Array.from({ length: 80_000 }, (_, n) => `"f${n}":1`).join()}}`,
      "one field many times": `{${Array(80_000).fill('"action":1').join()}}`,
      "a list of too many": `[${Array(10_001).fill("{}").join()}]`,
      "a million escapes": `{"action":"${"\\u0000".repeat(160_000)}"}`,
    };
    for (const [what, bomb] of Object.entries(bombs)) {
      const { status, body, headers } = await post(bomb);
      // A value of the context that cannot be is a decision that says so.
      if (status === 200) assert.deepEqual([body.allowed, body.reason], [false, "unknown_action"], what);
      else
        assert.ok(
          [400, 422].includes(status) && headers.get("content-type") === "application/problem+json",
          `${what}: ${status}`,
        );
      assert.ok(JSON.stringify(body).length < 100_000, `${what}: the answer is no bomb itself`);
    }
  });
});

test("more connections than there may be are refused, and there is room again once some have gone", async () => {
  await until(async () => (await metric("lockstep_connections")) === 1);
  const held = await Promise.all(Array.from({ length: 12 }, () => open()));
  const extra = await open();
  await extra.ended;
  assert.deepEqual(statuses(extra.text()), [503]);
  assert.match(extra.text(), /^Retry-After: 2\r$/m);
  for (const { socket } of held) socket.destroy();
  await until(async () => (await metric("lockstep_connections")) === 1);
  assert.equal(await metric('lockstep_refusals_total{status="503"}'), 1, "it is counted");
  assert.equal((await ask(server.url, "POST", decisions, { token, body: asked })).status, 200);
});

test("a server that stops answers what it has begun to read, ends its streams whole, and takes no more", async () => {
  const data = temporaryData();
  const own = makeToken(data);
  const stopping = await startServer({ data });
  await ask(stopping.url, "PUT", "/v1/accounts/acme", { token: own, body: acme });
  const order = JSON.stringify({ principal: { system: true }, action: "group.create", context: { name: "Last" } });
  const stream = await open(stopping.port);
  stream.socket.write(
    `GET /v1/accounts/acme/events?since=1.0000000000000000 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${own}\r\n\r\n`,
  );
  const writer = await open(stopping.port);
  writer.socket.write(
    `POST /v1/accounts/acme/requests HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${own}\r\nContent-Type: application/json\r\nContent-Length: ${order.length}\r\nExpect: 100-continue\r\n\r\n`,
  );
  // It says that it goes on reading: from here on the request is one that it has begun.
  await until(async () => writer.text().includes("100 Continue") && stream.text().includes("text/event-stream"));
  const ended = stopping.stop();
  await stream.ended;
  assert.doesNotMatch(stream.text(), /HTTP\/1\.1 5/);
  writer.socket.write(order);
  await writer.ended;
  assert.deepEqual(statuses(writer.text()), [100, 200]);
  assert.match(writer.text(), /^Connection: close\r$/m);
  assert.deepEqual(await ended, { code: 0, signal: null });
  await assert.rejects(ask(stopping.url, "GET", "/healthz"));
});
