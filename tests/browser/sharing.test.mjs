// Sharing: with whom, at which level and until when; each asked of the engine, and what is shared is shown as it is.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { check } from "./command_line.mjs";
import { openBrowser, press } from "./support.mjs";

const social = "/campaigns/2025/summer-launch/social";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

test("who was shown nothing sees the folder afterwards", async () => {
  const page = await browser.open("?as=rosa");
  await page.getByText("Nothing has been shared with you yet").waitFor();
  const become = async (person) => {
    await page.getByRole("button", { name: /^Viewing as/ }).click();
    await page.locator(`[data-person="${person}"]`).click();
    await page.waitForURL(new RegExp(`as=${person}`));
  };
  await become("flora");
  await page.locator('[data-folder="/events"]').click();
  await page.locator('main [data-action="asset.share"]').click();
  const share = page.getByTestId("share");
  await share.getByRole("combobox").first().click();
  await page.locator('[data-value="user:rosa"]').click();
  await share.locator("[data-send]").click();
  await share.locator('[data-share="user:rosa"]').waitFor();
  await page.keyboard.press("Escape");
  await become("rosa");
  await page.locator('main [data-asset="/events"]').waitFor();
});

test("who is not restricted cannot be chosen, and is not even named to those who need not know", async () => {
  for (const [person, isNamed] of [
    ["ada", true],
    ["flora", false],
  ]) {
    const page = await browser.open(`?as=${person}&path=${social}`);
    await page.locator('main [data-action="asset.share"]').click();
    const share = page.getByTestId("share");
    await share.getByRole("combobox").first().click();
    await page.locator('[data-value="user:rosa"]').waitFor();
    assert.equal(await page.locator('[data-value="user:dev"]').count(), 0, person);
    const { message } = await check(person, "asset.share", social, { with: { user: "dev" }, level: "view" });
    const others = share.getByTestId("others").filter({ hasText: message });
    assert.equal((await others.filter({ hasText: "Dev Patel" }).count()) > 0, isNamed, person);
    assert.equal(await share.getByText("Dev Patel").count(), isNamed ? 1 : 0, person);
  }
});

test("the end of a share is said, and stays to the second whatever else is changed", async () => {
  const page = await browser.open("?as=flora&path=/events");
  const until = "2035-01-01T15:30:00Z";
  const given = async () =>
    (await browser.list("flora", "shares", "?path=/events"))
      .filter((one) => one.path === "/events" && one.with.user === "rosa")
      .map(({ level, until }) => ({ level, until }));
  await browser.request("flora", {
    action: "asset.share",
    resource: { path: "/events" },
    context: { with: { user: "rosa" }, level: "view", until },
  });
  await page.locator('main [data-action="asset.share"]').click();
  const share = page.getByTestId("share");
  const row = share.locator('[data-share="user:rosa"]');
  await row.getByText("until 1 Jan 2035").waitFor();
  await row.getByRole("combobox").click();
  await page.locator('[data-value="contribute"]').click();
  await row.getByText("Can contribute").waitFor();
  assert.deepEqual(await given(), [{ level: "contribute", until }]);

  const lastDay = share.getByLabel("Access ends");
  const choose = async (name, value) => {
    await share.getByRole("combobox", { name }).first().click();
    await page.locator(`[data-value="${value}"]:visible`).click();
  };
  await choose(/^Share with/, "user:rosa");
  assert.equal(await lastDay.inputValue(), "2035-01-01", "who has a share already is asked about with its terms");
  await choose(/^Level/, "manage");
  await share.locator("[data-send]").click();
  await row.getByText("Can manage").waitFor();
  assert.deepEqual(await given(), [{ level: "manage", until }]);
  await choose(/^Share with/, "user:rosa");
  await lastDay.fill("");
  await share.locator("[data-send]").click();
  await row.getByText("until 1 Jan 2035").waitFor({ state: "detached" });
  assert.deepEqual(await given(), [{ level: "manage", until: undefined }]);
});

test("with a last day it ends then, also where it is seen from below", async () => {
  const page = await browser.open("?as=flora&path=/events");
  await page.locator('main [data-action="asset.share"]').click();
  const share = page.getByTestId("share");
  await share.getByRole("combobox").first().click();
  await page.locator('[data-value="user:rosa"]').click();
  await share.getByLabel("Access ends").fill("2035-03-31");
  await share.locator("[data-send]").click();
  await share.locator('[data-share="user:rosa"]').getByText("until 31 Mar 2035").waitFor();
  const [{ until }] = (await browser.list("flora", "shares", "?path=/events")).filter(
    (one) => one.with.user === "rosa",
  );
  assert.equal(until, "2035-03-31T23:59:59Z");
  await page.keyboard.press("Escape");
  await browser.visit(page, "?as=flora&path=/events/trade-show-oslo");
  await page.locator('main [data-action="asset.share"][data-path="/events/trade-show-oslo"]').click();
  await share.getByText("from /events, until 31 Mar 2035").waitFor();
});

