// Asking for access: a request is a resource below the place, and the policy says who answers it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { faultsOf } from "./axe.mjs";
import { openBrowser, press, tooWide } from "./support.mjs";
import { asTracker } from "./tracker.mjs";

let browser, beside;
before(async () => {
  browser = await openBrowser();
  beside = asTracker(browser);
});
after(() => browser?.close());

const levelOf = async (user, path) =>
  (await beside("alma", "GET", `matrix?path=${path}`)).cells.find((cell) => cell.user === user)?.level;

test("a user without a level asks, and the user who can share the place sees it at once", async () => {
  const page = await browser.open("?policy=tracker&as=gus&at=/Security");
  const lead = await browser.enter(await browser.newPage(), "?policy=tracker&as=vera");
  assert.equal(await page.locator("[data-resource]").count(), 0);
  await press(page.locator('[data-action="access.request"]'));
  await page.getByTestId("requests").getByText("You ask for access to team").waitFor();
  const row = lead.locator("[data-request]").filter({ hasText: "Gus Lindqvist asks for access" });
  await row.locator('[data-action="access.decline"]').waitFor();
  assert.equal(await row.locator('[data-action="access.withdraw"]').count(), 0, "only the asker withdraws");
  assert.equal(await page.locator('[data-action="access.decline"]').count(), 0);
  await lead.context().close();
});

test("Grant opens the share box with the user chosen; sending it gives the level and closes the request", async () => {
  const page = await browser.open("?policy=tracker&as=vera&at=/Security");
  const asker = await browser.enter(await browser.newPage(), "?policy=tracker&as=mia&at=/Security");
  await asker.locator('[data-action="issue.create"][aria-disabled]').waitFor();
  await page.locator('[data-request="/Security/ask-mia"]').getByRole("button", { name: "Grant…" }).click();
  const box = page.getByTestId("share");
  await box.getByRole("combobox", { name: "Share with: Mia Castellano" }).waitFor();
  await box.getByRole("combobox", { name: /^Level/ }).click();
  await page.locator('[data-value="member"]:visible').click();
  await box.getByTestId("changes").getByText("Mia Castellano gets").waitFor();
  await box.locator("[data-send]").click();
  await page.locator('[data-request="/Security/ask-mia"]').waitFor({ state: "detached" });
  await asker.locator('[data-action="issue.create"]:not([aria-disabled])').waitFor();
  await asker.getByTestId("requests").waitFor({ state: "detached" });
  assert.equal(await levelOf("mia", "/Security"), "member");
  await asker.context().close();
});

test("Decline asks first, gives nothing, and takes the request away for both", async () => {
  const page = await browser.open("?policy=tracker&as=alma");
  const asker = await browser.enter(await browser.newPage(), "?policy=tracker&as=tariq");
  await asker.locator('[data-request="/billing/ask-tariq"]').waitFor();
  await page.locator('[data-request="/billing/ask-tariq"] [data-action="access.decline"]').click();
  await page.getByTestId("dialog").locator("[data-send]").click();
  await asker.locator("[data-request]").waitFor({ state: "detached" });
  assert.equal(await levelOf("tariq", "/billing"), undefined);
  await asker.context().close();
});

test("the asker withdraws; no other user sees the request of another", async () => {
  const page = await browser.open("?policy=tracker&as=mia");
  const other = await browser.enter(await browser.newPage(), "?policy=tracker&as=hana");
  assert.equal(await other.locator("[data-request]").count(), 0);
  await page.locator('[data-request="/Security/ask-mia"] [data-action="access.withdraw"]').click();
  await page.locator("[data-request]").waitFor({ state: "detached" });
  assert.deepEqual(
    (await beside("vera", "GET", "snapshot")).resources.filter(({ kind }) => kind === "request"),
    [],
  );
  await other.context().close();
});

test("where five wait already, the control is greyed with the policy's limit", async () => {
  const page = await browser.open("?policy=tracker&as=gus&at=/Security");
  for (let i = 0; i < 4; i += 1)
    await beside("mia", "POST", "requests", { action: "access.request", resource: { path: "/Security" } });
  const refused = await beside("gus", "POST", "requests", {
    action: "access.request",
    resource: { path: "/Security" },
  });
  assert.equal(refused.code, "limit_reached");
  await press(page.locator('[data-action="access.request"]'));
  await page
    .locator('[data-toast="bad"]')
    .getByText(/open requests/)
    .waitFor();
});

for (const look of ["wide", "narrow"])
  for (const theme of ["light", "dark"])
    test(`axe finds nothing on a page with requests and in the share box: ${theme}, ${look}`, async () => {
      const page = await browser.open(`?policy=tracker&as=vera&at=/Security&theme=${theme}`, { look });
      assert.deepEqual(await faultsOf(page), []);
      await page.getByRole("button", { name: "Grant…" }).click();
      await page.getByTestId("given").locator("li").first().waitFor();
      assert.deepEqual(await faultsOf(page), []);
      assert.deepEqual(await tooWide(page), []);
    });

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
