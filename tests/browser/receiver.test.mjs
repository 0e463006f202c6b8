// The page of who is given access and loses it: what it says, shows and offers while it is open.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, press } from "./support.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

const share = (path, { until, level = "view", who = { user: "rosa" } } = {}) =>
  browser.request("ada", { action: "asset.share", resource: { path }, context: { with: who, level, until } });
const unshare = (path, who = { user: "rosa" }) =>
  browser.request("ada", { action: "asset.unshare", resource: { path }, context: { with: who } });
const toast = (page, words) => page.locator("[data-toast]").filter({ hasText: words });
const inDays = (days) => `${new Date(Date.now() + days * 86_400_000 + 3_600_000).toISOString().slice(0, 19)}Z`;

test("a share that arrives is announced with its level, marked as new, and opened from the notice", async () => {
  const page = await browser.open("?as=rosa");
  assert.equal(await page.locator("[data-new]").count(), 0);
  await share("/events", { level: "contribute" });
  const card = page.locator('main [data-asset="/events"]');
  await card.and(page.locator("[data-new]")).getByText("New", { exact: true }).waitFor();
  const notice = toast(page, "“events” was shared with you");
  await notice.getByText("Can contribute").waitFor();
  assert.equal(
    (await page.locator('[aria-live]:has([data-toast]), [role="region"]:has([data-toast])').count()) > 0,
    true,
  );
  await press(notice.getByRole("button", { name: "Open" }));
  await page.locator("main h1").getByText("events", { exact: true }).waitFor();
  await browser.visit(page, "?as=rosa");
  await card.waitFor();
  assert.equal(await page.locator("[data-new]").count(), 0, "what was opened is no longer new");
});

test("what comes by a group is announced too, and is marked in the list as in the grid", async () => {
  const page = await browser.open("?as=ravi&layout=list");
  await share("/legal", { who: { group: "g2" } });
  await toast(page, "“legal” was shared with you").waitFor();
  await page.locator('main tr[data-new][data-asset="/legal"]').getByText("New", { exact: true }).waitFor();
});

test("what was there at first, what one did oneself, and what is new inside a shared folder is no news", async () => {
  const page = await browser.open("?as=rita&path=/campaigns/2025/summer-launch/social");
  await browser.request("ada", {
    action: "folder.create",
    resource: { path: "/campaigns/2025/summer-launch/social" },
    context: { name: "fresh" },
  });
  await page.locator('main [data-asset="/campaigns/2025/summer-launch/social/fresh"]').waitFor();
  assert.equal(await page.locator("[data-toast], [data-new]").count(), 0);
});

test("who is in a folder when it is taken back reads so, with a way back, and its name", async () => {
  const page = await browser.open("?as=rosa");
  await share("/events");
  await page.locator('main [data-asset="/events"]').waitFor();
  await browser.visit(page, "?as=rosa&path=/events/trade-show-oslo");
  await page.locator("main h1").getByText("trade-show-oslo").waitFor();
  await unshare("/events");
  await page.locator("main h1").getByText("Your access to events was removed").waitFor();
  assert.equal(await page.getByText("not shared with you.", { exact: false }).count(), 0);
  await press(page.getByRole("button", { name: "Back to Shared with me" }));
  await page.locator("main h1").getByText("Shared with me").waitFor();
  assert.equal(await toast(page, "was removed").count(), 0, "the page itself has said it");
});

test("who is elsewhere gets a notice of what was taken back; a new name is no loss", async () => {
  const page = await browser.open("?as=rosa");
  await share("/events");
  await page.locator('main [data-asset="/events"]').waitFor();
  await browser.request("ada", { action: "folder.rename", resource: { path: "/events" }, context: { name: "fairs" } });
  await page.locator('main [data-asset="/fairs"]').waitFor();
  assert.equal(await toast(page, "was removed").count(), 0);
  await unshare("/fairs");
  await toast(page, "Your access to “fairs” was removed").waitFor();
});

test("a page that was never shared says nothing of a removal", async () => {
  const page = await browser.open("?as=rosa&path=/legal");
  await page.locator("main h1").getByText("You don't have access to this").waitFor();
});

test("an end within a week is said in days to who gave and to who was given, and none farther away", async () => {
  const soon = "Access ends in 3 days";
  const rosa = await browser.open("?as=rosa");
  await share("/events", { until: inDays(3) });
  await toast(rosa, "“events” was shared with you").getByText("access ends in 3 days").waitFor();
  await browser.visit(rosa, "?as=rosa&path=/events&open=/events");
  await rosa.locator("main").getByText(soon).waitFor();
  await rosa.getByTestId("details").getByText(soon).waitFor();
  const ada = await browser.newPage();
  await browser.enter(ada, "?as=ada&path=/events");
  await ada.locator('main [data-action="asset.share"]').first().click();
  const row = ada.getByTestId("share").locator('[data-share="user:rosa"]');
  await row.getByText(soon).waitFor();
  await share("/events", { until: inDays(30) });
  await row.getByText(soon).waitFor({ state: "detached" });
  await rosa.locator("main").getByText(soon).waitFor({ state: "detached" });
  await ada.context().close();
});

test("access that ends by itself is said to have ended, and when", async () => {
  const page = await browser.open("?as=rosa");
  await share("/events", { until: `${new Date(Date.now() + 8_000).toISOString().slice(0, 19)}Z` });
  await page.locator('main [data-asset="/events"]').waitFor();
  await browser.visit(page, "?as=rosa&path=/events");
  await page.locator("main h1").getByText("Your access to events has ended").waitFor();
  await page.getByText(/^It was shared with you until .* UTC\.$/).waitFor();
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
