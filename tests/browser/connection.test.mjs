// What the page does when the server is away, has come back, no longer takes the sign-in, or decides differently.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { openBrowser, press, tooWide } from "./support.mjs";

const social = "/campaigns/2025/summer-launch/social";
const post = `${social}/post-01-ridge.jpg`;
/** The sentence of a toast is in the document twice: to be seen, and to be spoken. */
const toast = (page, text) => page.getByRole("region", { name: "Notifications" }).getByText(text);
const banner = (page) => page.getByTestId("banner");
const offline = "Can't reach the server. You can look around; changes wait until it is back.";
/** Words of browsers and protocols, which are no sentences for people. */
const foreign = /Failed to fetch|Load failed|NetworkError|HTTP status|TypeError|WebAssembly|CompileError|net::/;
const connection = (page, state) => page.locator(`[data-connection="${state}"]`);

let browser, page;
before(async () => (browser = await openBrowser()));
beforeEach(async () => {
  await browser.startOver();
  page = await browser.newPage();
});
afterEach(() => page.context().close());
after(() => browser?.close());

test("while the server is away one reads on, every change waits and says why; then it catches up", async () => {
  await page.clock.install();
  await browser.enter(page, `?as=rita&path=${social}&open=${post}`);
  await connection(page, "live").waitFor();
  const remove = page.getByTestId("details").locator('[data-action="asset.delete"]');
  assert.equal(await remove.getAttribute("data-show"), "enabled");
  await browser.restart(async () => {
    await connection(page, "stale").getByText("Reconnecting…").waitFor();
    await banner(page).getByText(offline).waitFor();
    await page.locator('[data-folder="/brand"]').click();
    await page.locator('main [data-asset="/brand/logos"]').waitFor();
    await browser.visit(page, `?as=rita&path=${social}&open=${post}`);
    assert.equal(await remove.getAttribute("data-show"), "disabled");
    await press(remove);
    await page.getByTestId("why").getByText("You can do this once the server is back").waitFor();
    assert.equal(await page.getByTestId("why-message").textContent(), offline);
    await page.keyboard.press("Escape");
    await page.clock.fastForward("01:01:00");
    await page.getByText("out of date").first().waitFor({ state: "attached" });
    assert.equal(
      await page.getByTestId("details").locator('[data-action="link.view"]').getAttribute("data-show"),
      "enabled",
    );
    await press(remove);
    await page.getByTestId("why").locator('[data-code="reason"]', { hasText: "snapshot_stale" }).waitFor();
    await page.keyboard.press("Escape");
  });
  // The server's clock has stayed where it was.
  await page.clock.setSystemTime(new Date());
  await connection(page, "live").waitFor();
  await banner(page).getByText(offline).waitFor({ state: "detached" });
  await browser.request("flora", {
    action: "file.upload",
    resource: { path: social },
    context: { name: "afterwards.jpg" },
  });
  await page.locator(`[data-asset="${social}/afterwards.jpg"]`).waitFor();
  assert.equal(await remove.getAttribute("data-show"), "enabled");
});

test("while the server is away nothing stays enabled that only it could do", async () => {
  await browser.enter(page, `?as=ada&path=${social}&open=${post}`);
  await connection(page, "live").waitFor();
  const enabled = () =>
    page
      .locator('[data-action][data-show="enabled"]:not([aria-disabled])')
      .evaluateAll((found) => found.map((one) => one.dataset.action));
  assert.ok((await enabled()).includes("asset.delete"));
  await browser.restart(async () => {
    await connection(page, "stale").waitFor();
    for (const place of [
      `&path=${social}&open=${post}`,
      "&view=users",
      "&view=links",
      "&view=account",
      "&view=collections",
    ]) {
      await browser.visit(page, `?as=ada${place}`);
      await page.locator("main h1").waitFor();
      const left = (await enabled()).filter(
        (action) =>
          !["asset.view", "asset.search", "collection.view", "link.view", "user.view", "profile.edit"].includes(action),
      );
      assert.deepEqual(left, [], place);
      assert.doesNotMatch(await page.locator("body").innerText(), foreign, place);
    }
    await page.getByRole("button", { name: /^Demo/ }).click();
    assert.equal(await page.getByRole("button", { name: "Start over" }).getAttribute("aria-disabled"), "true");
  });
});

