// What `serve --demo` offers beside the API: its people, a sign-in as each, and the host's part for whoever looks.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/run.mjs";
import { ask, makeToken, openEvents, run, startServer, temporaryData } from "./server.mjs";

const seed = JSON.parse(readFileSync(join(root, "examples/northpine.json"), "utf8"));
const data = temporaryData();
let server, host;

before(async () => {
  host = makeToken(data);
  server = await startServer({ data, args: ["--demo"] });
});
after(() => server?.kill());

const call = (method, path, options) => ask(server.url, method, path, options);
const account = async () => (await call("GET", "/v1/accounts/northpine", { token: host })).body;
const signIn = async (user) => (await call("POST", "/demo/sign-in", { body: { user } })).body.token;

test("names its people, and signs in as each of them and as nobody else", async () => {
  const { body } = await call("GET", "/demo/people");
  assert.deepEqual([...body.people].sort((a, b) => (a.id < b.id ? -1 : 1)), seed.users.map(({ id, name, role }) => ({ id, name, role })).sort((a, b) => (a.id < b.id ? -1 : 1)));
  assert.equal((await call("GET", `/v1/accounts/${body.account}/snapshot`, { token: await signIn("rita") })).body.principal.user, "rita");
  assert.equal((await call("POST", "/demo/sign-in", { body: { user: "nobody" } })).status, 404);
  assert.equal((await call("POST", "/demo/sign-in", { body: {} })).status, 422);
});

test("the plan is changed as the host's own act: told to every reader, and in the audit log", async () => {
  const events = await openEvents(server.url, `/v1/accounts/northpine/events?since=${(await account()).revision}`, await signIn("rita"));
  assert.equal((await call("POST", "/demo/plan", { body: { plan: "free" } })).status, 200);
  assert.equal((await events.next()).data.plan, "free");
  events.close();
  assert.equal((await account()).plan, "free");
  const [entry] = (await call("GET", "/v1/accounts/northpine/audit?limit=1", { token: host })).body.audit;
  assert.deepEqual([entry.actor, entry.principal, entry.action, entry.request.context], ["demo", { system: true }, "account.set_plan", { plan: "free" }]);
  assert.equal((await call("POST", "/demo/plan", { body: { plan: "gold" } })).status, 403);
  assert.equal((await call("POST", "/demo/plan", { body: {} })).status, 422);
});

test("starting over is one more change, after which all is as at first, also after a restart", async () => {
  const ada = await signIn("ada");
  const change = (body) => call("POST", "/v1/accounts/northpine/requests", { token: ada, body });
  await call("POST", "/demo/plan", { body: { plan: "enterprise" } });
  assert.equal((await change({ action: "asset.delete", resource: { path: "/brand" } })).status, 200);
  assert.equal((await change({ action: "user.remove", resource: { user: "rita" } })).status, 200);
  assert.equal((await change({ action: "collection.create", context: { name: "Mine" } })).status, 200);
  const { revision } = await account();
  const events = await openEvents(server.url, `/v1/accounts/northpine/events?since=${revision}`, ada);
  assert.deepEqual((await call("POST", "/demo/reset", { body: {} })).body, { revision: revision + 1 });
  const { data: delta } = await events.next();
  assert.deepEqual([delta.from, delta.to], [revision, revision + 1]);
  const [entry] = (await call("GET", "/v1/accounts/northpine/audit?limit=1", { token: host })).body.audit;
  assert.deepEqual([entry.actor, entry.principal, entry.action, entry.allowed, entry.revision], ["demo", { system: true }, "account.restore", true, revision + 1]);
  events.close();
  const again = await account();
  const inOrder = ({ revision: _, ...facts }) => JSON.parse(JSON.stringify(facts), (__, value) => (Array.isArray(value) ? [...value].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : value));
  assert.deepEqual(inOrder(again), inOrder(seed));
  await server.kill();
  server = await startServer({ data, args: ["--demo"] });
  assert.deepEqual(await account(), again);
  assert.equal(run("audit", "--data", data, "verify").code, 0);
});

test("a page of another site changes nothing: only JSON is taken, which a browser asks leave for", async () => {
  const { revision } = await account();
  for (const path of ["/demo/plan", "/demo/reset"]) {
    const { status } = await call("POST", path, { body: '{"plan":"free"}', headers: { "content-type": "text/plain" } });
    assert.equal(status, 415);
    assert.equal((await call("OPTIONS", path, { headers: { origin: "http://elsewhere.test", "access-control-request-method": "POST" } })).headers.get("access-control-allow-origin"), null);
  }
  assert.equal((await account()).revision, revision);
});

test("without --demo there is none of it", async () => {
  const plain = await startServer();
  for (const [method, path] of [["GET", "/demo/people"], ["POST", "/demo/sign-in"], ["POST", "/demo/plan"], ["POST", "/demo/reset"]]) assert.equal((await ask(plain.url, method, path, method === "POST" ? { body: {} } : {})).status, 404, path);
  await plain.kill();
});
