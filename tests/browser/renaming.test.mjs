// What stays when an item is renamed or moved: its picture and its facts, its details, and that it is selected.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser } from "./support.mjs";

const social = "/campaigns/2025/summer-launch/social";
const post = `${social}/post-01-ridge.jpg`;
const renamed = `${social}/sunrise.jpg`;

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

const pictureIn = (part) => part.locator("[data-picture]").first().getAttribute("data-picture");
const factsIn = (part) => part.locator("dl").first().innerText();
const openPath = (page) => new URL(page.url()).searchParams.get("open");

test("a renamed file keeps its picture, size and date, and its details stay open with the focus in them", async () => {
  const page = await browser.open(`?as=flora&path=${social}&open=${post}`);
  const details = page.getByTestId("details");
  const before = [await pictureIn(details), await factsIn(details)];
  await details.locator('[data-action="file.rename"]').click();
  const dialog = page.getByTestId("dialog");
  await dialog.getByLabel("Name").fill("sunrise.jpg");
  await dialog.locator("[data-send]").click();
  await dialog.waitFor({ state: "detached" });
  await details.getByRole("heading", { name: "sunrise.jpg" }).waitFor();
  assert.equal(openPath(page), renamed);
  assert.deepEqual([await pictureIn(details), await factsIn(details)], before);
  assert.equal(await pictureIn(page.locator(`[data-asset="${renamed}"]`)), before[0], "in the list too");
  await page.waitForFunction(() => document.activeElement.closest('[data-testid="details"]') !== null);
});

test("details and a selection follow what another user renames or moves; what is deleted closes", async () => {
  const page = await browser.open(`?as=flora&path=${social}&open=${post}`);
  const details = page.getByTestId("details");
  const picture = await pictureIn(details);
  await page.locator(`[data-asset="${post}"]`).getByRole("checkbox").check({ force: true });
  await browser.request("ada", { action: "file.rename", resource: { path: post }, context: { name: "sunrise.jpg" } });
  await details.getByRole("heading", { name: "sunrise.jpg" }).waitFor();
  await page.getByTestId("selection").getByText("1 selected").waitFor();
  assert.equal(await page.locator(`[data-asset="${renamed}"]`).getAttribute("data-selected"), "true");

  await browser.request("ada", {
    action: "asset.move",
    resource: { path: renamed },
    context: { to: `${social}/stories` },
  });
  await page.waitForFunction(
    (path) => new URLSearchParams(location.search).get("open") === path,
    `${social}/stories/sunrise.jpg`,
  );
  assert.equal(await pictureIn(details), picture);
  await browser.request("ada", { action: "asset.delete", resource: { path: `${social}/stories/sunrise.jpg` } });
  await details.waitFor({ state: "detached" });
});

test("what is uploaded is among the recent files, and no date is made up for it", async () => {
  await browser.startOver();
  await browser.request("flora", {
    action: "file.upload",
    resource: { path: "/events" },
    context: { name: "new.jpg" },
  });
  const page = await browser.newPage();
  await browser.enter(page, "?as=flora");
  const recent = page.locator("section", { has: page.getByRole("heading", { name: /^Recent/ }) });
  await recent.locator('[data-asset="/events/new.jpg"]').waitFor();
  await browser.visit(page, "?as=flora&path=/events&open=/events/new.jpg");
  assert.match(await factsIn(page.getByTestId("details")), /Changed\s+Recently/);
  await page.context().close();
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
