// What the first load brings and asks for, and how much of a long list is drawn.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { ask } from "../http/server.mjs";
import { openBrowser } from "./support.mjs";

const folder = "/events";
const files = Array.from({ length: 1500 }, (_, i) => `${folder}/many-${i + 1}.jpg`);

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

/** Runs before the page's own code: counts the components that React draws, as its developer tools do. */
function countRenders() {
  const performed = 1;
  let count = 0;
  function walk(fiber) {
    for (let at = fiber; at; at = at.sibling) {
      const isComponent = typeof at.type === "function" || typeof at.type?.type === "function";
      if (isComponent && at.flags & performed) count++;
      if (at.child !== at.alternate?.child) walk(at.child);
    }
  }
  globalThis.renders = {
    take() {
      const taken = count;
      count = 0;
      return taken;
    },
  };
  globalThis.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
    supportsFiber: true,
    inject: () => 1,
    onCommitFiberUnmount() {},
    onPostCommitFiberRoot() {},
    onCommitFiberRoot: (_id, root) => walk(root.current.child),
  };
}

let uploading;

/** Puts all files into the folder, once. */
const uploaded = () => (uploading ??= uploadAll());

async function uploadAll() {
  const { token } = (await ask(browser.url(), "POST", "/demo/sign-in", { body: { user: "flora" } })).body;
  const upload = async (path) => {
    const context = { name: path.slice(folder.length + 1) };
    const body = { action: "file.upload", resource: { path: folder }, context };
    assert.equal((await ask(browser.url(), "POST", "/v1/accounts/northpine/requests", { token, body })).status, 200);
  };
  const together = 25;
  for (let at = 0; at < files.length; at += together) await Promise.all(files.slice(at, at + together).map(upload));
}

test("the engine, the snapshot and its keys are asked for before the page's own code is there", async () => {
  const page = await browser.newPage();
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/assets/index-*.js", async (route) => {
    await held;
    await route.continue();
  });
  const asked = ["wasm", "snapshot", "v1/keys"].map((part) => page.waitForRequest((one) => one.url().endsWith(part)));
  const counted = [];
  page.on("request", (request) => counted.push(new URL(request.url()).pathname));
  await page.goto(`${browser.url()}/?as=rita`, { waitUntil: "commit" });
  await Promise.all(asked);
  release();
  await page.locator("[data-ready]").waitFor();
  await page.locator('[data-connection="live"]').waitFor();
  for (const path of ["/demo/sign-in", "/v1/keys", "/v1/accounts/northpine/snapshot"])
    assert.equal(counted.filter((one) => one === path).length, 1, `${path} is asked for once`);
  assert.equal(counted.filter((one) => one.endsWith(".wasm")).length, 1, "one engine, once");
  await page.context().close();
});

test("before any code is there, the page shows its frame; without scripts it says what it needs", async () => {
  const page = await browser.newPage();
  await page.route("**/assets/*.js", () => undefined);
  await page.goto(`${browser.url()}/?as=rita`, { waitUntil: "commit" });
  await page.getByRole("status").getByText("Loading the library").waitFor({ state: "attached" });
  assert.equal((await page.locator(".skeletonSide").boundingBox()).width, 264, "the room of the sidebar");
  await page.context().close();

  const plain = await page.context().browser().newContext({ javaScriptEnabled: false });
  const without = await plain.newPage();
  await without.goto(browser.url());
  await without.locator(".noScript", { hasText: "needs JavaScript and WebAssembly" }).waitFor();
  assert.equal(await without.locator(".skeleton").isVisible(), false);
  await plain.close();
});

test("the first load takes at most 240 KB, and has no dialog in it", async (t) => {
  const page = await browser.newPage();
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const addresses = new Map();
  let bytes = 0;
  session.on("Network.responseReceived", ({ requestId, response }) => addresses.set(requestId, response.url));
  session.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  // Whatever is loaded later waits for the page to be idle, and never is here.
  await page.addInitScript(() => (globalThis.requestIdleCallback = () => 0));
  await browser.enter(page, "?as=ada");
  await page.locator("main [data-asset]").first().waitFor();
  const loaded = [...addresses.values()].filter((address) => address.endsWith(".js"));
  assert.deepEqual(
    loaded.filter((address) => /Dialog|WhyPanel|UsersPage|LinksPage|AccountPage|CollectionsPage|Visitor/.test(address)),
    [],
  );
  t.diagnostic(`${bytes} bytes`);
  assert.ok(bytes > 100_000 && bytes <= 240_000, `${bytes} bytes`);
  const html = readFileSync("web/dist/index.html", "utf8");
  assert.doesNotMatch(html, /<style|style=|<script>/, "nothing that the Content-Security-Policy forbids");
  await page.context().close();
});

test("a dialog that is needed before it was loaded opens once it is there", async () => {
  const page = await browser.newPage();
  await page.addInitScript(() => (globalThis.requestIdleCallback = () => 0));
  await browser.enter(page, "?as=flora&path=/events");
  let isAway = true;
  await page.route("**/assets/OpenDialog-*.js", (route) => (isAway ? route.abort() : route.continue()));
  await page.locator('main [data-action="folder.create"]').click();
  const alert = page.getByRole("alert");
  await alert.getByText("Can't reach the server").waitFor();
  assert.equal(await page.getByTestId("dialog").count(), 0);
  isAway = false;
  await alert.getByRole("button", { name: "Try again" }).click();
  await page.getByTestId("dialog").waitFor();
  browser.complaints.splice(0, browser.complaints.length);
  await page.context().close();
});