test("a form that is open when the server goes says so, keeps what was written, and can be sent once it is back", async () => {
  await browser.enter(page, `?as=flora&path=${social}`);
  await connection(page, "live").waitFor();
  await press(page.locator('main [data-action="folder.create"]'));
  const dialog = page.getByTestId("dialog");
  await dialog.getByLabel("Name").fill("reels");
  await browser.restart(async () => {
    await dialog.getByText(offline).waitFor();
    assert.equal(await dialog.locator("[data-send]").getAttribute("aria-disabled"), "true");
  });
  await dialog.locator('[data-send]:not([aria-disabled="true"])').click();
  await page.locator(`[data-asset="${social}/reels"]`).waitFor();
});

test("a change whose answer is lost is not called undone; one that the server could not take is", async () => {
  await browser.enter(page, `?as=flora&path=${social}`);
  await connection(page, "live").waitFor();
  await press(page.locator('main [data-action="folder.create"]'));
  const dialog = page.getByTestId("dialog");
  await dialog.getByLabel("Name").fill("reels");
  await page.route("**/requests", (route) =>
    route.fulfill({
      status: 507,
      contentType: "application/problem+json",
      body: JSON.stringify({ code: "store_full", detail: "x" }),
    }),
  );
  await dialog.locator("[data-send]").click();
  await toast(page, "The server has no room left to write. Nothing was changed.").waitFor();
  await page.unroute("**/requests");
  await page.route("**/requests", (route) =>
    route.fulfill({ status: 500, contentType: "text/html", body: "<h1>Internal error</h1>" }),
  );
  await dialog.locator("[data-send]").click();
  await toast(
    page,
    "The server sent an answer that this page cannot read. Whether the change was made shows once the server is back.",
  ).waitFor();
});

test("an engine that does not load is named, not the browser's error", async () => {
  for (const answer of [
    { status: 404, body: "" },
    { status: 200, contentType: "application/wasm", body: "no module" },
  ]) {
    await page.route("**/*.wasm", (route) => route.fulfill(answer));
    await page.goto(new URL("?as=rita", browser.url()).href);
    await page.getByText("The permission engine did not load. Without it the page shows nothing.").waitFor();
    assert.doesNotMatch(await page.locator("body").innerText(), foreign);
    await page.unroute("**/*.wasm");
  }
});

test("what happened while the page was cut off is there once it is back", async () => {
  await browser.enter(page, `?as=rita&path=${social}`);
  await connection(page, "live").waitFor();
  const context = page.context();
  await browser.restart(async () => {
    await connection(page, "stale").waitFor();
    await context.setOffline(true);
  });
  await browser.request("flora", {
    action: "file.upload",
    resource: { path: social },
    context: { name: "missed.jpg" },
  });
  assert.equal(await page.locator(`[data-asset="${social}/missed.jpg"]`).count(), 0);
  await context.setOffline(false);
  await page.locator(`[data-asset="${social}/missed.jpg"]`).waitFor();
  await connection(page, "live").waitFor();
});

test("a list that could not be read once is read again", async () => {
  await page.clock.install();
  await browser.enter(page, `?as=rita&path=${social}`);
  await connection(page, "live").waitFor();
  await page.route(
    "**/lists?*",
    (route) =>
      route.fulfill({
        status: 500,
        contentType: "application/problem+json",
        body: JSON.stringify({ code: "internal", detail: "Something is wrong." }),
      }),
    { times: 1 },
  );
  await browser.request("flora", { action: "file.upload", resource: { path: social }, context: { name: "late.jpg" } });
  await toast(page, "That did not work").waitFor();
  await connection(page, "live").waitFor();
  assert.equal(await page.locator(`[data-asset="${social}/late.jpg"]`).count(), 0);
  await page.clock.runFor("00:15");
  await page.locator(`[data-asset="${social}/late.jpg"]`).waitFor();
});

test("a sign-in that is no longer taken is said, and one can sign in again", async () => {
  await browser.enter(page, `?as=rita&path=${social}`);
  await page.route("**/v1/accounts/**", (route) =>
    route.fulfill({
      status: 401,
      contentType: "application/problem+json",
      body: JSON.stringify({ code: "unauthorized", detail: "Sign in." }),
    }),
  );
  await press(page.locator('main [data-action="folder.create"]'));
  const dialog = page.getByTestId("dialog");
  await dialog.getByLabel("Name").fill("reels");
  await dialog.locator("[data-send]").click();
  await connection(page, "signedOut").getByText("Signed out").waitFor();
  await toast(page, "That did not work").waitFor();
  assert.equal(await dialog.getByLabel("Name").inputValue(), "reels", "what was written is still there");
  await page.keyboard.press("Escape");
  await page.unroute("**/v1/accounts/**");
  await page.getByRole("button", { name: "Sign in again" }).click();
  await connection(page, "live").waitFor();
  assert.equal(await page.locator(`[data-asset="${social}/reels"]`).count(), 0);
});

