// Two windows of two people, each in a browser of its own: what one does, the other sees without loading anything
// again.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { openBrowser, press } from "./support.mjs";

const social = "/campaigns/2025/summer-launch/social";

let browser, one, other;
before(async () => {
  browser = await openBrowser();
  [one, other] = await Promise.all([browser.newPage(), browser.newPage()]);
});
beforeEach(() => browser.startOver());
after(() => browser?.close());

/** Both windows, each at a place; from then on nothing navigates. */
const both = (first, second) => Promise.all([browser.enter(one, first), browser.enter(other, second)]);

async function choose(page, label, value) {
  await page.getByRole("combobox", { name: label }).first().click();
  await page.locator(`[data-value="${value}"]`).click();
}

async function setRole(page, person, role) {
  await page.locator(`[data-action="user.set_role"][data-on="user ${person}"]`).click();
  await page.locator(`[data-role="${role}"]`).click();
  await page.getByTestId("dialog").locator("[data-send]").click();
}

test("what is shared appears in the other's grid, and goes when it is revoked", async () => {
  await both("?as=flora&path=/events", "?as=rosa");
  await other.getByText("Nothing has been shared with you yet").waitFor();
  await one.locator('main [data-action="asset.share"]').click();
  const share = one.getByTestId("share");
  await choose(share.page(), /^Share with/, "user:rosa");
  await share.getByTestId("effects").getByText("Rosa Silva no access → Can view on /events").waitFor();
  await share.locator("[data-send]").click();
  await other.locator('main [data-asset="/events"]').waitFor();
  await other.locator('[data-folder="/events"]').click();
  await other.locator('main [data-asset="/events/repair-tour"]').waitFor();

  await share.locator('[data-share="user:rosa"] [data-action="asset.unshare"]').click();
  await share.locator('[data-share="user:rosa"]').waitFor({ state: "detached" });
  await other.locator("[data-asset]").first().waitFor({ state: "detached" });
  await other.locator("main h1").getByText("Your access to events was removed").waitFor();
});

test("a lower level greys the other's button, with the reason", async () => {
  await both(`?as=flora&path=${social}`, `?as=rita&path=${social}`);
  const button = other.locator('main [data-action="asset.share"]');
  assert.equal(await button.getAttribute("data-show"), "enabled");
  await one.locator('main [data-action="asset.share"]').click();
  await one.getByTestId("share").locator('[data-share="user:rita"]').getByRole("combobox").click();
  await one.locator('[data-value="contribute"]').click();
  await other.locator('main [data-action="asset.share"][data-show="disabled"]').waitFor();
  await press(button);
  await other.getByTestId("why").getByText("Needs “Can manage” on").waitFor();
});

test("a button whose answer changes under the focus keeps the focus", async () => {
  await both("?as=flora", `?as=rita&path=${social}`);
  const share = other.locator('main [data-action="asset.share"]');
  await share.focus();
  for (const [level, show] of [
    ["contribute", "disabled"],
    ["manage", "enabled"],
  ]) {
    await browser.request("flora", {
      action: "asset.share",
      resource: { path: social },
      context: { with: { user: "rita" }, level },
    });
    await other.locator(`main [data-action="asset.share"][data-show="${show}"]`).waitFor();
    assert.equal(await share.evaluate((button) => button === document.activeElement), true, show);
  }
});

test("a change of role greys what the role no longer opens, and renames the person in every menu", async () => {
  await both("?as=ada&view=users", "?as=flora");
  const upload = other.locator('main [data-action="file.upload"]');
  assert.equal(await upload.getAttribute("data-show"), "enabled");
  await setRole(one, "flora", "media_library_restricted_access");
  await other.locator('main [data-action="file.upload"][data-show="disabled"]').waitFor();
  assert.equal(await upload.getAttribute("aria-disabled"), "true");
  await other.getByRole("button", { name: /Flora Meyer.*restricted access/ }).waitFor();
  // Whose folders sleep while the role sees all of them anyway; now they are all there is.
  await other.locator('main [data-asset="/legal"]').waitFor({ state: "detached" });
  await other.locator('main [data-asset="/brand"]').waitFor();
});

test("who is taken out of the account has nothing left to look at", async () => {
  await both("?as=ada&view=users", "?as=rita&path=/brand");
  await one.locator('[data-action="user.remove"][data-on="user rita"]').click();
  await one.getByTestId("dialog").locator("[data-send]").click();
  await other.getByText("You are no longer in this account").waitFor();
  assert.equal(await other.locator("[data-asset]").count(), 0);
});

test("a plan that lacks sharing closes it for every user, and starting over opens it again", async () => {
  await both("?as=ada", "?as=rita");
  await one.getByRole("button", { name: /^Demo/ }).click();
  await one.locator('[data-plan="free"]').click();
  const empty = other.getByTestId("empty");
  await empty.waitFor();
  await one.getByRole("button", { name: "Start over" }).click();
  await empty.waitFor({ state: "detached" });
  await other.locator('main [data-asset="/brand"]').waitFor();
  await one.locator('[data-plan="enterprise"][data-checked]').waitFor();
});

test("a form, its words, the focus and the selection outlast what others do meanwhile", async () => {
  await both("?as=flora&path=/events", `?as=rita&path=${social}`);
  await other.locator(`[data-asset="${social}/post-02-coast.jpg"] input`).check({ force: true });
  await press(other.locator('main [data-action="folder.create"]'));
  const name = other.getByTestId("dialog").getByLabel("Name");
  await name.fill("half-writ");
  const card = other.locator(`[data-asset="${social}/post-03-lake.jpg"]`);
  await card.evaluate((element) => (element.seenBefore = true));
  const revision = () => other.locator("[data-ready]").getAttribute("data-ready");
  const before = Number(await revision());
  await browser.request("flora", { action: "file.upload", resource: { path: social }, context: { name: "fresh.jpg" } });
  await other.locator(`[data-asset="${social}/fresh.jpg"]`).waitFor();
  assert.ok(Number(await revision()) > before);
  assert.equal(await card.evaluate((element) => element.seenBefore), true, "what stays is not drawn again");
  assert.equal(await name.inputValue(), "half-writ");
  assert.equal(await name.evaluate((field) => field === document.activeElement), true);
  await name.press("End");
  await name.pressSequentially("ten");
  await other.getByTestId("dialog").locator("[data-send]").click();
  await other.locator(`[data-asset="${social}/half-written"]`).waitFor();
  await other.getByTestId("selection").getByText("1 selected").waitFor();
  // What is gone is selected no longer.
  await browser.request("flora", { action: "asset.delete", resource: { path: `${social}/post-02-coast.jpg` } });
  await other.getByTestId("selection").waitFor({ state: "detached" });
});

test("the open audit log shows what was done and what was refused", async () => {
  await both("?as=ada&view=account", "?as=rita");
  await one.locator('[data-action="audit_log.view"]').click();
  const audit = one.getByTestId("audit");
  await audit.waitFor();
  assert.equal((await browser.request("rita", { action: "asset.delete", resource: { path: "/legal" } })).status, 403);
  assert.equal(
    (await browser.request("rita", { action: "folder.create", resource: { path: social }, context: { name: "reels" } }))
      .status,
    200,
  );
  await audit
    .locator('[data-audit="folder.create"][data-allowed="true"]', { hasText: "Rita Okafor" })
    .first()
    .waitFor();
  await audit
    .locator('[data-audit="asset.delete"][data-allowed="false"]', { hasText: "It was not shared" })
    .first()
    .waitFor();
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