test("of 1,500 files only those in sight have elements, and an arrow key draws two cards again", async (t) => {
  await uploaded();
  for (const layout of ["grid", "list"]) {
    const page = await browser.newPage();
    await page.addInitScript(countRenders);
    await browser.enter(page, `?as=flora&path=${folder}&layout=${layout}`);
    const drawn = page.locator(`main [data-asset^="${folder}/many-"]`);
    await drawn.first().waitFor();
    // Whatever arrives later draws components of its own.
    await page.locator('html[data-parts="loaded"]').waitFor();
    await page.locator('[data-connection="live"]').waitFor();
    await page.getByRole("link", { name: /many-1\.jpg/ }).focus();
    const before = await page.locator("main *").count();
    assert.ok((await drawn.count()) < 80, `${await drawn.count()} in the ${layout}`);
    const key = layout === "grid" ? "ArrowRight" : "ArrowDown";
    await page.keyboard.press(key);
    await page.evaluate(() => globalThis.renders.take());
    await page.keyboard.press(key);
    const renders = await page.evaluate(() => globalThis.renders.take());
    t.diagnostic(`${layout}: ${before} elements, ${renders} components for an arrow key`);
    assert.ok(renders > 0 && renders < 40, `${renders} components are drawn again in the ${layout}`);

    await page.keyboard.press("End");
    const focused = () => page.evaluate(() => document.activeElement.closest("[data-asset]")?.dataset.asset);
    assert.equal(await focused(), `${folder}/many-1500.jpg`);
    await page.getByRole("link", { name: /many-1499\.jpg/ }).waitFor();
    assert.ok((await drawn.count()) < 80);
    await page.locator("main").evaluate((main) => main.scrollTo(0, 0));
    await page.getByRole("link", { name: /many-2\.jpg/ }).waitFor();
    assert.equal(await focused(), `${folder}/many-1500.jpg`, "what has the focus keeps it out of sight");
    await page.keyboard.press("Home");
    await page.waitForFunction(
      (path) => document.activeElement.closest("[data-asset]")?.dataset.asset !== path,
      `${folder}/many-1500.jpg`,
    );
    await page.context().close();
  }
});

/** Counts what a page asks for and is sent from now on, its event stream included. */
async function meter(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const asked = [];
  const open = new Set();
  let bytes = 0;
  session.on("Network.requestWillBeSent", ({ requestId, request }) => {
    asked.push(new URL(request.url).pathname);
    open.add(requestId);
  });
  // Of the stream, which has no end.
  session.on("Network.dataReceived", ({ requestId, dataLength }) => (bytes += open.has(requestId) ? 0 : dataLength));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    open.delete(requestId);
    bytes += encodedDataLength;
  });
  return {
    read: () => ({ asked: [...asked], bytes }),
    isQuiet: () => open.size === 0,
  };
}

const byOthers = [
  ["flora", { action: "file.rename", resource: { path: `${folder}/many-7.jpg` }, context: { name: "many-0007.jpg" } }],
  ["flora", { action: "asset.delete", resource: { path: `${folder}/many-9.jpg` } }],
  ["ada", { action: "asset.share", resource: { path: "/press" }, context: { with: { user: "rosa" }, level: "view" } }],
  ["ada", { action: "user.set_role", resource: { user: "vera" }, context: { role: "developer" } }],
];

test("another user's change costs a page of 1,550 files at most 2 requests and 4 KB", async (t) => {
  await uploaded();
  const views = ["?as=ada", `?as=flora&path=${folder}`, "?as=ada&view=users", "?as=ada&view=audit", "?as=rosa"];
  const pages = [];
  for (const view of views) {
    const page = await browser.enter(await browser.newPage(), view);
    pages.push(page);
    await page.locator('html[data-parts="loaded"]').waitFor();
    await page.locator('[data-connection="live"]').waitFor();
  }
  await pages[3].locator("[data-testid=audit] li[data-audit]").first().waitFor();
  for (const [who, request] of byOthers) {
    const meters = await Promise.all(pages.map(meter));
    const { body, status } = await browser.request(who, request);
    assert.equal(status, 200, JSON.stringify(body));
    for (const [i, page] of pages.entries()) {
      await page.locator(`[data-ready="${body.decision.revision}"][data-listed]`).waitFor();
      while (!meters[i].isQuiet()) await page.evaluate(() => new Promise(requestAnimationFrame));
      const { asked, bytes } = meters[i].read();
      t.diagnostic(`${request.action}, ${views[i]}: ${asked.length} requests, ${bytes} bytes`);
      assert.ok(asked.length > 0 && asked.length <= 2, `${request.action}, ${views[i]}: ${asked}`);
      assert.ok(bytes > 0 && bytes <= 4_096, `${request.action}, ${views[i]}: ${bytes} bytes`);
    }
  }
  await pages[1].getByRole("link", { name: /many-0007\.jpg/ }).waitFor();
  assert.equal(
    await pages[1].locator(`[data-asset="${folder}/many-9.jpg"]`).count(),
    0,
    "what is gone is gone here too",
  );
  for (const page of pages) await page.context().close();
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
