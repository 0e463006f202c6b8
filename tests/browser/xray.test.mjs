// The X-ray: the inspector on the demonstration, with figures that are measured on the page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { openBrowser, press, tooWide } from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const vera = "?as=vera&view=account";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

const strip = (page) => page.getByTestId("xray");
const button = (page) => page.getByRole("button", { name: "X-ray" });

/** Waits until the figures of the strip are there and the server has answered. */
async function figuresOf(page) {
  await strip(page).locator("[data-figure='Server agrees']", { hasText: / of / }).waitFor();
  return page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll("[data-figure]")].map((each) => [each.dataset.figure, each.textContent]),
    ),
  );
}

const outlines = (page) =>
  page.evaluate(() =>
    [...document.querySelector("lockstep-inspector").shadowRoot.querySelectorAll(".outline")].map((each) => ({
      show: each.dataset.show,
      ghost: "ghost" in each.dataset ? each.textContent : undefined,
    })),
  );

const isOff = (page) =>
  page.waitForFunction(
    () => document.querySelector("lockstep-inspector, [data-lockstep], [data-testid=xray]") === null,
  );

test("a page loads nothing of it before it is used; then the button, the key X and its panel switch it", async () => {
  const page = await browser.newPage();
  const loaded = [];
  page.on("request", (request) => /xray/i.test(request.url()) && loaded.push(request.url()));
  await browser.enter(page, vera);
  await page.locator("main h1").waitFor();
  assert.deepEqual(loaded, []);
  assert.equal(await page.evaluate(() => document.querySelector("[data-lockstep], lockstep-inspector")), null);

  await press(button(page));
  await strip(page).waitFor();
  assert.ok(loaded.length > 0);
  assert.equal(await button(page).getAttribute("aria-pressed"), "true");
  assert.match(page.url(), /xray=on/);

  await page.keyboard.press("x");
  await isOff(page);
  assert.equal(await button(page).getAttribute("aria-pressed"), "false");
  await page.keyboard.press("Control+x");
  await isOff(page);
  await page.keyboard.press("x");
  await strip(page).waitFor();
  await page.getByRole("button", { name: "Close the inspector" }).click();
  await isOff(page);

  const field = page.getByRole("searchbox");
  await field.pressSequentially("box");
  assert.equal(await field.inputValue(), "box");
  assert.equal(await strip(page).count(), 0, "a letter that is typed does not switch it");
  await page.context().close();
});

test("every control is outlined by its answer, and hidden ones have ghosts with their names", async () => {
  const page = await browser.newPage();
  await browser.enter(page, vera);
  const shown = await page.locator("main [data-action]").count();
  await press(button(page));
  const { "Decisions on this screen": decisions } = await figuresOf(page);
  const marked = await page.locator("[data-lockstep]").count();
  assert.equal(Number(decisions), marked);
  assert.equal(await page.locator("main button[data-lockstep]").count(), shown, "the page offers what it did before");

  const drawn = await outlines(page);
  const ghosts = drawn.flatMap(({ ghost }) => ghost ?? []);
  for (const name of ["Users and groups", "View billing and invoices", "Set up single sign-on"])
    assert.ok(ghosts.includes(name), `${name} among ${ghosts.join(", ")}`);
  assert.ok(drawn.every(({ show, ghost }) => (show === "hidden") === (ghost !== undefined)));
  assert.equal(await page.locator("main").getByText("View billing and invoices").count(), 0, "a ghost is no control");
  await page.context().close();
});

test("its figures are those of the page: no request, the server's agreement, the revision", async () => {
  const page = await browser.newPage();
  await browser.enter(page, `${vera}&xray=on`);
  const figures = await figuresOf(page);
  assert.equal(figures["Requests for them"], "0");
  assert.equal(figures.Revision, await page.locator("[data-ready]").getAttribute("data-ready"));
  assert.match(figures["Time in all"], /^[\d.]+ (ns|µs|ms)$/);
  assert.match(figures.Snapshot, /^[\d.]+ K?B$/);
  assert.equal(figures["Last change"], "none yet");
  const [agreed, compared] = figures["Server agrees"].split(" of ");
  assert.equal(agreed, compared);
  assert.ok(Number(compared) > 0);
  await page.context().close();
});

test("another user's change arrives as a delta with its size and age, and the outlines follow", async () => {
  const page = await browser.newPage();
  await browser.enter(page, "?as=rosa&xray=on");
  const { Revision: before } = await figuresOf(page);
  const share = { action: "asset.share", resource: "/press", context: { with: { user: "rosa" }, level: "view" } };
  assert.equal((await browser.request("ada", share)).status, 200);
  await strip(page)
    .locator("[data-figure='Last change']", { hasText: /^[\d.]+ K?B, \d+ (ms|s|min) ago$/ })
    .waitFor();
  await page.locator("[data-asset='/press'] [data-lockstep='asset.view']").waitFor();
  const { Revision: later } = await figuresOf(page);
  assert.equal(Number(later), Number(before) + 1);
  await browser.startOver();
  await page.context().close();
});

test("another person on the page has figures of their own", async () => {
  const page = await browser.newPage();
  await browser.enter(page, "?as=ada&view=account&xray=on");
  const { "Decisions on this screen": ofAda } = await figuresOf(page);
  await press(page.getByRole("button", { name: /Viewing as/ }));
  await page.locator("[data-person='vera']").click();
  await page.waitForFunction(() =>
    document.querySelector("lockstep-inspector")?.shadowRoot.querySelector(".line")?.textContent.startsWith("vera"),
  );
  await figuresOf(page);
  const ghosts = (await outlines(page)).filter(({ ghost }) => ghost !== undefined);
  assert.ok(ghosts.length > 0, `${ofAda} decisions of ada`);
  await page.context().close();
});

test("the page says what it is, and a link leads to more about it", async () => {
  const page = await browser.newPage();
  await browser.enter(page, "?as=ada&xray=on");
  assert.match(await page.title(), /Lockstep/);
  await page.getByRole("complementary", { name: "Sidebar" }).getByText("Lockstep").waitFor();
  const [about] = await Promise.all([
    page.context().waitForEvent("page"),
    strip(page).getByRole("link", { name: "What is Lockstep?" }).click(),
  ]);
  await about.getByRole("heading", { name: "What is Lockstep?" }).waitFor();
  await about.getByRole("link", { name: /Back to the demo/ }).click();
  await about.getByTestId("xray").waitFor();
  await page.context().close();
});

for (const look of ["wide", "narrow"])
  for (const theme of ["light", "dark"])
    test(`axe finds nothing in it, and nothing is wider than the page: ${theme}, ${look}`, async () => {
      const page = await browser.newPage(look);
      await browser.enter(page, `${vera}&xray=on&theme=${theme}`);
      await figuresOf(page);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`),
        [],
      );
      assert.deepEqual(await tooWide(page), []);
      await page.context().close();
    });

test("nothing broke the Content-Security-Policy, and nothing failed", () => assert.deepEqual(browser.complaints, []));
