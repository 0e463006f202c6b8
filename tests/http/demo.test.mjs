// What `serve --demo` offers beside the API: its people, a sign-in as each, and the host's part for every visitor.

import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { after, before, test } from "node:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/run.mjs";
import { ask, makeToken, newest, openEvents, run, startServer, temporaryData } from "./server.mjs";

const seed = JSON.parse(readFileSync(join(root, "policies/northpine.json"), "utf8"));
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

test("names its people, and signs in as each of them and as no other user", async () => {
  const { body } = await call("GET", "/demo/people");
  assert.deepEqual(
    [...body.people].sort((a, b) => (a.id < b.id ? -1 : 1)),
    seed.users.map(({ id, name, role }) => ({ id, name, role })).sort((a, b) => (a.id < b.id ? -1 : 1)),
  );
  assert.equal(
    (await call("GET", `/v1/accounts/${body.account}/snapshot`, { token: await signIn("rita") })).body.principal.user,
    "rita",
  );
  assert.equal((await call("POST", "/demo/sign-in", { body: { user: "nobody" } })).status, 404);
  assert.equal((await call("POST", "/demo/sign-in", { body: {} })).status, 422);
});

test("the plan is changed as the host's own act: sent to every reader, and in the audit log", async () => {
  const events = await openEvents(
    server.url,
    `/v1/accounts/northpine/events?since=${await newest(server.url, "northpine", host)}`,
    await signIn("rita"),
  );
  assert.equal((await call("POST", "/demo/plan", { body: { plan: "free" } })).status, 200);
  assert.equal((await events.next()).data.plan, "free");
  events.close();
  assert.equal((await account()).plan, "free");
  const [entry] = (await call("GET", "/v1/accounts/northpine/audit?limit=1", { token: host })).body.audit;
  assert.deepEqual(
    [entry.actor, entry.principal, entry.action, entry.request.context],
    ["demo", { system: true }, "account.set_plan", { plan: "free" }],
  );
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
  const events = await openEvents(
    server.url,
    `/v1/accounts/northpine/events?since=${await newest(server.url, "northpine", host)}`,
    ada,
  );
  assert.deepEqual((await call("POST", "/demo/reset", { body: {} })).body, { revision: revision + 1 });
  const { data: delta } = await events.next();
  assert.deepEqual([delta.from, delta.to], [revision, revision + 1]);
  const [entry] = (await call("GET", "/v1/accounts/northpine/audit?limit=1", { token: host })).body.audit;
  assert.deepEqual(
    [entry.actor, entry.principal, entry.action, entry.allowed, entry.revision],
    ["demo", { system: true }, "account.restore", true, revision + 1],
  );
  events.close();
  const again = await account();
  const inOrder = ({ revision: _, epoch: __, ...facts }) =>
    JSON.parse(JSON.stringify(facts), (___, value) =>
      Array.isArray(value) ? [...value].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : value,
    );
  assert.deepEqual(inOrder(again), inOrder(seed));
  await server.kill();
  server = await startServer({ data, args: ["--demo"] });
  assert.deepEqual(await account(), again);
  assert.equal(run("audit", "--data", data, "verify").code, 0);
});

test("a name that was made to lead here (DNS rebinding) is answered nothing", async () => {
  const asked = (path, host) =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify({ user: "ada" });
      const headers = {
        host,
        origin: `http://${host}`,
        "content-type": "application/json",
        "content-length": body.length,
      };
      const sent = httpRequest(
        { port: server.port, host: "127.0.0.1", path, method: path === "/demo/people" ? "GET" : "POST", headers },
        (response) => resolve(response.resume().statusCode),
      );
      sent.on("error", reject).end(body);
    });
  for (const host of [
    "evil.example",
    "evil.example:8080",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "[::2]",
    "[::1",
    "localhost@evil.example",
  ])
    for (const path of ["/demo/people", "/demo/sign-in", "/demo/reset", "/v1/accounts/northpine/terms"])
      assert.equal(await asked(path, host), 421, `${host} ${path}`);
  for (const host of ["localhost", "localhost:1", "LOCALHOST", "127.0.0.1:8080", "[::1]:1", "[::1]"])
    assert.equal(await asked("/demo/sign-in", host), 200, host);
});

test("a page of another site changes nothing: only JSON is taken, which a browser asks leave for", async () => {
  const { revision } = await account();
  for (const path of ["/demo/sign-in", "/demo/plan", "/demo/reset", "/demo/link", "/demo/visit"]) {
    const { status } = await call("POST", path, { body: '{"plan":"free"}', headers: { "content-type": "text/plain" } });
    assert.equal(status, 415);
    assert.equal(
      (
        await call("OPTIONS", path, {
          headers: { origin: "http://elsewhere.test", "access-control-request-method": "POST" },
        })
      ).headers.get("access-control-allow-origin"),
      null,
    );
  }
  assert.equal((await account()).revision, revision);
});

