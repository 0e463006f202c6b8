// What the server counts, for Prometheus to read.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { root } from "../../tools/run.mjs";
import { readExposition } from "./exposition.mjs";
import { acme, ask, makeToken, run, startServer, temporaryData } from "./server.mjs";
import { issuer } from "./tokens.mjs";

const identity = issuer();
const rita = identity.token({ sub: "rita", account: "acme", iss: "https://issuer.test" });
const view = { action: "asset.view", resource: { path: "/marketing" } };
let server, data, host;

before(async () => {
  data = temporaryData();
  host = makeToken(data);
  server = await startServer({ data, args: ["--token-keys", identity.file, "--issuer", "https://issuer.test"] });
  await ask(server.url, "PUT", "/v1/accounts/acme", { token: host, body: acme });
});
after(() => server.stop());

const families = async () => readExposition((await ask(server.url, "GET", "/metrics", { token: host })).body);
const sampleOf = (family, labels = {}, name = family.name) =>
  family.samples.find(
    (each) => each.name === name && Object.entries(labels).every(([key, value]) => each.labels[key] === value),
  )?.value;

describe("a key that reads metrics alone", () => {
  const makeKey = (...args) => run("key", "--data", data, "create", "--metrics", "prometheus", ...args).output.trim();

  test("reads them, of all accounts or of one, and is refused everywhere else", async () => {
    const key = makeKey(),
      own = makeKey("--account", "acme");
    assert.match(key, /^lsm_[0-9a-f]{12}_/);
    assert.match((await ask(server.url, "GET", "/metrics", { token: key })).body, /^lockstep_accounts \d+$/m);
    assert.deepEqual(Object.keys(readExposition((await ask(server.url, "GET", "/metrics", { token: own })).body)), [
      "lockstep_decisions_total",
      "lockstep_changes_total",
      "lockstep_event_streams",
    ]);
    const { paths } = (await ask(server.url, "GET", "/openapi.json")).body;
    let refused = 0;
    for (const [path, operations] of Object.entries(paths)) {
      for (const [method, { security }] of Object.entries(operations)) {
        if (security?.length === 0 || path === "/metrics") continue;
        const body = /^(put|post)$/.test(method) ? { ...acme, padding: "x".repeat(300_000) } : undefined;
        for (const token of [key, own]) {
          const answer = await ask(server.url, method.toUpperCase(), path.replace(/\{\w+\}/g, "acme"), { token, body });
          assert.deepEqual([answer.status, answer.body.code], [403, "metrics_only"], `${method} ${path}`);
          refused++;
        }
      }
    }
    assert.ok(refused > 30);
  });

  test("is listed as one, and is no other key with another beginning", async () => {
    const key = makeKey();
    assert.match(
      run("key", "--data", data, "list").output,
      new RegExp(`^${key.slice(4, 16)}  \\S+  every account  metrics alone  prometheus$`, "m"),
    );
    for (const token of [key.replace("lsm_", "lsk_"), host.replace("lsk_", "lsm_")])
      assert.equal((await ask(server.url, "GET", "/metrics", { token })).status, 401);
    assert.equal(run("key", "--data", data, "revoke", key.slice(4, 16)).code, 0);
  });
});

describe("the metrics", () => {
  test("are in Prometheus's format, with the version that runs and what a process says of itself", async () => {
    const all = await families();
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    assert.deepEqual(all.lockstep_build_info.samples, [{ name: "lockstep_build_info", labels: { version }, value: 1 }]);
    const started = sampleOf(all.process_start_time_seconds);
    assert.ok(started <= Date.now() / 1000 + 1 && started > Date.now() / 1000 - 600, String(started));
    assert.ok(sampleOf(all.process_resident_memory_bytes) > 1 << 20);
    assert.ok(sampleOf(all.process_cpu_seconds_total) > 0);
    assert.ok(sampleOf(all.process_open_fds) > 3 && sampleOf(all.process_max_fds) > sampleOf(all.process_open_fds));
  });

  test("have the times of answers by route, and none by what a client has made up", async () => {
    const counted = async (labels) =>
      sampleOf((await families()).lockstep_answer_seconds, labels, "lockstep_answer_seconds_count") ?? 0;
    const decisions = { method: "POST", route: "/v1/accounts/{id}/decisions" },
      health = { method: "GET", route: "/healthz" },
      none = { method: "", route: "" };
    const beforehand = [await counted(decisions), await counted(health), await counted(none)];
    for (let n = 0; n < 3; n++)
      assert.equal(
        (await ask(server.url, "POST", "/v1/accounts/acme/decisions", { token: rita, body: view })).status,
        200,
      );
    await ask(server.url, "GET", "/healthz");
    await fetch(`${server.url}/healthz`, { method: "HEAD" });
    await ask(server.url, "DELETE", "/healthz");
    await ask(server.url, "GET", "/made-up");
    await ask(server.url, "PATCH", "/v1/accounts/acme/made-up");
    assert.deepEqual(
      [
        (await counted(decisions)) - beforehand[0],
        (await counted(health)) - beforehand[1],
        (await counted(none)) - beforehand[2],
      ],
      [3, 2, 3],
    );
    const routes = new Set(
      readFileSync(join(root, "src/server/api/routes.cpp"), "utf8").match(/(?<=\{"[A-Z]+", ")\/[^"]*/g),
    );
    for (const { labels } of (await families()).lockstep_answer_seconds.samples)
      assert.ok(labels.route === "" || routes.has(labels.route), labels.route);
  });

  test("count what was wrong with a sign-in, which the caller does not learn", async () => {
    const counts = async () =>
      Object.fromEntries(
        (await families()).lockstep_sign_in_failures_total.samples.map(({ labels, value }) => [labels.reason, value]),
      );
    const now = Math.floor(Date.now() / 1000);
    const claims = { sub: "rita", account: "acme", iss: "https://issuer.test" };
    const good = identity.token(claims);
    const header = Buffer.from(JSON.stringify({ alg: "EdDSA", kid: "other" })).toString("base64url");
    const wrong = {
      missing: [undefined],
      malformed: ["Basic eA==", "Bearer x", "Bearer a.b.c"],
      service_key: [`Bearer lsk_0123456789ab_${"A".repeat(43)}`],
      key_unknown: [`Bearer ${header}.${good.split(".").slice(1).join(".")}`],
      algorithm: [`Bearer ${Buffer.from('{"alg":"none"}').toString("base64url")}.${good.split(".")[1]}.`],
      signature: [`Bearer ${good.split(".").slice(0, 2).join(".")}.${"A".repeat(86)}`],
      claims: [`Bearer ${identity.token({ ...claims, iss: "https://other.test" })}`],
      expired: [`Bearer ${identity.token({ ...claims, exp: now - 10 })}`],
      not_yet_valid: [`Bearer ${identity.token({ ...claims, nbf: now + 3000 })}`],
    };
    for (const [reason, headers] of Object.entries(wrong)) {
      for (const authorization of headers) {
        const beforehand = await counts();
        const { status, body } = await ask(server.url, "GET", "/v1/accounts/acme/terms", {
          headers: authorization ? { authorization } : {},
        });
        assert.deepEqual(
          [status, body.code, JSON.stringify(body).includes(reason) && reason !== "missing"],
          [401, "unauthorized", false],
          reason,
        );
        const afterwards = await counts();
        assert.deepEqual(
          Object.keys(afterwards).filter((each) => afterwards[each] !== beforehand[each]),
          [reason],
          authorization,
        );
      }
    }
    assert.deepEqual(Object.keys(await counts()), [...Object.keys(wrong), "other"]);
  });
});
