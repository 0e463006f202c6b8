// The inspector over a connection: it needs nothing but `inspect(live)`.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { openAccount } from "lockstep/server";
import { launchChromium } from "../chromium.mjs";
import { root } from "../../tools/run.mjs";
import { ask, startServer } from "../http/server.mjs";

const body = `<!doctype html><html lang="en"><title>Live</title>
<main><h1>Live</h1>
<button type="button" data-lockstep="asset.delete" data-lockstep-path="/brand">Delete</button>
<button type="button" data-lockstep="asset.view" data-lockstep-path="/legal">Open</button></main>
<script type="module" src="/assets/live.js"></script></html>`;

const folder = mkdtempSync(join(tmpdir(), "lockstep-live-page-"));
let server, browser, page;
const complaints = [];
before(async () => {
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), body);
  writeFileSync(join(folder, "favicon.ico"), "");
  await build({
    entryPoints: [`${root}/tests/frameworks/inspector/live.js`],
    outfile: join(folder, "assets/live.js"),
    bundle: true,
    format: "esm",
    logLevel: "silent",
  });
  server = await startServer({ args: ["--demo", "--web", folder] });
  browser = await launchChromium();
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.goto(`${server.url}/`);
  await page.locator("[data-ready]").waitFor();
  await page.keyboard.press("Alt+x");
});
after(async () => {
  await browser?.close();
  await server?.kill();
  rmSync(folder, { recursive: true });
});

const tab = (name) => page.getByRole("tab", { name });
const fact = (term) => page.locator(".facts div", { has: page.locator(`dt:text-is("${term}")`) }).locator("dd");

test("it shows the connection, the size of the snapshot, and that the server agrees", async () => {
  await tab("State").click();
  await page.getByText("agrees on 2 of 2").waitFor();
  assert.equal(await fact("Connection").textContent(), "live");
  assert.match(await fact("Snapshot").textContent(), /^[\d.]+ KB$/);
  assert.equal(await fact("Last delta").textContent(), "none yet");
});

test("what the page asked is listed, and a scenario is made from the server's snapshot", async () => {
  await tab("Asked").click();
  await page.locator(".row", { hasText: "asset.delete" }).click();
  await page.getByText("Denied, greyed").waitFor();
  await page.getByRole("button", { name: "Copy as a scenario" }).click();
  await page.locator(".said", { hasText: "The scenario is copied." }).waitFor();
  const [{ given, checks }] = JSON.parse(await page.evaluate(() => navigator.clipboard.readText())).scenarios;
  const { expect, reason, ...request } = checks[0];
  const account = await openAccount(given);
  const decision = account.decide(request);
  assert.deepEqual([decision.allowed, decision.reason], [expect === "allow", reason]);
  account.dispose();
});

test("another user's change is the last delta, and the server agrees with the new answers", async () => {
  const { token } = (await ask(server.url, "POST", "/demo/sign-in", { body: { user: "ada" } })).body;
  const share = {
    action: "asset.share",
    resource: "/legal",
    context: { with: { user: "rita" }, level: "view" },
  };
  await ask(server.url, "POST", "/v1/accounts/northpine/requests", { token, body: share });
  await page
    .getByRole("status")
    .getByText(/^Revision \d+: 1 answer changed\.$/)
    .waitFor();
  await tab("State").click();
  assert.match(await fact("Last delta").textContent(), /^\d+ B, \d+ to \d+, at /);
  await page.getByText("agrees on 2 of 2").waitFor();
});

test("an access object that a reload has brought is inspected too, and the old one is as it was", async () => {
  const hasOwn = await page.evaluate(async () => {
    const old = live.access;
    const replaced = new Promise((resolve) => {
      const leave = live.subscribe(() => live.access !== old && resolve(leave()));
    });
    // A delta that the page cannot use makes it load a snapshot.
    old.update = () => {
      throw new Error("not this one");
    };
    Object.assign(globalThis, { replaced, old });
    return Object.hasOwn(old, "can");
  });
  assert.equal(hasOwn, true);
  const { token } = (await ask(server.url, "POST", "/demo/sign-in", { body: { user: "ada" } })).body;
  const unshare = { action: "asset.unshare", resource: "/legal", context: { with: { user: "rita" } } };
  await ask(server.url, "POST", "/v1/accounts/northpine/requests", { token, body: unshare });
  await page.evaluate(() => replaced);
  assert.deepEqual(await page.evaluate(() => ["can", "decide"].filter((name) => Object.hasOwn(old, name))), []);
  await page.evaluate(() => live.access.can("asset.move", "/brand"));
  await tab("Asked").click();
  await page.locator(".row", { hasText: "asset.move" }).waitFor();
});

test("nothing broke the server's Content-Security-Policy, and nothing failed", () => assert.deepEqual(complaints, []));
