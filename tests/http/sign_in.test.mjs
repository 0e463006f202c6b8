// Whose tokens are good, and how that changes while the server runs; what a key of one account may see.

import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { acme, ask, makeToken, openEvents, run, startServer, temporaryData } from "./server.mjs";

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A key of an identity provider: `{ jwk, token(claims) }`. */
function key(kid) {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return {
    jwk: { ...publicKey.export({ format: "jwk" }), use: "sig", kid },
    token(claims) {
      const signed = `${encoded({ alg: "Ed25519", kid })}.${encoded({ sub: "rita", account: "acme", iat: now(), exp: now() + 600, ...claims })}`;
      return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString("base64url")}`;
    },
  };
}

const now = () => Math.floor(Date.now() / 1000);

/** Asks until it is so: a server that never gets there is seen by the runner's own limit. */
async function until(holds) {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}

describe("the keys of users' tokens", () => {
  const data = temporaryData(), file = `${data}.jwks.json`, host = makeToken(data);
  const first = key("first"), second = key("second");
  // As a whole: nobody reads half of it.
  const publish = (...keys) => (writeFileSync(`${file}.new`, typeof keys[0] === "string" ? keys[0] : JSON.stringify({ keys })), renameSync(`${file}.new`, file));
  let server;
  before(async () => {
    publish({ kty: "AKP", alg: "ML-DSA-44", kid: "later" }, first.jwk);
    server = await startServer({ data, args: ["--token-keys", file, "--token-time", "3600"] });
    assert.equal((await ask(server.url, "PUT", "/v1/accounts/acme", { token: host, body: acme })).status, 201);
  });
  after(async () => {
    assert.deepEqual(await server.stop(), { code: 0, signal: null });
    const errors = await server.closed;
    assert.match(errors, /^serve: --token-keys: \/keys\/0\/kty: .* This key is passed over\.$/m);
    assert.match(errors, /^serve: --token-keys: the keys before stay in use$/m);
  });
  const status = async (token) => (await ask(server.url, "GET", "/v1/accounts/acme/terms", { token })).status;
  const hangUp = () => server.process.kill("SIGHUP");

  test("one that is not known spoils no others", async () => {
    assert.equal(await status(first.token()), 200);
    assert.equal(await status(second.token()), 401);
  });

  test("are read again at SIGHUP: a new one is good, one that was withdrawn is not, and its streams end", async () => {
    const seen = first.token();
    assert.equal(await status(seen), 200);
    const events = await openEvents(server.url, "/v1/accounts/acme/events?since=1", seen);
    publish(first.jwk, second.jwk);
    hangUp();
    await until(async () => (await status(second.token())) === 200);
    assert.equal(await status(seen), 200);
    publish(second.jwk);
    hangUp();
    await until(async () => (await status(seen)) === 401);
    assert.equal(await events.next(), undefined);
    assert.equal(await status(second.token()), 200);
  });

  test("are read again by themselves when the file changes", async () => {
    publish(first.jwk);
    await until(async () => (await status(first.token())) === 200);
    assert.equal(await status(second.token()), 401);
  });

  test("stay as they were where the file is no set of keys", async () => {
    let errors = "";
    server.process.stderr.on("data", (chunk) => (errors += chunk));
    publish("{");
    hangUp();
    await until(() => errors.includes("the keys before stay in use"));
    assert.equal(await status(first.token()), 200);
    publish(first.jwk, second.jwk);
    hangUp();
    await until(async () => (await status(second.token())) === 200);
  });

  test("sign no token that lasts longer than --token-time", async () => {
    const iat = now();
    assert.equal(await status(first.token({ iat, exp: iat + 3600 })), 200);
    assert.equal(await status(first.token({ iat: now() - 10, exp: now() + 3600 })), 401);
    assert.equal(await status(first.token({ iat: undefined })), 401);
  });
});

test("SIGHUP ends no server, also one without keys", async () => {
  const server = await startServer();
  server.process.kill("SIGHUP");
  server.process.kill("SIGHUP");
  for (let n = 0; n < 20; n++) assert.equal((await ask(server.url, "GET", "/healthz")).status, 200);
  assert.deepEqual(await server.stop(), { code: 0, signal: null });
});

test("a key of one account reads the figures of that account alone", async () => {
  const data = temporaryData();
  const host = makeToken(data), own = makeToken(data, "acme"), other = makeToken(data, "beta");
  const server = await startServer({ data });
  for (const id of ["acme", "beta"]) assert.equal((await ask(server.url, "PUT", `/v1/accounts/${id}`, { token: host, body: { ...acme, id } })).status, 201);
  const decide = (id, body) => ask(server.url, "POST", `/v1/accounts/${id}/decisions`, { token: host, body });
  const view = { principal: { user: "rita" }, action: "asset.view", resource: { path: "/marketing" } }, secret = { ...view, resource: { path: "/secret" } };
  await decide("acme", [view, view, secret]);
  await decide("acme", { principal: { user: "rita" }, actions: ["asset.view"], resources: ["/marketing"] });
  await decide("beta", view);
  assert.equal((await ask(server.url, "POST", "/v1/accounts/acme/requests", { token: host, body: { principal: { system: true }, action: "group.create", context: { name: "One" } } })).status, 200);
  const events = await openEvents(server.url, "/v1/accounts/acme/events?since=2", own);
  const figures = async (token) => Object.fromEntries((await ask(server.url, "GET", "/metrics", { token })).body.split("\n").filter((line) => line && !line.startsWith("#")).map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]));
  const names = ['lockstep_decisions_total{allowed="true"}', 'lockstep_decisions_total{allowed="false"}', "lockstep_changes_total", "lockstep_event_streams"];
  const of = (...values) => Object.fromEntries(names.map((name, index) => [name, values[index]]));
  assert.deepEqual(await figures(own), of(4, 1, 1, 1));
  assert.deepEqual(await figures(other), of(1, 0, 0, 0));
  const all = await figures(host);
  for (const [name, value] of Object.entries(of(5, 1, 1, 1))) assert.equal(all[name], value, name);
  assert.equal(all.lockstep_accounts, 2);
  events.close();
  await server.stop();
});

test("a path with a slip in it becomes no database", () => {
  const slip = join(dirname(temporaryData()), "lokcstep.db");
  for (const command of [["create", "back end"], ["list"], ["revoke", "0123456789ab"]]) {
    const { code, output } = run("token", "--data", slip, ...command);
    assert.equal(code, 2);
    assert.match(output, /^token: There is no database `.*lokcstep\.db`\..*--new/);
  }
  assert.equal(existsSync(slip), false);
  assert.match(run("token", "--data", slip, "create", "--new", "back end").output, /^lsk_/);
  assert.match(run("token", "--data", slip, "create", "another").output, /^lsk_/);
});

test("a server that other machines can reach warns that it has no TLS", async () => {
  for (const [address, warns] of [["0.0.0.0", true], ["::", true], ["127.0.0.1", false], ["::1", false]]) {
    const server = await startServer({ args: ["--address", address] }).catch(() => undefined);
    if (server === undefined) continue; // a machine without IPv6
    await server.stop();
    assert.equal(/no TLS: put a proxy/.test(await server.closed), warns, address);
  }
});
