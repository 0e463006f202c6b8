// Several at once: an action is offered only if every selected asset passes, and those that do not are named one by
// one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { check, checkAll } from "./command_line.mjs";
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
  await report.getByText(`You can do this with ${chosen.length - denied.length} of ${chosen.length} items.`).waitFor();
  for (const [i, path] of chosen.entries()) {
    const row = report.locator(`[data-denied="${path}"]`);
    if (answers[i].allowed) assert.equal(await row.count(), 0);
    else assert.ok((await row.textContent()).includes(answers[i].message));
  }

  await report.getByRole("button", { name: /^Delete: \d items?$/ }).click();
  await page.getByTestId("dialog").locator("[data-send]").click();
  await page.locator(`[data-asset="${folder}/social"]`).waitFor({ state: "detached" });
  assert.equal(await page.locator(`[data-asset="${folder}/hero"]`).count(), 1);
});

test("everything passes for who manages it all", async () => {
  const page = await browser.open(`?as=ada&path=${folder}`);
  const bar = await select(page, chosen);
  for (const button of await bar.locator("[data-action]").all())
    assert.equal(await button.getAttribute("data-show"), "enabled");
});

test("who may only view is not offered what the role forbids", async () => {
  const page = await browser.open(`?as=vera&path=${folder}`);
  const bar = await select(page, chosen);
  const shown = await bar.locator("[data-action]").evaluateAll((found) => found.map((button) => button.dataset.action));
  assert.deepEqual(shown, ["asset.download_zip"]);
});

test("where one of several is not done, it is said how many were, and the form goes on with the others", async () => {
  const page = await browser.open(`?as=ada&path=${folder}`);
  const bar = await select(page, chosen);
  const decision = { ...(await check("rita", "asset.delete", chosen[1])), message: "Not today." };
  const answers = {
    3: { status: 403, code: decision.reason, decision },
    5: { status: 500, code: "internal", detail: "The disk is full." },
  };
  let asked = 0;
  await page.route("**/requests", (route) => {
    asked += 1;
    const answer = answers[asked];
    return answer
      ? route.fulfill({ status: answer.status, contentType: "application/problem+json", body: JSON.stringify(answer) })
      : route.continue();
  });
  await press(bar.locator('[data-action="asset.delete"]'));
  const dialog = page.getByTestId("dialog");
  const told = (text) => page.getByRole("region", { name: "Notifications" }).getByText(text, { exact: true }).waitFor();
  const send = () => dialog.locator("[data-send]:not([aria-busy])").click();
  await dialog.getByLabel(/^Type “delete”/).fill("delete");
  await send();
  await told("Delete: 2 of 4 done");
  await told(`Stopped at ${chosen[2]}.`);
  assert.deepEqual(
    await dialog.getByTestId("names").getByRole("listitem").allTextContents(),
    chosen.slice(2).map((path) => path.split("/").at(-1)),
  );
  await send();
  await told("Delete: 1 of 2 done");
  await told(`Stopped at ${chosen[3]}: The disk is full.`);
  await send();
  await dialog.waitFor({ state: "detached" });
  for (const path of chosen) await page.locator(`main [data-asset="${path}"]`).waitFor({ state: "detached" });
  assert.equal(asked, 6, "what was done is not asked for again");
});

test("nothing broke the Content-Security-Policy and nothing failed but what was made to", () =>
  assert.deepEqual(
    browser.complaints.filter((text) => !/status of 500/.test(text)),
    [],
  ));
