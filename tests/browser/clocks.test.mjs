// A page on a device whose clock is wrong: it counts by the server's.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { openBrowser } from "./support.mjs";

const social = "/campaigns/2025/summer-launch/social";
const query = `?as=rita&path=${social}&open=${social}/post-01-ridge.jpg`;
const hours = 3_600_000;
const clocks = { right: 0, "25 hours fast": 25 * hours, "25 hours slow": -25 * hours };

let browser, page;
before(async () => (browser = await openBrowser()));
beforeEach(async () => (page = await browser.newPage()));
afterEach(() => page.context().close());
after(() => browser?.close());

async function enter(shift) {
  await page.clock.install({ time: Date.now() + shift });
  await browser.enter(page, query);
  await page.locator('[data-connection="live"]').waitFor();
}

const buttons = () =>
  page
    .locator("[data-action][data-show]")
    .evaluateAll((found) => found.map((one) => `${one.dataset.action} ${one.dataset.show}`));

test("it shows the same buttons as one whose clock is right", async () => {
  const shown = [];
  for (const shift of Object.values(clocks)) {
    await browser.startOver();
    await enter(shift);
    shown.push(await buttons());
    await page.context().close();
    page = await browser.newPage();
  }
  assert.ok(shown[0].includes("asset.delete enabled"), shown[0].join());
  assert.deepEqual(shown[1], shown[0]);
  assert.deepEqual(shown[2], shown[0]);
});

for (const [what, shift] of Object.entries(clocks)) {
  test(`its snapshot expires after the server's hour where the clock is ${what}`, async () => {
    await enter(shift);
    const outOfDate = page.locator('[aria-description*="out of date"]').first();
    await browser.restart(async () => {
      await page.locator('[data-connection="stale"]').waitFor();
      await page.clock.fastForward("58:00");
      await page.clock.runFor(1_000);
      assert.equal(await outOfDate.count(), 0);
      await page.clock.fastForward("02:30");
      await outOfDate.waitFor({ state: "attached" });
    });
  });
}
