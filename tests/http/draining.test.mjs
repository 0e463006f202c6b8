// A server that is stopping goes on for a while, so that those in front of it notice.

import assert from "node:assert/strict";
import { test } from "node:test";
import { acme, ask, makeToken, newest, openEvents, startServer, temporaryData } from "./server.mjs";

async function startDraining(...args) {
  const data = temporaryData();
  const token = makeToken(data);
  const server = await startServer({ data, args });
  assert.equal((await ask(server.url, "PUT", "/v1/accounts/acme", { token, body: acme })).status, 201);
  return { server, token };
}

/** Asks until it is answered so: each answer takes a while, and the signal is there soon. */
async function untilReadyIs(server, status) {
  for (;;) {
    const answer = await ask(server.url, "GET", "/readyz");
    if (answer.status === status) return answer;
  }
}

test("after SIGTERM it says that it is not ready, and everything goes on until the delay or a second signal ends it", async () => {
  for (const [delay, endsIt] of [
    ["3600", "SIGTERM"],
    ["3600", "SIGINT"],
    ["1", undefined],
  ]) {
    const { server, token } = await startDraining("--drain-delay", delay);
    const events = await openEvents(
      server.url,
      `/v1/accounts/acme/events?since=${await newest(server.url, "acme", token)}`,
      token,
    );
    const ended = server.stop();
    const { body, headers } = await untilReadyIs(server, 503);
    assert.deepEqual([body.code, headers.get("retry-after")], ["draining", "2"]);
    if (endsIt) {
      assert.equal((await ask(server.url, "GET", "/healthz")).status, 200);
      const change = { principal: { system: true }, action: "group.create", context: { name: "Late" } };
      assert.equal((await ask(server.url, "POST", "/v1/accounts/acme/requests", { token, body: change })).status, 200);
      assert.equal((await events.next()).event, "delta");
      server.process.kill(endsIt);
    }
    assert.deepEqual(await ended, { code: 0, signal: null });
    assert.equal(await events.next(), undefined);
  }
});

test("SIGINT ends it without the delay, and without a delay so does SIGTERM", async () => {
  for (const [signal, ...args] of [["SIGINT", "--drain-delay", "3600"], ["SIGTERM"]]) {
    const { server } = await startDraining(...args);
    const ended = new Promise((resolve) => server.process.once("exit", resolve));
    server.process.kill(signal);
    assert.equal(await ended, 0);
  }
});
