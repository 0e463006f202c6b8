// Two people side by side in one page: each in a frame, and between them what goes from one to the other.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { looks, openBrowser, tooWide } from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

/** The view in a page of its own, with both frames ready. */
async function openBoth(look = "wide", query = "?as=flora&with=rosa&path=/events") {
  const page = await browser.newPage(look);
  await browser.startOver();
  await page.goto(`${browser.url()}/${query}`);
  const sides = { left: page.frameLocator('[data-side="left"]'), right: page.frameLocator('[data-side="right"]') };
  for (const frame of Object.values(sides)) await frame.locator("[data-ready]").waitFor();
  return { page, ...sides, strip: page.getByTestId("strip") };
}

const share = (level = "view") =>
  browser.request("flora", {
    action: "asset.share",
    resource: { path: "/events" },
    context: { with: { user: "rosa" }, level },
  });

test("a change in one frame arrives in the other, and the strip says who made it, what it is and how long it took", async () => {
  const { page, left, right, strip } = await openBoth();
  await share();
  await right.locator('main [data-asset="/events"]').waitFor();
  assert.equal(await strip.locator("[data-figure]").count(), 0, "a change of no frame has no time of its request");

  await left.locator('main [data-action="asset.share"]').click();
  const row = left.getByTestId("share").locator('[data-share="user:rosa"]');
  await row.locator('[data-action="asset.unshare"]').click();
  const status = strip.getByRole("status");
  await status.getByText("Flora Meyer: Took back the share of Rosa Silva on “events”").waitFor();
  await status.getByText(/from the request until the page of Rosa Silva had applied it/).waitFor();
  assert.match(await strip.locator('[data-figure="arrival"]').textContent(), /^[\d.]+ ms$/);
  await right.locator('main [data-asset="/events"]').waitFor({ state: "detached" });
  await page.context().close();
});

test("the time is from the request to the delta in the other page, by one clock", async () => {
  const { page, left, right, strip } = await openBoth();
  const posted = await page.evaluateHandle(() => {
    const all = [];
    addEventListener("message", ({ data, origin }) => all.push({ ...data, origin, now: performance.now() }));
    return all;
  });
  await share();
  await left.locator('main [data-action="folder.create"]').click();
  await left.getByRole("textbox", { name: "Name" }).fill("fresh");
  await left.locator("[data-send]").click();
  await strip.locator('[data-figure="arrival"]').waitFor();
  const all = await posted.jsonValue();
  const change = all.find(({ kind }) => kind === "changed");
  const arrivals = all.filter(({ kind, revision }) => kind === "applied" && revision === change.revision);
  assert.equal(arrivals.length, 2, "each page says when it had it");
  for (const { at, now } of arrivals) assert.ok(change.askedAt <= at && at <= now);
  const times = arrivals.map(({ at }) => at - change.askedAt);
  const words = (await strip.locator('[data-figure="arrival"]').textContent()).trim();
  assert.ok(
    times.some((time) => words === `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`),
    `${words} of ${times}`,
  );
  assert.deepEqual([...new Set(all.map(({ origin }) => origin))], [browser.url()]);
  await right.locator('main [data-asset="/events"] a').first().click();
  await right.locator('main [data-asset="/events/fresh"]').waitFor();
  await page.context().close();
});

test("of a change that the other person may not know, the strip shows no time and says so", async () => {
  const { page, left, right, strip } = await openBoth();
  await left.locator('main [data-action="folder.create"]').click();
  await left.getByRole("textbox", { name: "Name" }).fill("fresh");
  await left.locator("[data-send]").click();
  await strip.getByText("Rosa Silva may not know of this.").waitFor();
  assert.equal(await strip.locator("[data-figure]").count(), 0);
  assert.equal(await right.locator('main [data-asset="/events/fresh"]').count(), 0);
  await page.context().close();
});

test("what another origin or another window posts is not shown", async () => {
  const { page, strip } = await openBoth();
  await page.evaluate(() => {
    const forged = { kind: "changed", by: "Mallory", title: "forged", revision: 1, askedAt: 0 };
    postMessage(forged, location.origin);
    const source = document.querySelector("iframe").contentWindow;
    dispatchEvent(new MessageEvent("message", { data: forged, origin: "https://elsewhere.example", source }));
  });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
  assert.equal(await strip.getByText("forged").count(), 0);
  await page.context().close();
});

test("each person can be chosen; the address, the titles of the frames and the names follow", async () => {
  const { page, right, strip } = await openBoth();
  assert.equal(await page.locator('[data-side="left"]').getAttribute("title"), "Page of Flora Meyer");
  await strip.getByRole("combobox", { name: /^Second person/ }).click();
  await page.locator('[data-value="vera"]').click();
  await page.waitForURL(/with=vera/);
  await page.locator('[data-side="right"][title^="Page of Vera"]').waitFor();
  await right.getByRole("button", { name: /^Viewing as/ }).click();
  await right.locator('[data-person="rita"]').click();
  await page.waitForURL(/with=rita/);
  await strip.getByRole("combobox", { name: /^Second person: Rita/ }).waitFor();
  await page.context().close();
});

test("the demo's controls lead to it, and from it back to one page; a frame has no such link", async () => {
  const page = await browser.open("?as=ada");
  await page.getByRole("button", { name: /^Demo/ }).click();
  await page.getByRole("link", { name: "Two people side by side" }).click();
  await page.waitForURL(/as=ada&with=rosa/);
  const left = page.frameLocator('[data-side="left"]');
  await left.locator("[data-ready]").waitFor();
  await left.getByRole("button", { name: "Open the menu" }).click();
  await left.getByRole("button", { name: /^Demo/ }).click();
  await left.getByRole("button", { name: "Start over" }).waitFor();
  assert.equal(await left.getByRole("link", { name: "Two people side by side" }).count(), 0);
  await page.getByRole("link", { name: "One page" }).click();
  await page.locator("[data-ready]").waitFor();
});

test("the frames lie side by side on a wide screen and one above the other on a small one, and nothing is cut", async () => {
  for (const look of Object.keys(looks)) {
    const { page } = await openBoth(look);
    const box = (side) => page.locator(`[data-side="${side}"]`).boundingBox();
    const [left, right] = [await box("left"), await box("right")];
    if (look === "wide") assert.equal(left.y, right.y);
    else assert.ok(left.y + left.height <= right.y && left.x === right.x);
    assert.deepEqual(await tooWide(page), []);
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, { iframes: false }));
    assert.deepEqual(
      found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
      [],
    );
    await page.context().close();
  }
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
