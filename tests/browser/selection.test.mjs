// Several at once: an action is offered only if every selected asset passes, and which do not is told one by one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { checkAll } from "./command_line.mjs";
import { openBrowser, press } from "./support.mjs";

const folder = "/campaigns/2025/summer-launch";
const chosen = ["email", "hero", "social", "shot-list.pdf"].map((name) => `${folder}/${name}`);

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

async function select(page, paths) {
  for (const path of paths) await page.locator(`[data-asset="${path}"] input`).check({ force: true });
  const bar = page.getByTestId("selection");
  await bar.getByText(`${paths.length} selected`).waitFor();
  return bar;
}

test("the count of those refused, which they are, and why each", async () => {
  const page = await browser.open(`?as=rita&path=${folder}`);
  const bar = await select(page, chosen);
  const answers = await checkAll(chosen.map((resource) => ({ as: "rita", action: "asset.delete", resource })));
  const denied = chosen.filter((_, i) => !answers[i].allowed);
  assert.ok(denied.length > 0 && denied.length < chosen.length);

  const button = bar.locator('[data-action="asset.delete"]');
  assert.equal(await button.getAttribute("data-show"), "disabled");
  assert.equal(Number(await button.getAttribute("data-denied")), denied.length);
  await press(button);

  const report = page.getByTestId("report");
  await report.getByText(`not for ${denied.length} of ${chosen.length}`).waitFor();
  for (const [i, path] of chosen.entries()) {
    const row = report.locator(`[data-denied="${path}"]`);
    if (answers[i].allowed) assert.equal(await row.count(), 0);
    else assert.ok((await row.textContent()).includes(answers[i].message));
  }

  await report.getByRole("button", { name: /^Go on with the other/ }).click();
  await page.getByTestId("dialog").locator("[data-send]").click();
  await page.locator(`[data-asset="${folder}/social"]`).waitFor({ state: "detached" });
  assert.equal(await page.locator(`[data-asset="${folder}/hero"]`).count(), 1);
});

test("everything passes for who manages it all", async () => {
  const page = await browser.open(`?as=ada&path=${folder}`);
  const bar = await select(page, chosen);
  for (const button of await bar.locator("[data-action]").all()) assert.equal(await button.getAttribute("data-show"), "enabled");
});

test("who may only view is not offered what the role forbids", async () => {
  const page = await browser.open(`?as=vera&path=${folder}`);
  const bar = await select(page, chosen);
  const shown = await bar.locator("[data-action]").evaluateAll((found) => found.map((button) => button.dataset.action));
  assert.deepEqual(shown, ["asset.download_zip"]);
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
