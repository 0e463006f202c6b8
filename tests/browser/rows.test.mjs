// The rows of a list: headers that sort, and a menu that shows the usual operations first.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openRest } from "./buttons.mjs";
import { openBrowser, press } from "./support.mjs";

const social = "/campaigns/2025/summer-launch/social";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

test("a header sorts by its column, pressed again the other way round, and says so", async () => {
  const page = await browser.open(`?as=flora&path=${social}&layout=list`);
  const files = page.locator('main tr[data-asset$=".jpg"]');
  const order = () => files.evaluateAll((rows) => rows.map((row) => row.dataset.asset));
  const header = (name) => page.getByRole("columnheader", { name });
  assert.equal(await header("Name").getAttribute("aria-sort"), "ascending");
  for (const name of ["Kind", "Size", "Changed", "Your access", "Name"]) {
    const button = header(name).getByRole("button");
    if ((await header(name).getAttribute("aria-sort")) === null) await press(button);
    assert.equal(await header(name).getAttribute("aria-sort"), "ascending", name);
    assert.equal(await page.locator("th[aria-sort]").count(), 1, name);
  }
  await press(header("Size").getByRole("button"));
  const bySize = await order();
  await press(header("Size").getByRole("button"), "Space");
  assert.equal(await header("Size").getAttribute("aria-sort"), "descending");
  assert.deepEqual(await order(), bySize.toReversed());
  assert.equal(new URL(page.url()).searchParams.get("sort"), "-size");
});

test("a row's menu shows the usual operations, without the reasons, and the others on demand", async () => {
  const page = await browser.open("?as=rita&path=/brand/logos");
  await press(
    page.locator(`[data-asset="/brand/logos/logo-mark.svg"]`).getByRole("button", { name: /^Operations on / }),
  );
  const menu = page.getByRole("menu");
  await menu.waitFor();
  const count = await menu.getByRole("menuitem").count();
  assert.ok(count <= 13, `${count} entries`);
  await menu.locator('[data-action="asset.share"]').waitFor();
  const { height } = await menu.boundingBox();
  assert.ok(height < 520, `${height} pixels`);
  await openRest(menu);
  assert.ok((await menu.getByRole("menuitem").count()) > count + 5);
  const greyed = menu.locator('[aria-disabled="true"]').first();
  assert.ok(await greyed.getAttribute("aria-description"), "the reason is announced");
  assert.ok(!(await greyed.innerText()).includes(await greyed.getAttribute("aria-description")), "and is not repeated");
  await greyed.press("Enter");
  await page.getByTestId("why").waitFor();
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