const visit = (body) => call("POST", "/demo/visit", { body });
const saveLink = async (user, request, password) =>
  call("POST", "/demo/link", { token: await signIn(user), body: { request, password } });
const reasonOf = ({ body }) => body.decision?.reason;
const kit = "/press/press-kit-2025";

test("a visitor sees what a link shows, and nothing else, without signing in", async () => {
  const { status, body } = await visit({ link: "l1" });
  assert.equal(status, 200);
  assert.equal(body.item.path, seed.assets.find(({ id }) => id === "f37").path);
  const { path } = body.item;
  const below = seed.assets.filter((asset) => asset.path === path || asset.path.startsWith(`${path}/`));
  assert.deepEqual(
    body.assets.map((one) => one.path).sort(),
    below
      .filter(({ published }) => published !== false)
      .map((one) => one.path)
      .sort(),
  );
  for (const link of ["nothing", "", "l1 ", "../l1", "l99"])
    assert.equal(reasonOf(await visit({ link })), "link_unknown", link);
});

test("a password is checked by the host, and only its salted hash is kept", async () => {
  assert.equal(reasonOf(await visit({ link: "l2" })), "link_password");
  assert.equal(reasonOf(await visit({ link: "l2", password: "Northpine" })), "link_password");
  assert.equal((await visit({ link: "l2", password: "northpine" })).body.item.kind, "collection");
  const secret = "correct horse battery";
  const { body } = await saveLink(
    "flora",
    { action: "link.create", resource: { path: kit }, context: { hasPassword: true } },
    secret,
  );
  assert.equal(reasonOf(await visit({ link: body.link, password: "correct horse batterx" })), "link_password");
  assert.equal((await visit({ link: body.link, password: secret })).status, 200);
  assert.ok(!JSON.stringify(await account()).includes(secret));
  assert.ok(
    !JSON.stringify((await call("GET", "/v1/accounts/northpine/audit?limit=20", { token: host })).body).includes(
      secret,
    ),
  );
  await server.kill();
  for (const ending of ["", "-wal"])
    if (existsSync(data + ending)) assert.ok(!readFileSync(data + ending, "latin1").includes(secret));
  server = await startServer({ data, args: ["--demo"] });
  assert.equal((await visit({ link: body.link, password: secret })).status, 200, "after a restart");
  const edit = (context, password) =>
    saveLink("flora", { action: "link.edit", resource: { link: body.link }, context }, password);
  assert.equal((await edit({ exposeUnpublished: true })).status, 200);
  assert.equal((await visit({ link: body.link, password: secret })).status, 200, "another term is changed");
  assert.equal((await edit({ hasPassword: true }, "quite another one")).status, 200);
  assert.equal(reasonOf(await visit({ link: body.link, password: secret })), "link_password");
  assert.equal((await visit({ link: body.link, password: "quite another one" })).status, 200);
  assert.equal((await edit({ hasPassword: false })).status, 200);
  assert.equal((await visit({ link: body.link })).status, 200);
});

test("passwords are not guessed quickly", async () => {
  const { body } = await saveLink(
    "flora",
    { action: "link.create", resource: { path: kit }, context: { hasPassword: true } },
    "long enough",
  );
  const statuses = [];
  for (let i = 0; i < 12; ++i) statuses.push((await visit({ link: body.link, password: `guess ${i}` })).status);
  assert.deepEqual(statuses, [...Array(10).fill(403), 429, 429]);
  assert.equal((await visit({ link: body.link, password: "long enough" })).status, 429);
  assert.equal((await visit({ link: "l2", password: "northpine" })).status, 200, "another link is open");
});

test("a user who may not make or change a link cannot set its password, and no user speaks for the host", async () => {
  const request = { action: "link.create", resource: { path: kit }, context: { hasPassword: true } };
  assert.equal((await call("POST", "/demo/link", { body: { request, password: "long enough" } })).status, 401);
  assert.equal(
    (await call("POST", "/demo/link", { token: "nonsense", body: { request, password: "long enough" } })).status,
    401,
  );
  assert.equal((await saveLink("vera", request, "long enough")).status, 403);
  assert.equal(
    (
      await saveLink(
        "rosa",
        { action: "link.edit", resource: { link: "l2" }, context: { hasPassword: true } },
        "long enough",
      )
    ).status,
    403,
  );
  assert.equal((await visit({ link: "l2", password: "northpine" })).status, 200);
  assert.equal((await saveLink("flora", request)).body.code, "password_missing");
  assert.equal((await saveLink("flora", request, "short")).body.code, "password_length");
  assert.equal((await saveLink("ada", { action: "asset.delete", resource: { path: kit } }, "long enough")).status, 422);
  for (const trusted of [
    { passwordVerified: true },
    { now: "2020-01-01T00:00:00Z" },
    { owner: "ada" },
    { id: "mine" },
  ]) {
    const { status, body } = await saveLink(
      "flora",
      { ...request, context: { hasPassword: true, ...trusted } },
      "long enough",
    );
    assert.deepEqual([status, body.code], [422, "host_field"]);
  }
  assert.equal((await visit({ link: "l2", passwordVerified: true })).status, 422);
});

