// Operations are carried out by the server; what follows on the page comes from the server, and is no guess.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { check } from "./command_line.mjs";
import { openRest } from "./buttons.mjs";
import { openBrowser, press } from "./support.mjs";

const social = "/campaigns/2025/summer-launch/social";
const post = `${social}/post-01-ridge.jpg`;

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

async function openDetails(person, path, folder) {
  const page = await browser.open(`?as=${person}&path=${folder}&open=${path}`);
  const details = page.getByTestId("details");
  await details.waitFor();
  return { page, details, dialog: page.getByTestId("dialog") };
}

const shortReasons = { level_too_low: "A higher level is needed", root_closed: "It is the top of the library" };

test("move: only where it may go is offered, the rest greyed with a short reason; a filter finds a folder", async () => {
  const { page, details, dialog } = await openDetails("rita", post, social);
  await details.locator('[data-action="asset.move"]').click();
  await dialog.locator(`[data-pick="${social}/stories"]`).waitFor();
  assert.equal(await dialog.locator('[data-pick][aria-disabled="true"]').count(), 0);
  await dialog.getByLabel("Find a folder").fill("no such folder");
  await dialog.getByText("No folder has this name.").waitFor();
  await dialog.getByLabel("Find a folder").fill("STORIES");
  assert.deepEqual(await dialog.locator("[data-pick]").evaluateAll((picks) => picks.map((pick) => pick.dataset.pick)), [
    `${social}/stories`,
  ]);
  await dialog.getByLabel("Find a folder").fill("");
  await dialog.getByLabel(/^Show \d+ folders where this can't go$/).check();
  for (const to of ["/brand", "/campaigns/2025/summer-launch", `${social}/stories`]) {
    const answer = await check("rita", "asset.move", post, { to });
    const pick = dialog.locator(`[data-pick="${to}"]`);
    assert.equal((await pick.getAttribute("aria-disabled")) === "true", !answer.allowed, to);
    if (!answer.allowed) assert.ok((await pick.textContent()).includes(shortReasons[answer.reason]), answer.reason);
  }
  await dialog.locator(`[data-pick="${social}/stories"]`).click();
  await dialog.locator("[data-send]").click();
  await page.locator(`[data-asset="${post}"]`).waitFor({ state: "detached" });
  await page.locator(`[data-asset="${social}/stories"]`).getByText("7 items").waitFor();
});

test("rename and new folder: a name that the engine refuses is reported while the user types", async () => {
  const { page, details, dialog } = await openDetails("flora", post, social);
  await details.locator('[data-action="file.rename"]').click();
  await dialog.getByLabel("Name").fill("post 01.jpg");
  await dialog.locator("[data-problem]").waitFor();
  await dialog.getByText("Letters, digits, dots, - and _. No spaces.").waitFor();
  await dialog.getByRole("button", { name: "Use “post_01.jpg”" }).click();
  assert.equal(await dialog.getByLabel("Name").inputValue(), "post_01.jpg");
  // A snapshot does not know every name; the form shows what the server refuses all the same.
  await dialog.getByLabel("Name").fill("post-02-coast.jpg");
  await dialog.locator("[data-problem]").waitFor({ state: "detached" });
  await dialog.locator("[data-send]").click();
  const { message } = await check("flora", "file.rename", post, { name: "post-02-coast.jpg" });
  await dialog.locator("[data-problem]", { hasText: message }).waitFor();
  await dialog.getByLabel("Name").fill("post-00-ridge.jpg");
  await dialog.locator("[data-problem]").waitFor({ state: "detached" });
  await dialog.locator("[data-send]").click();
  await page.locator(`[data-asset="${social}/post-00-ridge.jpg"]`).waitFor();

  await page.locator('main [data-action="folder.create"]').click();
  await dialog.getByLabel("Name").fill("reels");
  await dialog.locator("[data-send]").click();
  await page.locator(`main [data-asset="${social}/reels"]`).waitFor();

  await page.locator('main [data-action="file.upload"]').click();
  await dialog.getByLabel("File name").fill("fresh.jpg");
  await dialog.locator("[data-send]").click();
  await page.locator(`[data-asset="${social}/fresh.jpg"]`).waitFor();
});

test("a collection is made, filled and shown", async () => {
  const page = await browser.open("?as=rita&view=collections");
  await page.locator('main [data-action="collection.create"]').first().click();
  const dialog = page.getByTestId("dialog");
  await dialog.getByLabel("Name").fill("Rita-Picks");
  await dialog.locator("[data-send]").click();
  await page.getByText("Rita-Picks").first().waitFor();
  await page.locator('[data-folder="/campaigns/2025/summer-launch"]').click();
  await page
    .locator('[data-asset="/campaigns/2025/summer-launch/shot-list.pdf"]')
    .getByRole("link", { name: /^shot-list/ })
    .click();
  await page.getByTestId("details").locator('[data-action="asset.add_to_collection"]').click();
  await dialog.getByText("Rita-Picks").click();
  await dialog.locator("[data-send]").click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("link", { name: "Collections" }).first().click();
  await page.getByText("Rita-Picks").first().click();
  await page.locator('[data-asset="/campaigns/2025/summer-launch/shot-list.pdf"]').waitFor();
});

test("a group takes in whom the engine lets it, and a collection gives up an asset", async () => {
  const page = await browser.open("?as=ada&view=users");
  const dialog = page.getByTestId("dialog");
  const choose = async (name, action) => {
    await press(page.getByRole("button", { name: `Operations on ${name}` }));
    await openRest(page.getByRole("menu"));
    await page.getByRole("menu").locator(`[data-action="${action}"]`).click();
    await dialog.waitFor();
  };
  await choose("Agency Partners", "group.add_member");
  for (const member of ["flora", "rita"]) {
    const { allowed, message } = await check("ada", "group.add_member", "group:g2", { member });
    const pick = dialog.locator(`[data-pick="${member}"]`);
    assert.equal((await pick.getAttribute("aria-disabled")) === "true", !allowed, member);
    if (!allowed) assert.ok((await pick.textContent()).includes(message));
  }
  assert.equal(await dialog.locator('[data-pick="ravi"]').count(), 0, "who is in it is not offered again");
  await dialog.locator('[data-pick="rita"]').click();
  await dialog.locator("[data-send]").click();
  await page
    .getByRole("listitem")
    .filter({ has: page.getByRole("heading", { name: "Agency Partners" }) })
    .getByText("Rita Okafor")
    .waitFor();

  await browser.visit(page, "?as=ada&view=collections&collection=c1");
  await choose("Summer-Launch-Selects", "collection.remove_asset");
  const hero = "/campaigns/2025/summer-launch/hero";
  await dialog.locator(`[data-pick="${hero}"]`).click();
  await dialog.locator("[data-send]").click();
  await page.locator(`main [data-asset="${hero}"]`).waitFor({ state: "detached" });
});

test("on a smaller plan the restricted person's library closes, and opens again", async () => {
  const page = await browser.open("?as=rita");
  const setPlan = async (plan) => {
    await page.getByRole("button", { name: /^Demo/ }).click();
    await page.locator(`[data-plan="${plan}"]`).click();
    await page.keyboard.press("Escape");
  };
  await setPlan("free");
  await page.getByTestId("empty").waitFor();
  await page.getByRole("button", { name: "Why?" }).click();
  const why = page.getByTestId("why");
  await why.locator('[data-code="reason"]', { hasText: "plan_required" }).waitFor();
  await why.locator('[data-remedy="upgrade"] button').click();
  await why.locator('[data-code="reason"]').waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await page.locator('main [data-asset="/brand"]').waitFor();
});

test("Why? explains a greyed control by the engine's own chain", async () => {
  const { page, details } = await openDetails("rita", "/brand/logos/favicon.png", "/brand/logos");
  const answer = await check("rita", "asset.delete", "/brand/logos/favicon.png");
  const control = details.locator('[data-action="asset.delete"]');
  await press(control, "?");
  const why = page.getByTestId("why");
  assert.equal(await why.getByTestId("why-message").textContent(), answer.message);
  assert.equal(await why.locator('[data-code="reason"]').textContent(), answer.reason);
  assert.equal(await why.locator("[data-kind]").count(), answer.because.length);
  assert.deepEqual(
    await why.locator("[data-remedy]").evaluateAll((all) => all.map((one) => one.dataset.remedy)),
    answer.remedies.map((remedy) => remedy.kind),
  );
  await page.keyboard.press("Escape");
  await why.waitFor({ state: "detached" });
  assert.equal(await control.evaluate((element) => element === document.activeElement), true);
});

test("what would help, and what is left open, is said in words", async () => {
  const { page, details, dialog } = await openDetails("rita", post, social);
  const why = page.getByTestId("why");
  await press(details.locator('[data-action="asset.move"]'), "?");
  await why.getByText("the destination", { exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await press(page.locator('main [data-action="folder.create"]'));
  await dialog.getByLabel("Name").fill("reels");
  assert.ok((await check("rita", "folder.create", social, { name: "reels" })).allowed);
  await press(dialog.locator("[data-send]"), "?");
  await why.getByText("whether the name is taken", { exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await dialog.getByLabel("Name").fill("no?");
  await press(dialog.locator("[data-send]"), "?");
  await why.getByText("Change the name", { exact: true }).waitFor();
});

test("the audit log says who it was, and why it was refused, in words", async () => {
  const page = await browser.open("?as=ada&view=account");
  const refused = { action: "link.open", allowed: false, reason: "link_unknown", at: "2026-01-15T12:00:00Z" };
  const principals = [
    { user: "rita" },
    { apiKey: "k1" },
    { visitor: true },
    { visitor: true, link: "l1" },
    { system: true },
  ];
  const audit = principals.map((principal, i) => ({ ...refused, sequence: i + 1, principal }));
  await page.route("**/audit?*", (route) => route.fulfill({ json: { audit } }));
  await press(page.locator('[data-action="audit_log.view"]'));
  const entries = page.getByTestId("audit").locator("[data-audit]");
  await entries.first().waitFor();
  assert.deepEqual(await entries.locator("strong").allTextContents(), [
    "Rita Okafor",
    "The API key k1",
    "A visitor",
    "A visitor by the link on /press/press-kit-2025",
    "The host",
  ]);
  for (const text of await entries.allTextContents()) assert.match(text, /The link does not exist · 15 Jan 2026/);
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
