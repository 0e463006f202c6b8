// The page of the audit log: what was done, on which thing, to whom; its filters, and the files that it saves.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { openBrowser, tooWide } from "./support.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

const share = {
  action: "asset.share",
  resource: { path: "/press" },
  context: { with: { user: "rosa" }, level: "contribute", until: "2035-01-31T23:59:59Z" },
};
const rename = { action: "folder.rename", resource: { path: "/videos" }, context: { name: "films" } };
const refused = { action: "folder.create", resource: { path: "/legal" }, context: { name: "=1+1" } };

async function openLog(look = "wide") {
  const page = await browser.open("?as=ada&view=audit", { look });
  await browser.request("ada", share);
  await browser.request("ada", rename);
  await browser.request("rita", refused);
  const log = page.getByTestId("audit");
  await log.locator('[data-audit="folder.create"][data-allowed="false"]').first().waitFor();
  return { page, log };
}

async function choose(page, label, title) {
  await page.getByRole("combobox", { name: new RegExp(`^${label}:`) }).click();
  await page.getByRole("option", { name: title, exact: true }).click();
}

const saved = async (page, name) => {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
  return readFileSync(await download.path(), "utf8");
};

test("an entry says on which thing, to whom, at which level and until when, to the second", async () => {
  const { log } = await openLog();
  const entry = log.locator('[data-audit="asset.share"]').first();
  const words = await entry.textContent();
  for (const part of ["Ada Lindqvist", "Share asset", "/press", "Rosa Silva", "Can contribute", "31 Jan 2035"])
    assert.ok(words.includes(part), `${part} in ${words}`);
  assert.match(await entry.locator("time").textContent(), /\d\d:\d\d:\d\d/);
  const change = log.locator('[data-audit="folder.rename"]').first().locator("[data-change]");
  assert.equal(await change.textContent(), "videos → films");
});

test("the filters leave the entries of one person, action and outcome", async () => {
  const { page, log } = await openLog();
  await choose(page, "Person", "Rita Okafor");
  const people = await log.locator("[data-audit] strong").allTextContents();
  assert.ok(people.length > 0 && people.every((name) => name === "Rita Okafor"));
  await choose(page, "Person", "Everyone");
  await choose(page, "Outcome", "Refused");
  assert.equal(await log.locator('[data-allowed="true"]').count(), 0);
  await choose(page, "Outcome", "Allowed and refused");
  await choose(page, "Action", "Rename folder");
  const actions = await log.locator("[data-audit]").evaluateAll((all) => all.map((one) => one.dataset.audit));
  assert.ok(actions.length > 0 && actions.every((action) => action === "folder.rename"));
  await choose(page, "Outcome", "Refused");
  await page.getByText("No entry is like that.").waitFor();
});

test("what is shown is saved as JSON and as CSV, in which no cell is a formula", async () => {
  const { page } = await openLog();
  await choose(page, "Person", "Rita Okafor");
  await choose(page, "Outcome", "Refused");
  const entries = JSON.parse(await saved(page, "Export JSON"));
  assert.ok(entries.length > 0);
  assert.ok(entries.every((entry) => !entry.allowed && entry.principal.user === "rita"));
  const [headings, ...lines] = (await saved(page, "Export CSV")).trimEnd().split("\r\n");
  assert.equal(lines.length, entries.length);
  const cells = lines[0].slice(1, -1).split('","');
  const at = headings.slice(1, -1).split('","').indexOf("Name");
  assert.equal(cells[at], "'=1+1");
  assert.ok(cells.every((cell) => !/^[=+\-@]/.test(cell)));
});

test("who may not read the log has no page of it, and reads why", async () => {
  const page = await browser.open("?as=flora&view=audit");
  await page.getByText("You can't read the audit log").waitFor();
});

test("at 390 pixels nothing of the log is cut off", async () => {
  const { page } = await openLog("narrow");
  assert.deepEqual(await tooWide(page), []);
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
