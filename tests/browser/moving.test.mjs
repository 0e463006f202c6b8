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
const card = (page, path) => page.locator(`main [data-asset="${path}"] button`).first();
const rowMenu = (page, path) => page.locator(`main [data-asset="${path}"]`).getByRole("button", { name: /^Operations/ });
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

test("the page that somebody without a library begins at is no step of its own", async () => {
  const page = await browser.newPage();
  await browser.enter(page, "?as=finn&theme=light");
  await heading(page, "Account").waitFor();
  await page.waitForURL(/view=account/);
  assert.equal(await page.evaluate(() => history.length), 2, "the blank page and this one");
  await page.context().close();
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
