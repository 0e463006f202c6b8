// From place to place: what Back goes to, what the page is called, where the focus is, and whose the keys are.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, press } from "./support.mjs";

const social = "/campaigns/2025/summer-launch/social";
const post = `${social}/post-01-ridge.jpg`;

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

const heading = (page, name) => page.getByRole("heading", { level: 1, name, exact: true });
const card = (page, path) => page.locator(`main [data-asset="${path}"] a`).first();
const rowMenu = (page, path) =>
  page.locator(`main [data-asset="${path}"]`).getByRole("button", { name: /^Operations/ });
/** Waits until it has the focus: a dialog that closes gives it back a moment later. */
const focusOn = async (locator) => {
  await locator.waitFor();
  await locator.page().waitForFunction((element) => element === document.activeElement, await locator.elementHandle());
};

test("Back goes through every place one was at, after a reload and after another Back too", async () => {
  const page = await browser.open("?as=ada&path=/brand&theme=light");
  await page.reload();
  await heading(page, "brand").waitFor();
  for (const place of ["events", "legal"]) {
    await page.locator(`[data-folder="/${place}"]`).click();
    await heading(page, place).waitFor();
  }
  await page.goBack();
  await heading(page, "events").waitFor();
  await page.locator('[data-folder="/press"]').click();
  await heading(page, "press").waitFor();
  for (const place of ["events", "brand"]) {
    await page.goBack();
    await heading(page, place).waitFor();
  }
  await page.goForward();
  await heading(page, "events").waitFor();
});

test("the first page of a user without a library is no step of its own", async () => {
  const page = await browser.newPage();
  await browser.enter(page, "?as=finn&theme=light");
  await heading(page, "Account").waitFor();
  await page.waitForURL(/view=account/);
  assert.equal(await page.evaluate(() => history.length), 2, "the blank page and this one");
  await page.context().close();
});

test("every place names the page", async () => {
  const page = await browser.open(`?as=ada&path=${social}`);
  const named = (name) =>
    page.waitForFunction((title) => document.title === title, `${name} – Northpine, a Lockstep demo`);
  await named("social");
  await page.getByRole("searchbox").fill("ridge");
  await named("Search results");
  await browser.visit(page, "?as=ada&view=links");
  await named("Public links");
  await browser.visit(page, "?as=ada&view=collections&collection=c3");
  await named(await page.locator("h1").textContent());
  await browser.visit(page, "?as=ada");
  await named("All folders");
});

test("into a folder the focus goes to its heading, and by the tree it stays where it is", async () => {
  const page = await browser.open("?as=ada&path=/brand");
  await press(card(page, "/brand/logos"));
  await focusOn(heading(page, "logos"));
  const row = page.locator('[data-folder="/events"]');
  await press(row);
  await heading(page, "events").waitFor();
  await focusOn(row);
});

test("the details take the focus, and Escape or their button gives it back to the file", async () => {
  for (const layout of ["grid", "list"]) {
    const page = await browser.open(`?as=ada&path=${social}&layout=${layout}`);
    const details = page.getByTestId("details");
    const close = details.getByRole("button", { name: "Close the details" });
    for (const key of ["Escape", "Enter"]) {
      await press(card(page, post));
      await focusOn(close);
      await page.keyboard.press(key);
      await details.waitFor({ state: "detached" });
      await focusOn(card(page, post));
    }
  }
});

test("details that the address opened leave the focus alone, and go back to the file in the list", async () => {
  const page = await browser.open(`?as=ada&path=${social}&open=${post}`);
  const details = page.getByTestId("details");
  await details.waitFor();
  assert.equal(await page.evaluate(() => document.activeElement === document.body), true);
  await press(details.getByRole("button", { name: "Close the details" }));
  await focusOn(card(page, post));
});

test("a dialog gives the focus back to the menu that opened it, and to the heading where that has gone", async () => {
  const page = await browser.open(`?as=ada&path=${social}`);
  const dialog = page.getByTestId("dialog");
  // Cancelled first on another row, which is then not where the focus belongs.
  const other = rowMenu(page, `${social}/post-02-coast.jpg`);
  for (const [menu, key] of [
    [other, "Escape"],
    [rowMenu(page, post), "Enter"],
  ]) {
    await press(menu);
    await press(page.locator('[role=menu] [data-action="asset.delete"]'));
    await dialog.waitFor();
    if (key === "Escape") {
      await page.keyboard.press(key);
      await focusOn(other);
    } else await press(dialog.locator("[data-send]"));
  }
  await page.locator(`[data-asset="${post}"]`).waitFor({ state: "detached" });
  await focusOn(heading(page, "social"));
});

test("what is deleted from its details, or as selected, leaves the focus at the heading", async () => {
  const page = await browser.open(`?as=ada&path=${social}`);
  const dialog = page.getByTestId("dialog");
  await press(card(page, post));
  await press(page.getByTestId("details").locator('[data-action="asset.delete"]'));
  await press(dialog.locator("[data-send]"));
  await page.getByTestId("details").waitFor({ state: "detached" });
  await focusOn(heading(page, "social"));

  await press(card(page, `${social}/post-02-coast.jpg`), "Space");
  await press(page.getByTestId("selection").locator('[data-action="asset.delete"]'));
  await press(dialog.locator("[data-send]"));
  await page.getByTestId("selection").waitFor({ state: "detached" });
  await focusOn(heading(page, "social"));
});

test("keys in an open menu are the menu's, and keys with Alt or Control the browser's", async () => {
  const page = await browser.open(`?as=ada&path=${social}`);
  await press(rowMenu(page, post));
  await page.getByRole("menu").waitFor();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowRight", "ArrowLeft", "End", "Home"]) {
    await page.keyboard.press(key);
    assert.equal(await page.evaluate(() => document.activeElement.closest("[role=menu]") !== null), true, key);
  }
  await page.keyboard.press("Escape");
  await focusOn(rowMenu(page, post));

  await page.evaluate(() => addEventListener("keydown", (event) => (globalThis.swallowed = event.defaultPrevented)));
  for (const start of [card(page, `${social}/post-02-coast.jpg`), page.locator('[data-folder="/campaigns"]')]) {
    await start.focus();
    for (const key of ["Control+Home", "Control+End", "Control+ArrowDown", "Alt+ArrowRight", "Meta+ArrowDown"]) {
      await page.keyboard.press(key);
      assert.equal(await page.evaluate(() => globalThis.swallowed), false, key);
      await focusOn(start);
    }
  }
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
