// Real applications of each server framework, over an account in the process and over `lockstep serve`. Each test asks
// the application as a browser would, or as an attacker would.

import assert from "node:assert/strict";
import { once } from "node:events";
import { request as send } from "node:http";
import { after, before, describe, test } from "node:test";
import { remoteAccount } from "lockstep/handler";
import { openAccount } from "lockstep/server";
import { acme, ask, makeToken, startServer, temporaryData } from "../http/server.mjs";
import { apps } from "./server_apps.mjs";

let server, key;

before(async () => {
  const data = temporaryData();
  key = makeToken(data);
  server = await startServer({ data });
  await ask(server.url, "PUT", "/v1/accounts/acme", { token: key, body: acme });
});
after(() => server.stop());

const deciders = {
  "an account in the process": () => openAccount(acme),
  "lockstep serve": async () => remoteAccount({ url: server.url, account: "acme", key }),
};

/** Sends an address as it is written: `fetch` would resolve `..` first. */
async function call(app, method, path, { as, body, headers = {} } = {}) {
  const { port } = app.server.address();
  const sent = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
  const outgoing = send({
    port,
    host: "127.0.0.1",
    method,
    path,
    agent: false,
    headers: {
      ...(as ? { authorization: `Bearer session-${as}` } : {}),
      ...(sent === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(sent) }),
      ...headers,
    },
  });
  outgoing.end(sent);
  const [response] = await once(outgoing, "response");
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += chunk;
  const isJson = /json/.test(response.headers["content-type"] ?? "");
  return { status: response.statusCode, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
}

