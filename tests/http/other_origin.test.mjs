// Pages of other origins: those that the server allows may ask and read its answers, no other may.

import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launchChromium } from "../chromium.mjs";
import { root } from "../../tools/run.mjs";
import { acme, ask, makeToken, run, startServer, temporaryData } from "./server.mjs";
import { issuer } from "./tokens.mjs";

const identity = issuer();
const page = `<!doctype html><title>elsewhere</title><link rel="icon" href="data:,"><p></p><script type="module">
  import { connect } from "/dist/live.js";
  const shown = document.querySelector("p");
  const [url, token] = location.hash.slice(1).split(",");
  try {
    globalThis.live = await connect({ url, account: "acme", token, onState: show });
    live.subscribe(show);
    show();
  } catch (error) {
    shown.textContent = "refused: " + error.name;
  }
  function show() {
    if (globalThis.live) shown.textContent = [live.state, live.signature, live.access.show("asset.delete", "/secret")].join(" ");
  }
</script>`;
const pages = [];
let server, host, browser;

/** A page's own server, on a port and so an origin of its own. */
async function servePage() {
  const types = { js: "text/javascript", mjs: "text/javascript", wasm: "application/wasm", json: "application/json" };
  const own = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://here");
    response.setHeader("content-type", types[pathname.split(".").at(-1)] ?? "text/html");
    if (!pathname.startsWith("/dist/")) return response.end(page);
    createReadStream(join(root, pathname))
      .once("error", () => response.writeHead(404).end())
      .pipe(response);
  });
  await new Promise((resolve) => own.listen(0, "127.0.0.1", resolve));
  pages.push(own);
  return `http://127.0.0.1:${own.address().port}`;
}

let ours, others;
before(async () => {
  [ours, others] = [await servePage(), await servePage()];
  const data = temporaryData();
  host = makeToken(data);
  server = await startServer({
    data,
    args: ["--token-keys", identity.file, "--allow-origin", "https://app.example.com", "--allow-origin", ours],
  });
  assert.equal((await ask(server.url, "PUT", "/v1/accounts/acme", { token: host, body: acme })).status, 201);
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  for (const own of pages) own.close();
});

const rita = () => identity.token({ sub: "rita", account: "acme" });
const asked = (path, origin, headers = {}) =>
  ask(server.url, "OPTIONS", path, { headers: { origin, "access-control-request-method": "POST", ...headers } });
const cors = ({ headers }) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith("access-control-") || name === "vary"));
const words = (text) => text.toLowerCase().split(", ");

test("a browser's preflight is answered for a listed page, and for no other", async () => {
  for (const path of ["/v1/accounts/acme/requests", "/v1/accounts/acme/events", "/v1/keys"]) {
    const answer = await asked(path, ours);
    assert.equal(answer.status, 204);
    const told = cors(answer);
    assert.equal(told["access-control-allow-origin"], ours);
    assert.equal(told["access-control-allow-credentials"], undefined);
    assert.deepEqual(words(told["access-control-allow-methods"]), ["get", "post"]);
    for (const name of [
      "authorization",
      "content-type",
      "if-match",
      "if-none-match",
      "idempotency-key",
      "last-event-id",
      "lockstep-revision",
    ])
      assert.ok(words(told["access-control-allow-headers"]).includes(name), name);
  }
  for (const origin of [others, "null", "https://app.example.com.evil.test", `${ours}/`, "https://APP.example.com"]) {
    const answer = await asked("/v1/accounts/acme/requests", origin);
    assert.deepEqual([answer.status, cors(answer)], [405, { vary: "Origin" }], origin);
  }
});

test("answers, errors and streams may be read by a listed page alone, and a cache keeps them apart", async () => {
  const from = (origin, path, token = rita()) =>
    fetch(server.url + path, {
      headers: { ...(origin ? { origin } : {}), ...(token ? { authorization: `Bearer ${token}` } : {}) },
    });
  for (const [path, token, status] of [
    ["/v1/accounts/acme/snapshot", rita(), 200],
    ["/v1/accounts/acme/snapshot", "", 401],
    ["/v1/accounts/none/terms", rita(), 404],
    ["/v1/accounts/acme/events?since=1.0000000000000000", rita(), 200],
  ])
    for (const origin of [ours, "https://app.example.com", others, undefined]) {
      const response = await from(origin, path, token);
      const told = cors(response);
      await response.body.cancel();
      assert.equal(response.status, status);
      assert.equal(told["access-control-allow-origin"], origin === others ? undefined : origin);
      assert.equal(told["access-control-allow-credentials"], undefined);
      assert.ok(words(told.vary).includes("origin"));
      if (status === 200 && path.endsWith("snapshot")) assert.ok(words(told.vary).includes("authorization"));
      if (told["access-control-allow-origin"])
        for (const name of ["date", "lockstep-signature", "etag", "lockstep-revision", "idempotency-replayed"])
          assert.ok(words(told["access-control-expose-headers"]).includes(name), name);
    }
});

test("a page elsewhere follows the server in a browser, with the signature checked, and one that is not listed does not", {
  timeout: 60_000,
}, async () => {
  const open = async (origin) => {
    const tab = await browser.newPage();
    tab.setDefaultTimeout(20_000);
    await tab.goto(`${origin}/#${server.url},${rita()}`);
    return tab;
  };
  const tab = await open(ours);
  await tab.getByText("live verified hidden").waitFor();
  // It may read the server's time.
  assert.match(
    await tab.evaluate(async (keys) => (await fetch(keys)).headers.get("Date"), `${server.url}/v1/keys`),
    / GMT$/,
  );
  const share = {
    principal: { user: "ada" },
    action: "asset.share",
    resource: { path: "/secret" },
    context: { with: { user: "rita" }, level: "manage" },
  };
  assert.equal((await ask(server.url, "POST", "/v1/accounts/acme/requests", { token: host, body: share })).status, 200);
  await tab.getByText("live verified enabled").waitFor();
  const { decision } = await tab.evaluate(() =>
    live.request({ action: "folder.create", resource: "/secret", context: { name: "open" } }),
  );
  assert.equal(decision.allowed, true);
  const stranger = await open(others);
  await stranger.getByText(/^refused/).waitFor();
});

test("without a list the server says nothing of origins; what is no origin it does not take", async () => {
  const plain = await startServer({ data: temporaryData() });
  const answer = await ask(plain.url, "OPTIONS", "/v1/keys", {
    headers: { origin: ours, "access-control-request-method": "GET" },
  });
  assert.deepEqual(
    [answer.status, cors(answer), cors(await ask(plain.url, "GET", "/v1/keys", { headers: { origin: ours } }))],
    [405, {}, {}],
  );
  await plain.stop();
  const data = temporaryData();
  for (const origin of [
    "*",
    "null",
    "app.example.com",
    "https://app.example.com/",
    "https://App.example.com",
    "https://",
    "https://a.test\r\nX: y",
    "ftp://a.test",
  ]) {
    const { code, output } = run("serve", "--data", data, "--port", "0", "--allow-origin", origin);
    assert.equal(code, 2, origin);
    assert.match(output, /is no origin: give scheme, host and port/);
  }
});
