// What would help: only what helps, on every plan; and a smaller plan shows no user more of the page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { people } from "./places.mjs";
import { openBrowser, press } from "./support.mjs";

const plans = ["free", "paid", "enterprise"];

let browser, page;
before(async () => {
  browser = await openBrowser();
  page = await browser.newPage();
});
after(() => browser?.close());

async function setPlan(plan) {
  const response = await fetch(`${browser.url()}/demo/plan`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ plan }),
  });
  assert.ok(response.ok);
}

const navigation = () => page.getByRole("navigation", { name: "Pages" }).getByRole("link");
const shownPages = () => navigation().evaluateAll((found) => found.map((one) => one.textContent));

for (const person of people) {
  test(`${person}: a smaller plan shows no more pages, and following what would help helps`, async () => {
    await browser.startOver();
    let before = [];
    for (const plan of plans) {
      await setPlan(plan);
      await browser.enter(page, `?as=${person}&view=account`);
      const now = await shownPages();
      assert.deepEqual(
        before.filter((title) => !now.includes(title)),
        [],
        `shown on a smaller plan and not on ${plan}`,
      );
      before = now;
      for (const title of now) {
        const entry = navigation().filter({ hasText: title });
        if ((await entry.getAttribute("aria-disabled")) === null) continue;
        await press(entry);
        const why = page.getByTestId("why");
        const attempt = why.locator('[data-remedy="upgrade"] button');
        assert.equal(await attempt.count(), 1, `${title} is greyed on ${plan} and nothing would help`);
        await attempt.click();
        await why.locator('[data-show="enabled"]').waitFor();
        await page.keyboard.press("Escape");
        await setPlan(plan);
        await entry.and(page.locator('[aria-disabled="true"]')).waitFor();
      }
    }
  });
}

test("a role that never has an action is not promised it by an upgrade", async () => {
  await browser.startOver();
  await setPlan("free");
  await browser.enter(page, "?as=finn&view=users");
  await page.getByRole("heading", { name: "You can't manage users here" }).waitFor();
  await page.getByRole("button", { name: "Why?" }).click();
  const why = page.getByTestId("why");
  await why.locator('[data-show="hidden"]').waitFor();
  assert.equal(await why.locator("[data-remedy]").count(), 0);
});

test("where a level is missing, the explanation says whom to ask for it, and for what", async () => {
  await browser.startOver();
  await browser.enter(page, "?as=rita&path=/brand");
  await page.getByRole("button", { name: "More for this folder" }).click();
  await press(page.getByRole("menu").locator('[data-action="asset.delete"]'));
  const remedy = page.getByTestId("why").locator('[data-remedy="ask"]');
  await remedy.waitFor();
  assert.match(await remedy.textContent(), /^Ask .+ for “Can manage” on brand$/);
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
