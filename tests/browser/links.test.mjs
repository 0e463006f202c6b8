// Public links: listed, made with their terms, changed and revoked; whether one works now is the engine's answer.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { check } from "./command_line.mjs";
import { account } from "./places.mjs";
import { openBrowser, press } from "./support.mjs";

const kit = "/press/press-kit-2025";
const social = "/campaigns/2025/summer-launch/social";

let browser, other;
before(async () => {
  browser = await openBrowser();
  other = await browser.newPage();
});
beforeEach(() => browser.startOver());
after(() => browser?.close());

const rows = (part) => part.locator("[data-link]");

test("the page lists every link with its terms, and says of each whether it opens", async () => {
  const page = await browser.open("?as=flora&view=links");
  assert.deepEqual(
    await rows(page).evaluateAll((found) => found.map((row) => row.dataset.link)),
    account.links.map(({ id }) => id),
  );
  for (const { id } of account.links) {
    const { allowed, reason, message } = await check("flora", "link.open", `link:${id}`);
    const said = allowed
      ? "Anyone with the link"
      : reason === "link_password"
        ? "Anyone with the link and its password"
        : message;
    assert.ok((await page.locator(`[data-link="${id}"]`).textContent()).includes(said), id);
  }
  await page.locator('[data-link="l2"]').getByText("Press-Ready").waitFor();
  await page.locator('[data-link="l3"]').getByText("1 May 2025 to 1 Sept 2035").waitFor();
});

test("a link is made from the page, the other window has it at once, and it is revoked", async () => {
  await browser.enter(other, "?as=ada&view=links");
  const page = await browser.open("?as=flora&view=links");
  await page.getByTestId("new-link").click();
  const dialog = page.getByTestId("dialog");
  const send = dialog.locator("[data-send]");
  assert.equal(await send.getAttribute("aria-disabled"), "true", "nothing is chosen yet");
  await dialog.getByLabel("What should it open?").fill("fact-sheet");
  await dialog.getByRole("radio", { name: /fact-sheet/ }).click();
  await dialog.getByLabel("Works from").fill("2026-03-01");
  await dialog.getByLabel("Access ends").fill("2026-02-01");
  const context = { startsAt: "2026-03-01T00:00:00Z", endsAt: "2026-02-01T23:59:59Z" };
  assert.deepEqual(
    (await check("flora", "link.create", `${kit}/fact-sheet.pdf`, context)).problems.map(({ field }) => field),
    ["endsAt"],
  );
  await dialog
    .locator("[data-problem]", { hasText: "The end must lie in the future, and not before the start." })
    .waitFor();
  assert.equal(await send.getAttribute("aria-disabled"), "true");
  await dialog.getByLabel("Works from").fill("2020-03-01");
  await dialog.getByLabel("Access ends").fill("2095-04-01");
  await dialog.getByLabel("Require a password").check();
  assert.equal(await send.getAttribute("aria-disabled"), "true", "it has none yet");
  await dialog.getByLabel("Password", { exact: true }).fill("correct horse");
  await send.click();
  const made = page.getByTestId("made-link");
  const address = await made.getByLabel("Address").inputValue();
  assert.ok(address.startsWith(`${browser.url()}/?link=`), address);
  await made.getByRole("button", { name: "Done" }).click();
  for (const window of [page, other]) {
    const row = rows(window).filter({ hasText: `${kit}/fact-sheet.pdf` });
    await row.getByText("1 Mar 2020 to 1 Apr 2095").waitFor();
    await row.getByText("Password", { exact: true }).waitFor();
    assert.equal(await row.getByRole("link", { name: "Open as a visitor" }).getAttribute("href"), address);
  }
  await press(rows(other).filter({ hasText: "fact-sheet" }).locator('[data-action="link.delete"]'));
  await other.getByTestId("dialog").locator("[data-send]").click();
  await rows(page).filter({ hasText: "fact-sheet" }).waitFor({ state: "detached" });
  assert.equal(await rows(page).count(), account.links.length);
});

test("the page of links stays while another person deletes the first of them", async () => {
  await browser.enter(other, "?as=ada&view=links");
  const page = await browser.open("?as=flora&view=links");
  await page.evaluate(() => {
    globalThis.emptied = false;
    const look = () => (globalThis.emptied ||= document.querySelector("[data-link]") === null);
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  });
  const first = rows(other).first();
  const id = await first.getAttribute("data-link");
  await press(first.locator('[data-action="link.delete"]'));
  await other.getByTestId("dialog").locator("[data-send]").click();
  await page.locator(`[data-link="${id}"]`).waitFor({ state: "detached" });
  assert.equal(await rows(page).count(), account.links.length - 1);
  assert.equal(await page.evaluate(() => globalThis.emptied), false);
});