test("before its start and without public links in the plan a link opens nothing", async () => {
  const { body } = await saveLink("flora", {
    action: "link.create",
    resource: { path: kit },
    context: { startsAt: "2095-01-01T00:00:00Z" },
  });
  const early = await visit({ link: body.link });
  assert.deepEqual([reasonOf(early), early.body.decision.validUntil], ["link_not_started", "2095-01-01T00:00:00Z"]);
  await call("POST", "/demo/plan", { body: { plan: "paid" } });
  assert.deepEqual(reasonOf(await visit({ link: "l1" })), reasonOf(await visit({ link: "nothing" })));
  await call("POST", "/demo/reset", { body: {} });
  assert.equal(reasonOf(await visit({ link: body.link })), "link_unknown");
  assert.equal((await visit({ link: "l1" })).status, 200);
});

test("without --demo there is none of it", async () => {
  const plain = await startServer();
  for (const [method, path] of [
    ["GET", "/demo/people"],
    ["POST", "/demo/sign-in"],
    ["POST", "/demo/plan"],
    ["POST", "/demo/reset"],
    ["POST", "/demo/link"],
    ["POST", "/demo/visit"],
  ])
    assert.equal((await ask(plain.url, method, path, method === "POST" ? { body: {} } : {})).status, 404, path);
  await plain.kill();
});

const tracker = JSON.parse(readFileSync(join(root, "policies/larkspur.json"), "utf8"));
const trackerToken = async (user) =>
  (await call("POST", "/demo/sign-in", { body: { user, policy: "tracker" } })).body.token;
const atTracker = async (user, method, path, body) =>
  call(method, `/v1/accounts/${tracker.id}/${path}`, { token: await trackerToken(user), body });

test("has an account under a policy of its own, with people, a plan and a start of its own", async () => {
  const { body } = await call("GET", "/demo/people?policy=tracker");
  assert.equal(body.account, tracker.id);
  assert.deepEqual(body.people.map(({ id }) => id).sort(), tracker.users.map(({ id }) => id).sort());
  assert.equal((await atTracker("alma", "GET", "snapshot")).body.policy.id, "tracker");
  assert.equal((await call("POST", "/demo/plan", { body: { plan: "basic", policy: "tracker" } })).status, 200);
  assert.equal((await atTracker("alma", "GET", "terms")).body.plan, "basic");
  assert.equal((await call("POST", "/demo/reset", { body: { policy: "tracker" } })).status, 200);
  assert.equal((await atTracker("alma", "GET", "terms")).body.plan, tracker.plan);
  for (const [path, asked] of [
    ["sign-in", { user: "alma" }],
    ["plan", { plan: "free" }],
    ["reset", {}],
  ])
    assert.equal(
      (await call("POST", `/demo/${path}`, { body: { ...asked, policy: "none" } })).body.code,
      "demo_unknown",
    );
});

test("the account under another policy stays as it is over a restart", async () => {
  const request = { action: "team.create", resource: { path: "/" }, context: { name: "Support" } };
  assert.equal((await atTracker("alma", "POST", "requests", request)).status, 200);
  await server.kill();
  server = await startServer({ data, args: ["--demo"] });
  const { resources } = (await atTracker("alma", "GET", "snapshot")).body;
  assert.ok(resources.some(({ path }) => path === "/Support"));
});

test("in format 2 a user who may share a place sees who has access there, and no other user does", async () => {
  await call("POST", "/demo/reset", { body: { policy: "tracker" } });
  const { shares } = (await atTracker("hana", "GET", "shares?path=/Design")).body;
  assert.deepEqual(
    shares.map((share) => share.with),
    [{ role: "owner" }, { group: "designers" }, { role: "member" }],
  );
  assert.equal((await atTracker("mia", "GET", "shares?path=/Design")).body.code, "level_too_low");
  assert.equal((await atTracker("mia", "GET", "matrix?path=/Design")).body.code, "level_too_low");
  const below = "/Design/Empty states say nothing";
  const may = await atTracker("hana", "GET", `who-can?action=issue.edit&path=${encodeURIComponent(below)}`);
  assert.deepEqual(may.body.users.map(({ user }) => user).sort(), ["alma", "hana"]);
  const cells = (await atTracker("hana", "GET", "matrix?path=/Design")).body.cells;
  assert.ok(cells.some(({ user, level }) => user === "mia" && level === "triage"));
});
