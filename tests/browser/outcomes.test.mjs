// What the page says of a request is what became of it: done, allowed and left to the product, or about to be lost.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, press } from "./support.mjs";

const kit = "/press/press-kit-2025";
const visual = "/campaigns/2025/summer-launch/summer-key-visual.jpg";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

const toast = (page, words) => page.getByRole("region", { name: "Notifications" }).getByText(words, { exact: true });
const focused = (page) => page.evaluate(() => document.activeElement.textContent);

async function openDialog(query, action, within = "main") {
  const page = await browser.open(query);
  await page.locator(`${within} ${action}`).click();
  const dialog = page.getByTestId("dialog");
  await dialog.waitFor();
  return { page, dialog, send: dialog.locator("[data-send]") };
}

test("what only the product does is called allowed, never done", async () => {
  const page = await browser.open("?as=ada&view=account");
  await page.locator('[data-action="billing.view"]').click();
  await toast(page, "Your product opens billing and invoices here.").waitFor();
  await page.locator('[data-toast="plain"]').waitFor();
  await page.locator('[data-action="subscription.cancel"]').click();
  await page.getByTestId("dialog").locator("[data-send]").click();
  await toast(page, "Your product cancels the subscription here.").waitFor();
  assert.equal(await page.locator('[data-toast="good"]').count(), 0);
});

test("a draft is published and a published file unpublished, and the button says which", async () => {
  const draft = "/brand/guidelines/photo-direction.pdf";
  const page = await browser.open(`?as=ada&path=/brand/guidelines&open=${draft}`);
  const details = page.getByTestId("details");
  const button = details.locator('[data-action="file.publish"]');
  for (const [title, after] of [
    ["Publish", "Published"],
    ["Unpublish", "Draft"],
  ]) {
    assert.equal(await button.textContent(), title);
    await button.click();
    await details.locator("dd", { hasText: after }).waitFor();
  }
});

test("a comment has the words that were written, and can be changed and deleted", async () => {
  const { page, dialog, send } = await openDialog(
    `?as=rita&path=/campaigns/2025/summer-launch&open=${visual}`,
    '[data-action="comment.add"]',
    '[data-testid="details"]',
  );
  assert.equal(await send.getAttribute("aria-disabled"), "true");
  await dialog.getByLabel("Comment").fill("The sky could be a little darker.");
  await send.click();
  const mine = page
    .getByTestId("details")
    .getByRole("listitem")
    .filter({ hasText: "The sky could be a little darker." });
  await mine.getByText("Rita Okafor").waitFor();
  await mine.locator('[data-action="comment.edit"]').click();
  await dialog.getByLabel("Comment").fill("The sky is fine.");
  await send.click();
  const changed = page.getByTestId("details").getByRole("listitem").filter({ hasText: "The sky is fine." });
  await changed.locator('[data-action="comment.delete"]').click();
  await dialog.getByText("The sky is fine.").waitFor();
  await send.click();
  await changed.waitFor({ state: "detached" });
});