test("the links of one folder are in its own list, and a link's end is moved", async () => {
  const page = await browser.open(`?as=flora&path=/press&open=${kit}`);
  await press(page.getByTestId("details").locator('[data-action="link.view"]'));
  const list = page.getByTestId("links");
  assert.deepEqual(await rows(list).evaluateAll((found) => found.map((row) => row.dataset.link)), ["l1"]);
  await list.locator('[data-action="link.edit"]').click();
  const dialog = page.getByTestId("dialog");
  await dialog.getByLabel("Access ends").fill("2099-12-31");
  await dialog.getByLabel("Include unpublished files").check();
  await dialog.locator("[data-send]").click();
  await dialog.waitFor({ state: "detached" });
  await press(page.getByTestId("details").locator('[data-action="link.edit"]'));
  await list.getByText("Until 31 Dec 2099").waitFor();
  await list.getByText("Unpublished too").waitFor();
  await list.locator('[data-action="link.create"]').click();
  await dialog.locator("[data-send]").click();
  await page.getByTestId("made-link").getByRole("button", { name: "Done" }).click();
  await press(page.getByTestId("details").locator('[data-action="link.delete"]'));
  await rows(list).nth(1).waitFor();
  assert.equal(await rows(list).count(), 2);
});

test("a link's times stay as they are, to the second, while another of its terms is changed", async () => {
  const times = { startsAt: "2026-01-01T15:00:00Z", endsAt: "2096-02-01T00:00:00Z" };
  await browser.request("flora", { action: "link.create", resource: { path: social }, context: times });
  const made = async () => (await browser.list("flora", "links")).find((link) => link.startsAt === times.startsAt);
  const { id } = await made();
  const page = await browser.enter(other, "?as=flora&view=links");
  const row = page.locator(`[data-link="${id}"]`);
  const dialog = page.getByTestId("dialog");
  const edit = async (change) => {
    await press(row.locator('[data-action="link.edit"]'));
    await change();
    await dialog.locator("[data-send]").click();
    await dialog.waitFor({ state: "detached" });
    const { startsAt, endsAt } = await made();
    return { startsAt, endsAt };
  };
  const requirePassword = async () => {
    await dialog.getByLabel("Require a password").check();
    await dialog.getByLabel("Password", { exact: true }).fill("correct horse");
  };
  assert.deepEqual(await edit(requirePassword), times);
  await row.getByText("Password", { exact: true }).waitFor();
  assert.deepEqual(await edit(() => dialog.getByLabel("Access ends").fill("2096-02-02")), {
    ...times,
    endsAt: "2096-02-02T23:59:59Z",
  });
});

test("a date that is emptied is taken away, and the other stays", async () => {
  const page = await browser.open("?as=flora&view=links");
  const row = page.locator('[data-link="l3"]');
  const dialog = page.getByTestId("dialog");
  const empty = async (label) => {
    await press(row.locator('[data-action="link.edit"]'));
    await dialog.getByLabel(label).fill("");
    await dialog.locator('[data-send]:not([aria-disabled="true"])').click();
    await dialog.waitFor({ state: "detached" });
  };
  await empty("Access ends");
  await row.getByText("From 1 May 2025").waitFor();
  await empty("Works from");
  await row.getByText("No expiry").waitFor();
});

test("who runs no link has no page for them; who manages one item has it for that item's", async () => {
  const page = await browser.open("?as=rita&view=links");
  const { message } = await check("rita", "media_settings.edit");
  await page.getByText(message).waitFor();
  const entry = page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Public links" });
  assert.equal(await entry.count(), 0);
  await browser.request("rita", { action: "link.create", resource: { path: social } });
  await entry.waitFor();
  assert.deepEqual(await rows(page).count(), 1);
  await rows(page).getByText(social).waitFor();
});

test("on a plan without public links the page says so, and nothing is deleted", async () => {
  const page = await browser.open("?as=ada&view=links");
  await page.getByRole("button", { name: /^Demo/ }).click();
  await page.locator('[data-plan="paid"]').click();
  await page.keyboard.press("Escape");
  await page.getByRole("heading", { name: "No public links to see" }).waitFor();
  await page.getByRole("button", { name: "Why?" }).click();
  const why = page.getByTestId("why");
  await why.locator('[data-code="reason"]', { hasText: "plan_required" }).waitFor();
  await why.locator('[data-remedy="upgrade"] button').click();
  await page.keyboard.press("Escape");
  await rows(page).first().waitFor();
  assert.equal(await rows(page).count(), account.links.length);
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