test("a sign-in as another user that fails leaves the page where it was, and in step", async () => {
  await browser.enter(page, `?as=rita&path=${social}`);
  await page.route("**/demo/sign-in", (route) => route.abort());
  await page.getByRole("button", { name: /^Viewing as/ }).click();
  await page.locator('[data-person="ada"]').click();
  await toast(page, "That did not work").waitFor();
  await connection(page, "live").waitFor();
  await browser.request("flora", {
    action: "file.upload",
    resource: { path: social },
    context: { name: "meanwhile.jpg" },
  });
  await page.locator(`[data-asset="${social}/meanwhile.jpg"]`).waitFor();
  assert.match(page.url(), /as=rita/);
});

test("whatever the connection, a bar of 360 pixels has room for everything in it", async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  const search = page.getByRole("searchbox");
  const person = page.getByRole("button", { name: /^Viewing as/ });
  const room = async () => ((await search.boundingBox()) ?? { width: 0 }).width;
  await browser.enter(page, `?as=rita&path=${social}`);
  await connection(page, "live").waitFor();
  const usual = await room();
  await page.route("**/v1/accounts/**", (route) =>
    route.fulfill({
      status: 401,
      contentType: "application/problem+json",
      body: JSON.stringify({ code: "unauthorized", detail: "Sign in." }),
    }),
  );
  await browser.request("ada", { action: "file.upload", resource: { path: social }, context: { name: "news.jpg" } });
  await page.getByRole("button", { name: "Sign in again" }).waitFor();
  assert.deepEqual(await tooWide(page), [], "signed out");
  assert.equal(await room(), usual);
  assert.ok(await person.isVisible());
  await page.unrouteAll();
  await page.getByRole("button", { name: "Sign in again" }).click();
  await connection(page, "live").waitFor();
  await page.context().setOffline(true);
  await browser.restart(() => connection(page, "stale").waitFor());
  assert.deepEqual(await tooWide(page), [], "reconnecting");
  assert.equal(await room(), usual);
});

test("where the server and the page disagree, the page says so, with the server's reason", async () => {
  await browser.enter(page, `?as=rita&path=${social}`);
  const decision = {
    allowed: false,
    reason: "not_shared",
    show: "hidden",
    message: "This was not shared with you.",
    because: [],
    remedies: [],
    problems: [],
    unverified: [],
    revision: 1,
  };
  await page.route("**/requests", (route) =>
    route.fulfill({
      status: 403,
      contentType: "application/problem+json",
      body: JSON.stringify({ code: "not_shared", decision }),
    }),
  );
  await press(page.locator('main [data-action="folder.create"]'));
  await page.getByTestId("dialog").getByLabel("Name").fill("reels");
  await page.getByTestId("dialog").locator("[data-send]").click();
  await toast(page, "The server decides otherwise: Create folder").waitFor();
  await toast(page, `${decision.message} This page had allowed it.`).waitFor();
  assert.equal(
    await page.getByRole("region", { name: "Notifications" }).getByText(decision.message, { exact: true }).count(),
    0,
    "once is enough",
  );
});

test("without a server there is no library, and the user may try again; an unknown name is reported, and another user may be chosen", async () => {
  await page.route("**/demo/people", (route) => route.abort());
  await page.goto(new URL("?as=rita", browser.url()).href);
  await page.getByRole("heading", { name: "The library did not open" }).waitFor();
  await page.getByText("Can't reach the server.").waitFor();
  await page.unroute("**/demo/people");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator('main [data-asset="/brand"]').waitFor();
  await page.goto(new URL("?as=nobody", browser.url()).href);
  await page.getByText("There's no user with this ID.").waitFor();
  assert.deepEqual(await tooWide(page), []);
  await press(page.getByRole("button", { name: "Rita Okafor" }));
  await page.locator('main [data-asset="/brand"]').waitFor();
  await page.waitForURL(/as=rita/);
});

test("nothing broke the Content-Security-Policy and nothing failed but for the network", () =>
  assert.deepEqual(
    browser.complaints.filter((text) => !/net::ERR_|status of (401|403|404|500|507)/.test(text)),
    [],
  ));