for (const [framework, start] of Object.entries(apps))
  for (const [over, decider] of Object.entries(deciders))
    describe(`${framework}, over ${over}`, () => {
      let app;
      const errors = [];
      before(async () => {
        app = await start({ decider: await decider(), errors });
        if (!app.server.listening) await once(app.server, "listening");
      });
      after(() => app.close());
      const get = (path, more) => call(app, "GET", path, more);

      test("an allowed request reaches its handler, which gets what was decided", async () => {
        const { status, body } = await get("/files/marketing/logo.png", { as: "rita" });
        assert.equal(status, 200);
        assert.deepEqual(body.done.principal, { user: "rita" });
        assert.deepEqual(body.done.resource, { path: "/marketing/logo.png" });
      });

      test("a denied request is answered 403 with the decision, as a problem", async () => {
        const { status, headers, body } = await call(app, "DELETE", "/files/marketing", { as: "rita" });
        assert.equal(status, 403);
        assert.match(headers["content-type"], /^application\/problem\+json/);
        assert.equal(headers["cache-control"], "no-store");
        const { decision, ...problem } = body;
        assert.deepEqual(problem, {
          type: "urn:lockstep:problem:level_too_low",
          title: "Not allowed",
          status: 403,
          code: "level_too_low",
          detail: "Needs “Can manage” on /marketing; you have “Can view”.",
        });
        assert.equal(decision.allowed, false);
        assert.deepEqual(decision.remedies, [{ kind: "ask", level: "manage", on: "/marketing" }]);
      });

      test("an action that the policy hides is denied like any other", async () => {
        const { status, body } = await get("/files/secret", { as: "rita" });
        assert.equal(status, 403);
        assert.deepEqual([body.code, body.decision.show], ["not_shared", "hidden"]);
      });

      test("without a session the answer is 401, whatever the request is", async () => {
        for (const path of ["/files/marketing", "/snapshot", "/search?path=/a&path=/b"]) {
          const { status, headers, body } = await get(path);
          assert.deepEqual([path, status, body.code], [path, 401, "unauthorized"]);
          assert.equal(headers["www-authenticate"], "Bearer");
        }
      });

      test("a session of a user whom the account lacks is denied", async () => {
        const { status, body } = await get("/files/marketing", { as: "mallory" });
        assert.deepEqual([status, body.code], [403, "unknown_principal"]);
      });

      test("a client cannot state who owns a file; the host can", async () => {
        const forged = await call(app, "DELETE", "/files/inbox/new.png", { as: "rob", body: { owner: "rob" } });
        assert.deepEqual([forged.status, forged.body.code], [400, "host_field"]);
        assert.equal(forged.body.problems[0].field, "/context/owner");
        const without = await call(app, "DELETE", "/files/inbox/new.png", { as: "rob" });
        assert.equal(without.status, 403);
        const own = await call(app, "DELETE", "/files/inbox/of-rob.png", { as: "rob" });
        assert.equal(own.status, 200);
      });

      test("a client cannot state the time, a password or the id of something new", async () => {
        for (const [field, value] of Object.entries({
          now: "2020-01-01T00:00:00Z",
          passwordVerified: true,
          id: "g1",
        })) {
          const { status, body } = await call(app, "POST", "/groups", {
            as: "ada",
            body: { name: "New", [field]: value },
          });
          assert.deepEqual([status, body.problems[0].field], [400, `/context/${field}`]);
        }
      });

      test("a client cannot name another principal", async () => {
        const stated = { name: "New", principal: { user: "ada" } };
        const { status, body } = await call(app, "POST", "/groups", { as: "rita", body: stated });
        assert.deepEqual([status, body.problems[0].field], [400, "/context/principal"]);
        const header = { headers: { "x-user": "ada", "x-forwarded-user": "ada", "lockstep-principal": "ada" } };
        assert.equal((await get("/files/secret?user=ada&principal=ada", { as: "rita", ...header })).status, 403);
        assert.equal((await get("/snapshot?user=ada", { as: "rita" })).body.principal.user, "rita");
      });

      test("a field that the policy does not know is refused, and so is one of a wrong type", async () => {
        for (const body of [
          { name: "New", nmae: "x" },
          { name: 7 },
          { name: ["New"] },
          '{"__proto__": {"owner": "ada"}}',
        ]) {
          const answer = await call(app, "POST", "/groups", { as: "ada", body });
          assert.equal(answer.status, 400, JSON.stringify(body));
        }
        for (const body of [[], ["name"], '"New"', "7"]) {
          const answer = await call(app, "POST", "/groups", { as: "ada", body });
          assert.notEqual(answer.status, 200, JSON.stringify(body));
          assert.ok(answer.status < 500, `${answer.status} ${answer.text}`);
        }
      });

      test("an action is not allowed before every field that it needs is known", async () => {
        const partial = await call(app, "POST", "/groups", { as: "ada", body: {} });
        assert.deepEqual([partial.status, partial.body.code], [403, "context_missing"]);
        assert.deepEqual(partial.body.decision.unverified, ["name"]);
        const nowhere = await call(app, "POST", "/move/marketing", { as: "ada", body: {} });
        assert.deepEqual([nowhere.status, nowhere.body.decision.unverified], [403, ["to"]]);
        const whole = await call(app, "POST", "/move/marketing", { as: "ada", body: { to: "/secret" } });
        assert.equal(whole.status, 200);
        const noResource = await get("/search", { as: "ada" });
        assert.equal(noResource.status, 403);
      });

      test("no spelling of a path leads to another one", async () => {
        const spellings = [
          "marketing/../secret",
          "marketing/%2e%2e/secret",
          "marketing%2f..%2fsecret",
          "marketing%2F%2E%2E%2Fsecret",
          "marketing/..%2fsecret",
          "marketing//../secret",
          "marketing/..;/secret",
          "marketing/%5c..%5csecret",
          "marketing/%00/../secret",
          "marketing%252f..%252fsecret",
          "%01%7B%22path%22:%22%2Fmarketing%22%7D/../secret",
        ];
        for (const spelling of spellings) {
          const { status, body, text } = await get(`/files/${spelling}`, { as: "rita" });
          // What an address of a URL has resolved before its handler sees it is not a path outside.
          const isInside = status === 200 && /^\/marketing\/(?!\.\.\/)/.test(body.done.resource.path);
          assert.ok(isInside || [400, 403, 404].includes(status), `${spelling}: ${status} ${text}`);
        }
        for (const spelling of ["marketing/logo.png", "marketing/%6cogo.png", "marketing/logo.png?path=/secret"]) {
          const { status, body } = await get(`/files/${spelling}`, { as: "rita" });
          assert.deepEqual([spelling, status], [spelling, 200]);
          assert.deepEqual(body.done.resource, { path: "/marketing/logo.png" });
        }
      });

      test("an address that cannot be decoded is refused", async () => {
        for (const spelling of ["%", "%zz", "%c0%ae%c0%ae", "%ff"]) {
          const { status } = await get(`/files/marketing/${spelling}`, { as: "ada" });
          assert.ok([400, 403, 404].includes(status), `${spelling}: ${status}`);
        }
      });

      test("a parameter that is given twice, or as an object, is refused", async () => {
        const refused = [
          "path=/marketing&path=/secret",
          "path[]=/marketing",
          "path[path][]=/marketing",
          "path[path]=/marketing&path[attributes][owner]=rita",
          "path[path]=/secret&path[relations][owner]=rita",
          "path[path]=/secret&path[in]=/marketing",
        ];
        for (const query of refused) {
          const { status } = await get(`/search?${query}`, { as: "rita" });
          assert.ok([400, 403].includes(status), `${query}: ${status}`);
        }
      });

      test("a path with a control character is no handle of a resource with facts", async () => {
        const handle = encodeURIComponent(`\u0001${JSON.stringify({ path: "/marketing" })}`);
        const { status, body } = await get(`/search?path=${handle}`, { as: "rita" });
        assert.deepEqual([status, body.code], [403, "path_invalid"]);
      });

      test("a route that lacks its guard does not act", async () => {
        assert.equal((await get("/forgotten", { as: "ada" })).status, 500);
      });

      test("the snapshot is the signed-in principal's, and stays out of every cache", async () => {
        const { status, headers, text, body } = await get("/snapshot", { as: "rita" });
        assert.equal(status, 200);
        assert.deepEqual(body.principal, { user: "rita" });
        assert.doesNotMatch(text, /secret|vera/);
        assert.equal(headers["cache-control"], "private, no-store");
        assert.match(headers["lockstep-revision"], /^1(\.[0-9a-f]{16})?$/);
        assert.equal("lockstep-signature" in headers, over === "lockstep serve");
        const again = await get("/snapshot", { as: "rita", headers: { "if-none-match": headers.etag } });
        assert.deepEqual([again.status, again.text], [304, ""]);
        const other = await get("/snapshot", { as: "ada", headers: { "if-none-match": headers.etag } });
        assert.equal(other.status, 200);
      });

      test("nothing failed on the way", () => assert.deepEqual(errors.splice(0), []));
    });
