// Whose tokens are good, and how that changes while the server runs; what a key of one account may see.

import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { execute } from "./databases.mjs";
import {
  acme,
  ask,
  makeToken,
  newest,
  ofNoHistory,
  openEvents,
  run,
  startServer,
  temporaryData,
  until,
} from "./server.mjs";

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

describe("the keys of users' tokens", () => {
  const data = temporaryData(),
    file = `${data}.jwks.json`,
    host = makeToken(data);
  const first = key("first"),
    second = key("second");
  // As a whole: half of it is never read.
  const publish = (...keys) => {
    writeFileSync(`${file}.new`, typeof keys[0] === "string" ? keys[0] : JSON.stringify({ keys }));
    renameSync(`${file}.new`, file);
  };
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
    const events = await openEvents(
      server.url,
      `/v1/accounts/acme/events?since=${await newest(server.url, "acme", seen)}`,
      seen,
    );
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

describe("users' tokens of an identity provider with claims of its own", () => {
  const data = temporaryData(),
    file = `${data}.jwks.json`,
    host = makeToken(data),
    provider = key("one");
  let server;
  before(async () => {
    writeFileSync(file, JSON.stringify({ keys: [provider.jwk] }));
    server = await startServer({
      data,
      args: [
        "--token-keys",
        file,
        "--user-claim",
        "preferred_username",
        "--account-claim",
        "/https:~1~1acme.test~1claims/tenant",
      ],
    });
    assert.equal((await ask(server.url, "PUT", "/v1/accounts/acme", { token: host, body: acme })).status, 201);
  });
  after(() => server.stop());
  const status = async (claims) =>
    (
      await ask(server.url, "GET", "/v1/accounts/acme/terms", {
        token: provider.token({ account: undefined, ...claims }),
      })
    ).status;

  test("sign in the user and the account that these claims name, and no others", async () => {
    const claims = { sub: "f3a1", preferred_username: "rita", "https://acme.test/claims": { tenant: "acme" } };
    assert.equal(await status(claims), 200);
    assert.equal(await status({ ...claims, preferred_username: undefined }), 401);
    assert.equal(await status({ ...claims, "https://acme.test/claims": { tenant: 7 } }), 401);
    assert.equal(await status({ ...claims, "https://acme.test/claims": "acme" }), 401);
    assert.equal(await status({ ...claims, account: "acme", "https://acme.test/claims": undefined }), 401);
    assert.equal(await status({ ...claims, "https://acme.test/claims": { tenant: "other" } }), 404);
  });
});

describe("several issuers", () => {
  const data = temporaryData(),
    folder = dirname(data),
    host = makeToken(data);
  const acmes = key("shared-kid"),
    others = key("shared-kid"),
    usual = key("usual");
  const document = join(folder, "issuers.json");
  let server;
  before(async () => {
    writeFileSync(join(folder, "acme.jwks.json"), JSON.stringify({ keys: [acmes.jwk] }));
    writeFileSync(join(folder, "others.jwks.json"), JSON.stringify({ keys: [others.jwk] }));
    writeFileSync(join(folder, "usual.jwks.json"), JSON.stringify({ keys: [usual.jwk] }));
    const issuers = [
      {
        issuer: "https://id.acme.test",
        keys: "acme.jwks.json",
        audience: "dashboard",
        accounts: ["acme"],
        tokenSeconds: 900,
      },
      { issuer: "https://id.other.test", keys: "others.jwks.json", accounts: ["other-*"], userClaim: "uid" },
    ];
    writeFileSync(document, JSON.stringify({ issuers }));
    server = await startServer({
      data,
      args: [
        "--issuers",
        document,
        "--token-keys",
        join(folder, "usual.jwks.json"),
        "--issuer",
        "https://id.usual.test",
      ],
    });
    for (const id of ["acme", "other-1", "third"])
      assert.equal(
        (await ask(server.url, "PUT", `/v1/accounts/${id}`, { token: host, body: { ...acme, id } })).status,
        201,
      );
  });
  after(() => server.stop());
  const status = async (provider, claims) =>
    (await ask(server.url, "GET", `/v1/accounts/${claims.account}/terms`, { token: provider.token(claims) })).status;
  const ofAcme = { iss: "https://id.acme.test", aud: "dashboard", account: "acme" };
  const ofOther = { iss: "https://id.other.test", account: "other-1", uid: "rita", sub: undefined };

  test("sign users in to their own accounts alone, each by its own keys and claims", async () => {
    assert.equal(await status(acmes, ofAcme), 200);
    assert.equal(await status(others, ofOther), 200);
    assert.equal(await status(usual, { iss: "https://id.usual.test", account: "third" }), 200);
    assert.equal(await status(acmes, { ...ofAcme, account: "other-1" }), 401, "not its account");
    assert.equal(await status(others, { ...ofOther, account: "acme" }), 401, "not its account");
    assert.equal(await status(others, ofAcme), 401, "not its key");
    assert.equal(await status(acmes, { ...ofAcme, aud: undefined }), 401, "not its audience");
    assert.equal(await status(acmes, { ...ofAcme, exp: now() + 1000 }), 401, "longer than its tokens may last");
    assert.equal(
      await status(usual, { iss: "https://id.nobody.test", account: "third" }),
      401,
      "no issuer of this name",
    );
    assert.equal(await status(usual, { iss: undefined, account: "third" }), 401, "no issuer at all");
  });

  test("keep their keys when the file of another changes", async () => {
    writeFileSync(join(folder, "others.jwks.json"), JSON.stringify({ keys: [usual.jwk] }));
    await until(async () => (await status(others, ofOther)) === 401);
    assert.equal(await status(usual, ofOther), 200);
    assert.equal(await status(acmes, ofAcme), 200);
  });

  test("are refused where the document says something that has no effect, with the place", () => {
    const refused = (issuers) => {
      const file = join(folder, "wrong.json");
      writeFileSync(file, JSON.stringify(issuers));
      const { code, output } = run("serve", "--data", `${data}.none`, "--port", "0", "--issuers", file);
      assert.equal(code, 2);
      return output;
    };
    const one = { issuer: "https://id.acme.test", keys: "acme.jwks.json" };
    assert.match(refused({ issuers: [{ ...one, audiences: ["a"] }] }), /--issuers: \/issuers\/0\/audiences/);
    assert.match(refused({ issuers: [{ issuer: one.issuer }] }), /--issuers: \/issuers\/0\/keys/);
    assert.match(refused({ issuers: [{ ...one, accounts: [] }] }), /--issuers: \/issuers\/0\/accounts/);
    assert.match(refused({ issuers: [{ ...one, tokenSeconds: 0 }] }), /--issuers: \/issuers\/0\/tokenSeconds/);
    assert.match(refused({ issuers: [one, one] }), /--issuers: \/issuers\/1\/issuer/);
    assert.match(refused({ issuers: [] }), /--issuers: \/issuers/);
    assert.match(refused({ issuers: [{ ...one, keys: "none.json" }] }), /--issuers: .*none\.json/);
  });
});

describe("the keys that sign snapshots", () => {
  const published = async (url) => (await ask(url, "GET", "/v1/keys")).body.keys.map(({ kid }) => kid);
  const signer = async (url, token) => {
    const { headers } = await ask(url, "GET", "/v1/accounts/acme/snapshot?user=rita", { token });
    return JSON.parse(Buffer.from(headers.get("lockstep-signature").split(".")[0], "base64url")).kid;
  };

  test("are replaced with overlap: a new one is published before it signs, the old one for as long as a snapshot lasts", async () => {
    const data = temporaryData(),
      host = makeToken(data);
    let server = await startServer({ data });
    assert.equal((await ask(server.url, "PUT", "/v1/accounts/acme", { token: host, body: acme })).status, 201);
    const [first] = await published(server.url);
    const { code, output } = run("signing-key", "--data", data, "rotate");
    assert.equal(code, 0, output);
    const [second] = output.split("\t");
    server.process.kill("SIGHUP");
    await until(async () => (await published(server.url)).length === 2);
    assert.deepEqual(await published(server.url), [first, second]);
    assert.equal(await signer(server.url, host), first, "it does not sign yet");
    await server.stop();
    // The moment has come.
    const at = (seconds) => execute(data, `UPDATE signing_keys SET signs_from = ${seconds} WHERE id <> 'snapshots'`);
    at(now() - 10);
    server = await startServer({ data });
    assert.equal(await signer(server.url, host), second);
    assert.deepEqual(
      await published(server.url),
      [first, second],
      "snapshots that the old one has signed are still good",
    );
    await server.stop();
    at(now() - 3600);
    server = await startServer({ data });
    assert.deepEqual(await published(server.url), [second]);
    await server.stop();
    assert.deepEqual(
      run("signing-key", "--data", data, "list")
        .output.trim()
        .split("\n")
        .map((line) => line.split("\t")[0]),
      [first, second],
    );
  });

  test("may be files: the first signs, all are published", async () => {
    const data = temporaryData(),
      host = makeToken(data);
    const files = ["a", "b"].map((name) => {
      const file = `${data}.${name}.pem`;
      writeFileSync(file, generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }));
      return file;
    });
    const server = await startServer({ data, args: files.flatMap((file) => ["--signing-key", file]) });
    assert.equal((await ask(server.url, "PUT", "/v1/accounts/acme", { token: host, body: acme })).status, 201);
    const kids = await published(server.url);
    assert.equal(kids.length, 2);
    assert.equal(await signer(server.url, host), kids[1]);
    await server.stop();
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
  const host = makeToken(data),
    own = makeToken(data, "acme"),
    other = makeToken(data, "beta");
  const server = await startServer({ data });
  for (const id of ["acme", "beta"])
    assert.equal(
      (await ask(server.url, "PUT", `/v1/accounts/${id}`, { token: host, body: { ...acme, id } })).status,
      201,
    );
  const decide = (id, body) => ask(server.url, "POST", `/v1/accounts/${id}/decisions`, { token: host, body });
  const view = { principal: { user: "rita" }, action: "asset.view", resource: { path: "/marketing" } },
    secret = { ...view, resource: { path: "/secret" } };
  await decide("acme", [view, view, secret]);
  await decide("acme", { principal: { user: "rita" }, actions: ["asset.view"], resources: ["/marketing"] });
  await decide("beta", view);
  assert.equal(
    (
      await ask(server.url, "POST", "/v1/accounts/acme/requests", {
        token: host,
        body: { principal: { system: true }, action: "group.create", context: { name: "One" } },
      })
    ).status,
    200,
  );
  const events = await openEvents(server.url, `/v1/accounts/acme/events?since=${ofNoHistory}`, own);
  const figures = async (token) =>
    Object.fromEntries(
      (await ask(server.url, "GET", "/metrics", { token })).body
        .split("\n")
        .filter((line) => line && !line.startsWith("#"))
        .map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]),
    );
  const names = [
    'lockstep_decisions_total{allowed="true"}',
    'lockstep_decisions_total{allowed="false"}',
    "lockstep_changes_total",
    "lockstep_event_streams",
  ];
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
    const { code, output } = run("key", "--data", slip, ...command);
    assert.equal(code, 2);
    assert.match(output, /^key: There is no database `.*lokcstep\.db`\..*--new/);
  }
  assert.equal(existsSync(slip), false);
  assert.match(run("key", "--data", slip, "create", "--new", "back end").output, /^lsk_/);
  assert.match(run("key", "--data", slip, "create", "another").output, /^lsk_/);
  // The command's name before it was `key`.
  assert.match(run("token", "--data", slip, "create", "a third").output, /^lsk_/);
  assert.doesNotMatch(run("--help").output, /^ +token\b/m);
});

test("a server that other machines can reach warns that it has no TLS", async () => {
  for (const [address, warns] of [
    ["0.0.0.0", true],
    ["::", true],
    ["127.0.0.1", false],
    ["::1", false],
  ]) {
    const server = await startServer({ args: ["--address", address] }).catch(() => undefined);
    if (server === undefined) continue; // a machine without IPv6
    await server.stop();
    assert.equal(/no TLS: put a proxy/.test(await server.closed), warns, address);
  }
});