test("who was given access for a time sees when it ends: in the details, the list and the explanation", async () => {
  const page = await browser.open("?as=rosa");
  await browser.request("flora", {
    action: "asset.share",
    resource: { path: "/events" },
    context: { with: { user: "rosa" }, level: "view", until: "2035-03-31T23:59:59Z" },
  });
  await page.locator('main [data-asset="/events"]').waitFor();
  await browser.visit(page, "?as=rosa&layout=list&open=/events");
  await page.locator('main [data-asset="/events"]').getByText("until 31 Mar 2035 (UTC)").waitFor();
  const details = page.getByTestId("details");
  await details.getByText("Your access ends: 31 Mar 2035 (UTC)").waitFor();
  await details.getByRole("button", { name: "Why?" }).click();
  await page.getByTestId("why").getByText("until 31 Mar 2035 (UTC)").waitFor();
});

test("a share that has ended is listed as ended, while the list is open, and gives nothing", async () => {
  const page = await browser.open("?as=flora&path=/events");
  const until = `${new Date(Date.now() + 8_000).toISOString().slice(0, 19)}Z`;
  await browser.request("flora", {
    action: "asset.share",
    resource: { path: "/events" },
    context: { with: { user: "rosa" }, level: "view", until },
  });
  await page.locator('main [data-action="asset.share"]').click();
  const row = page.getByTestId("share").locator('[data-share="user:rosa"]');
  await row.getByText(/^until .* UTC$/).waitFor();
  await row.getByText(/^Ended .* UTC$/).waitFor();
  assert.equal(await row.getByRole("combobox").count(), 0, "an ended level is not changed");
  assert.deepEqual(
    (await browser.list("rosa", "assets")).filter(({ path }) => path.startsWith("/events")),
    [],
  );
});

test("what is pressed twice is asked for once", async () => {
  const page = await browser.open("?as=flora&path=/events");
  await page.locator('main [data-action="asset.share"]').click();
  const share = page.getByTestId("share");
  const row = share.locator('[data-share="user:rosa"]');
  let asked, answer;
  await page.route("**/requests", async (route) => {
    asked.push(route.request().postDataJSON());
    await answer;
    await route.continue();
  });
  /** Does it twice before the server's answer to the first; returns what was asked for. */
  const twice = async (control, act, seen) => {
    let go;
    asked = [];
    answer = new Promise((resolve) => (go = resolve));
    await act();
    await control.and(page.locator('[aria-busy="true"]')).waitFor();
    await act();
    go();
    await seen();
    return asked.map(({ action, context }) => [action, context.level]);
  };
  const send = share.locator("[data-send]");
  await share.getByRole("combobox").first().click();
  await page.locator('[data-value="user:rosa"]').click();
  assert.equal(
    await send.getAttribute("data-show"),
    (await check("flora", "asset.share", "/events", { with: { user: "rosa" }, level: "view" })).show,
  );
  assert.deepEqual(
    await twice(
      send,
      () => press(send),
      () => row.waitFor(),
    ),
    [["asset.share", "view"]],
  );
  const level = row.getByRole("combobox");
  const choose = async () => {
    await level.click();
    await page.locator('[data-value="manage"]:visible').click();
  };
  assert.deepEqual(await twice(level, choose, () => row.getByText("Can manage").waitFor()), [
    ["asset.share", "manage"],
  ]);
  const revoke = row.locator('[data-action="asset.unshare"]');
  assert.deepEqual(
    await twice(
      revoke,
      () => press(revoke),
      () => row.waitFor({ state: "detached" }),
    ),
    [["asset.unshare", undefined]],
  );
});

test("a level that the engine lets no user change is only shown", async () => {
  const page = await browser.open(`?as=ada&path=${social}`);
  const row = page.getByTestId("share").locator('[data-share="user:rita"]');
  await page.locator('main [data-action="asset.share"]').click();
  assert.equal(await row.getByRole("combobox").getAttribute("data-show"), "enabled");
  // Her shares stay, and no user of this role may have them.
  await browser.request("ada", { action: "user.set_role", resource: { user: "rita" }, context: { role: "developer" } });
  await row.getByRole("combobox").waitFor({ state: "detached" });
  await row.getByText("Can manage").waitFor();
  assert.equal(await row.locator('[data-action="asset.unshare"]').getAttribute("data-show"), "enabled");
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
