// Walks docs/first-minute.md: each step leads to what the document quotes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { openBrowser, press } from "./support.mjs";

const rows = readFileSync("docs/first-minute.md", "utf8")
  .split("\n")
  .filter((line) => /^\| \d/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()));
const steps = rows.map(([, second, todo, see]) => ({
  second: Number(second),
  todo,
  quoted: [...see.matchAll(/“([^”]+)”/g)].map(([, words]) => words),
}));

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

const side = (page, name) => page.frameLocator(`[data-side="${name}"]`);

async function openDemo(view) {
  if (!(await view.getByRole("button", { name: /^Demo/ }).isVisible()))
    await view.getByRole("button", { name: "Open the menu" }).click();
  await view.getByRole("button", { name: /^Demo/ }).click();
}

async function shareWithRosa(left) {
  await left.locator('main [data-asset="/events"] a').first().click();
  await left.locator('main [data-action="asset.share"]').click();
  const box = left.getByTestId("share");
  await box.getByRole("combobox", { name: "Share with" }).fill("Rosa");
  await left.locator('[data-value="user:rosa"]').click();
  await box.locator("[data-send]").click();
}

/** What is done in each step, in the order of the document; each returns after what no quotation says is there. */
const walk = [
  (page) => browser.enter(page, ""),
  async (page) => {
    await page.keyboard.press("x");
    await page.locator("[data-figure='Server agrees']", { hasText: / of / }).waitFor();
    assert.equal(await page.locator("[data-figure='Requests for them']").textContent(), "0");
    assert.match(await page.locator("[data-figure='Time for each']").textContent(), /\d ns$/);
  },
  async (page) => {
    await page.getByRole("button", { name: /^Viewing as/ }).click();
    await page.locator('[data-person="rita"]').click();
    await page.locator("[data-ghost], lockstep-inspector").first().waitFor({ state: "attached" });
  },
  async (page) => {
    await page.locator('main [data-asset="/brand"] a').first().click();
    await press(page.locator('main [data-action="asset.share"]'));
    await page.getByTestId("why").locator("[data-remedy]").first().waitFor();
  },
  async (page) => {
    await page.keyboard.press("Escape");
    await page.getByTestId("why").waitFor({ state: "detached" });
    await openDemo(page);
  },
  async (page) => {
    await page.getByRole("link", { name: "Two people side by side" }).click();
    for (const name of ["left", "right"]) await side(page, name).locator("[data-ready]").waitFor();
    await page.getByRole("combobox", { name: /^First person/ }).click();
    await page.locator('[data-value="flora"]').click();
    await page.locator('[data-side="left"][title="Page of Flora Meyer"]').waitFor();
    await side(page, "left").locator("[data-ready]").waitFor();
    await shareWithRosa(side(page, "left"));
    await side(page, "right").locator('main [data-asset="/events"]').waitFor();
    await page.locator('[data-figure="arrival"]', { hasText: "ms" }).waitFor();
  },
  async (page) => {
    const left = side(page, "left");
    await page.keyboard.press("Escape");
    await left.getByTestId("share").waitFor({ state: "detached" });
    await openDemo(left);
    await left.locator('[data-plan="free"]').click();
    for (const name of ["left", "right"])
      await side(page, name)
        .locator('[aria-label="Pages"] [data-show="disabled"], [role="alert"], [data-toast]')
        .first()
        .waitFor({ state: "attached" });
  },
];

test("the steps of the first minute lead to what the document says is seen", async () => {
  assert.equal(steps.length, walk.length);
  assert.ok(steps.at(-1).second < 60);
  await browser.startOver();
  const page = await browser.newPage();
  for (const [i, { todo, quoted }] of steps.entries()) {
    await walk[i](page);
    for (const words of quoted) await page.getByText(words).first().waitFor();
    assert.ok(todo.endsWith("."), todo);
  }
  await page.context().close();
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