test("a user who signs out sees nothing of the account, and may sign in again", async () => {
  const page = await browser.open("?as=ada");
  await page.getByRole("button", { name: /^Viewing as/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  const out = page.getByTestId("signed-out");
  await out.getByRole("heading", { name: "You are signed out" }).waitFor();
  assert.equal(await page.locator("[data-asset], [data-ready]").count(), 0);
  await out.getByRole("button", { name: "Vera Costa" }).click();
  await page.getByRole("button", { name: /^Viewing as Vera Costa/ }).waitFor();
});

test("an API key is made of a kind, and rolled with an end for the old one", async () => {
  const { page, dialog, send } = await openDialog("?as=dev&view=account", '[data-action="api_key.create"]');
  await dialog.getByRole("combobox", { name: /^Kind/ }).click();
  await page.locator('[data-value="restricted"]').click();
  await dialog.getByRole("combobox", { name: /^Access to media/ }).click();
  await page.locator('[data-value="write"]').click();
  await send.click();
  const keys = page.getByTestId("keys");
  await keys.getByText("Media: read and write").waitFor();
  await keys.locator('[data-key="k1"] [data-action="api_key.roll"]').click();
  await dialog.locator('[data-pick="3600"]').click();
  await send.click();
  await keys
    .locator('[data-key="k1"]')
    .getByText(/^Ends /)
    .waitFor();
  assert.equal(await keys.locator("[data-key]", { hasText: "Standard" }).count(), 2);
});

test("two-factor sign-in is required of everyone, and then is not", async () => {
  const { page, dialog, send } = await openDialog("?as=ada&view=account", '[data-action="mfa.enforce"]');
  assert.equal(await send.getAttribute("aria-disabled"), "true", "what is so already is not asked for");
  await dialog.locator('[data-pick="on"]').click();
  await send.click();
  await page.locator('main [data-action="mfa.set_own"][data-show="disabled"]').waitFor();
  await page.locator('main [data-action="mfa.enforce"]').click();
  await dialog.locator('[data-pick="off"]').click();
  await send.click();
  await page.locator('main [data-action="mfa.set_own"][data-show="enabled"]').waitFor();
});

test("deleting a folder says how much is in it, and who loses access; the focus is on Cancel", async () => {
  const { page, dialog, send } = await openDialog(
    "?as=ada&path=/brand&open=/brand",
    '[data-action="asset.delete"]',
    '[data-testid="details"]',
  );
  await dialog.getByRole("heading", { name: "Delete the folder “brand” with 5 folders and 29 files?" }).waitFor();
  assert.equal(await send.textContent(), "Delete 6 folders and 29 files");
  await dialog.getByText("1 public link stops working.").waitFor();
  const losers = dialog.getByTestId("losers");
  for (const person of ["rita", "ravi"]) await losers.locator(`[data-user="${person}"]`).waitFor();
  assert.equal(
    await losers.locator("li").count(),
    2,
    "who sees everything by their role loses nothing that was theirs",
  );
  assert.equal(await focused(page), "Cancel");
});

test("deleting everything, or very much, wants to be typed", async () => {
  const { page, dialog, send } = await openDialog("?as=ada&view=account", '[data-action="media_library.delete_all"]');
  await dialog.getByRole("heading", { name: "Delete everything: 51 folders and 299 files?" }).waitFor();
  assert.equal(await send.getAttribute("aria-disabled"), "true");
  assert.equal(await focused(page), "Cancel");
  await dialog.getByLabel("Type “delete everything” to go on").fill("delete everything");
  await send.click();
  await toast(page, "Deleted everything in the library").waitFor();

  const campaigns = await openDialog(
    "?as=ada&path=/campaigns&open=/campaigns",
    '[data-action="asset.delete"]',
    '[data-testid="details"]',
  );
  assert.equal(await campaigns.send.getAttribute("aria-disabled"), "true");
  await campaigns.dialog.getByLabel("Type “delete” to go on").fill("delete");
  assert.equal(await campaigns.send.getAttribute("aria-disabled"), null);
});

test("removing a person says what they own", async () => {
  const { dialog, send } = await openDialog("?as=ada&view=users", '[data-action="user.remove"][data-on="user flora"]');
  await dialog.getByText("Flora Meyer owns 5 things, which stay without an owner:").waitFor();
  assert.deepEqual(await dialog.getByTestId("names").getByRole("listitem").allTextContents(), [
    "/brand",
    "/campaigns/2025/summer-launch",
    kit,
    "Summer-Launch-Selects",
    "Press-Ready",
  ]);
  assert.equal(await send.textContent(), "Remove Flora Meyer");
});

test("a developer reads the audit log, without what is of users and billing", async () => {
  await browser.startOver();
  await browser.request("ada", { action: "user.edit", resource: { user: "finn" }, context: { name: "Finn B. Berg" } });
  await browser.request("ada", { action: "folder.create", resource: { path: "/press" }, context: { name: "audited" } });
  const page = await browser.enter(await browser.newPage(), "?as=dev&view=account");
  await press(page.locator('[data-action="audit_log.view"]'));
  const audit = page.getByTestId("audit");
  await audit.locator('[data-audit="folder.create"]').waitFor();
  assert.equal(await audit.locator('[data-audit^="user."], [data-audit^="billing"]').count(), 0);
  await page.context().close();
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
