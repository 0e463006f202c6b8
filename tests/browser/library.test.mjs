// The library by keyboard, by pointer and by address: order and filters, the palette, dragging, and links.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { check } from "./command_line.mjs";
import { openBrowser, press } from "./support.mjs";

const launch = "/campaigns/2025/summer-launch";
const social = `${launch}/social`;

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

const link = (page, path) => page.locator(`main [data-asset="${path}"] a`).first();
const shown = (page) =>
  page.locator("main [data-asset]").evaluateAll((found) => found.map((one) => one.dataset.asset.split("/").at(-1)));

async function choose(page, menu, item) {
  await press(page.getByRole("button", { name: menu }));
  await page.getByRole("menu").getByRole("menuitemradio", { name: item, exact: true }).click();
  await page.getByRole("menu").waitFor({ state: "detached" });
}

test("a list is sorted by its columns, folders first, and the address keeps the order", async () => {
  const page = await browser.open(`?as=ada&path=${social}`);
  const before = await shown(page);
  await choose(page, /^Sort/, "Descending");
  const [folder, ...files] = before;
  assert.deepEqual(await shown(page), [folder, ...files.reverse()]);
  assert.match(page.url(), /sort=-name/);
  await page.reload();
  await link(page, `${social}/stories`).waitFor();
  assert.deepEqual(await shown(page), [folder, ...files]);
});

test("filters leave what passes, say how much that is, and go when one goes elsewhere", async () => {
  const page = await browser.open(`?as=ada&path=${social}`);
  await choose(page, "Filter", "Videos");
  const videos = await shown(page);
  assert.ok(videos.length > 0 && videos.every((name) => /\.(mp4|mov)$/.test(name)), videos.join());
  await page.getByText(new RegExp(`^${videos.length} of \\d+ shown$`)).waitFor();
  await link(page, `${social}/${videos[0]}`).focus();
  await page.keyboard.press("Control+a");
  await page.getByTestId("selection").getByText(`${videos.length} selected`).waitFor();
  await page.locator('[data-folder="/press"]').click();
  await page.getByRole("heading", { level: 1, name: "press" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Clear filters" }).count(), 0);
});

test("a filter by one's own level shows what the engine gives that level", async () => {
  const page = await browser.open("?as=rita");
  const all = await shown(page);
  await choose(page, "Filter", "Can manage");
  const left = await page.locator("main [data-asset]").evaluateAll((found) => found.map((one) => one.dataset.asset));
  assert.ok(left.length > 0 && left.length < all.length);
  for (const path of left) {
    const { have, because } = await check("rita", "asset.view", path);
    assert.equal(have ?? because[0].level, "manage", path);
  }
});

test("Shift selects a range by the pointer and by the keys, and Escape clears it", async () => {
  const page = await browser.open(`?as=ada&path=${social}`);
  const selection = page.getByTestId("selection");
  await press(link(page, `${social}/post-01-ridge.jpg`), "Space");
  await link(page, `${social}/post-04-tent.jpg`).click({ modifiers: ["Shift"] });
  await selection.getByText("4 selected").waitFor();
  await link(page, `${social}/post-04-tent.jpg`).focus();
  await page.keyboard.press("Shift+ArrowRight");
  await selection.getByText("5 selected").waitFor();
  await page.keyboard.press("Escape");
  await selection.waitFor({ state: "detached" });
});

test("F2 renames and Delete deletes where that is allowed, and explain where it is greyed", async () => {
  const page = await browser.open(`?as=ada&path=${social}`);
  const post = link(page, `${social}/post-01-ridge.jpg`);
  await press(post, "F2");
  const dialog = page.getByTestId("dialog");
  await dialog.getByLabel("Name").waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await press(post, "Delete");
  await dialog.getByRole("button", { name: "Delete" }).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });

  const logos = link(await browser.open("?as=rita&path=/brand"), "/brand/logos");
  await press(logos, "F2");
  const { message } = await check("rita", "folder.rename", "/brand/logos");
  await page.getByTestId("why").getByText(message).first().waitFor();
});

test("a right click opens the item's menu, which can copy its address", async () => {
  const page = await browser.open(`?as=ada&path=${social}`);
  await link(page, `${social}/post-01-ridge.jpg`).click({ button: "right" });
  const menu = page.getByRole("menu", { name: "Operations on post-01-ridge.jpg" });
  await menu.locator('[data-action="asset.share"]').waitFor();
  const elsewhere = menu.getByRole("menuitem", { name: "Open in a new tab" });
  assert.match(
    await elsewhere.getAttribute("href"),
    /open=\/campaigns\/2025\/summer-launch\/social\/post-01-ridge\.jpg/,
  );
  await page.keyboard.press("Escape");
  await menu.waitFor({ state: "detached" });
});

test("folders, files, breadcrumbs, the tree and the pages are links that another tab opens", async () => {
  const page = await browser.open(`?as=ada&path=${launch}`);
  const links = {
    [`main [data-asset="${social}"] a`]: "social",
    '[data-folder="/press"]': "press",
    'nav[aria-label="Breadcrumb"] a >> text=2025': "2025",
    'nav[aria-label="Pages"] a >> text=Account': "Account",
  };
  for (const [selector, heading] of Object.entries(links)) {
    const [other] = await Promise.all([
      page.context().waitForEvent("page"),
      page.locator(selector).first().click({ button: "middle" }),
    ]);
    await other.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
    await other.close();
    await page.getByRole("heading", { level: 1, name: "summer-launch" }).waitFor();
  }
});

test("Back closes what was opened last, and leaves the place only then", async () => {
  for (const look of ["wide", "narrow"]) {
    const page = await browser.open("?as=ada&path=/campaigns/2025", { look });
    await link(page, launch).click();
    await page.getByRole("heading", { level: 1, name: "summer-launch" }).waitFor();
    await link(page, `${launch}/shot-list.pdf`).click();
    const details = page.getByTestId("details");
    await details.locator('[data-action="asset.move"]').click();
    const dialog = page.getByTestId("dialog");
    await dialog.waitFor();
    await page.goBack();
    await dialog.waitFor({ state: "detached" });
    await details.waitFor();
    await page.goBack();
    await details.waitFor({ state: "detached" });
    await page.getByRole("heading", { level: 1, name: "summer-launch" }).waitFor();

    // Closed by hand: one step back is then one place back.
    await link(page, `${launch}/shot-list.pdf`).click();
    await details.waitFor();
    await page.keyboard.press("Escape");
    await details.waitFor({ state: "detached" });
    await page.goBack();
    await page.getByRole("heading", { level: 1, name: "2025" }).waitFor();
  }
});

test("the palette has what the engine allows, greys the rest with its reason, and hides what is hidden", async () => {
  const page = await browser.open("?as=rita&path=/brand");
  await page.keyboard.press("Control+k");
  const palette = page.getByTestId("palette");
  const input = palette.getByRole("combobox");
  const option = (action) => palette.locator(`[role=option][data-action="${action}"]`);
  for (const action of ["asset.delete", "file.upload", "folder.rename"]) {
    const decision = await check("rita", action, "/brand");
    assert.notEqual(decision.show, "hidden");
    await option(action).first().waitFor();
    assert.equal(
      await option(action).first().getAttribute("aria-description"),
      decision.allowed ? null : decision.message,
    );
  }
  for (const action of ["user.add", "billing.view"]) assert.equal(await option(action).count(), 0, action);
  await input.fill("logos");
  await input.press("Enter");
  await page.getByRole("heading", { level: 1, name: "logos" }).waitFor();
  assert.equal(await palette.count(), 0);
  await page.keyboard.press("Control+k");
  await input.fill("move");
  await option("asset.move").click({ force: true });
  const { message } = await check("rita", "asset.move", "/brand/logos");
  await page.getByTestId("why").getByText(message).first().waitFor();
});

test("? lists the shortcuts, and / goes to the search", async () => {
  const page = await browser.open("?as=ada");
  await page.keyboard.press("?");
  const list = page.getByTestId("shortcuts");
  await list.getByText("Ctrl+K").waitFor();
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "detached" });
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.type), "search");
});

/** Drags as the browser would: its events with one transfer, from one element to another. */
const drag = (page, from, to) =>
  page.evaluate(
    ([source, target]) => {
      const transfer = new DataTransfer();
      const send = (selector, type) => {
        const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer });
        document.querySelector(selector).dispatchEvent(event);
        return event.defaultPrevented;
      };
      send(source, "dragstart");
      const isTaken = send(target, "dragover");
      const note = () => document.querySelector("[data-testid=drag-note]").textContent;
      return new Promise((resolve) =>
        requestAnimationFrame(() => {
          const words = note();
          if (isTaken) send(target, "drop");
          send(source, "dragend");
          resolve({ isTaken, words });
        }),
      );
    },
    [from, to],
  );

test("items are moved by dragging them where the engine allows it, and nowhere else", async () => {
  const page = await browser.open(`?as=ada&path=${launch}`);
  const file = `main [data-asset="${launch}/shot-list.pdf"] a`;
  const moved = await drag(page, file, `main [data-asset="${social}"]`);
  assert.deepEqual(moved, { isTaken: true, words: "Move 1 item to social" });
  await page.locator(`main [data-asset="${launch}/shot-list.pdf"]`).waitFor({ state: "detached" });
  assert.ok((await browser.list("ada", "assets")).length > 0);

  const other = await browser.open("?as=rita&path=/campaigns/2025/summer-launch");
  const denied = await drag(other, `main [data-asset="${launch}/hero"] a`, '[data-folder="/brand"]');
  const { message } = await check("rita", "asset.move", `${launch}/hero`, { to: "/brand" });
  assert.deepEqual(denied, { isTaken: false, words: message });
});

test("a dropped file opens the upload with its name, and several are uploaded at once", async () => {
  const page = await browser.open("?as=flora&path=/events");
  const dropFiles = (names) =>
    page.evaluate((given) => {
      const transfer = new DataTransfer();
      for (const name of given) transfer.items.add(new File(["x"], name, { type: "image/jpeg" }));
      const place = document.querySelector("main h1");
      for (const type of ["dragover", "drop"])
        place.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
    }, names);
  await dropFiles(["dropped.jpg"]);
  const dialog = page.getByTestId("dialog");
  assert.equal(await dialog.getByLabel("File name").inputValue(), "dropped.jpg");
  await dialog.locator("[data-send]").click();
  await link(page, "/events/dropped.jpg").waitFor();
  await dropFiles(["one.jpg", "two.jpg", "not good.jpg"]);
  await link(page, "/events/two.jpg").waitFor();
  await page.getByText("Not uploaded: 1 file").first().waitFor();
  assert.equal(await page.locator('main [data-asset="/events/not good.jpg"]').count(), 0);
});

test("what failed stays in sight until it is dismissed", async () => {
  const page = await browser.newPage();
  await page.clock.install();
  await browser.enter(page, "?as=flora&path=/events");
  await page.route("**/requests", (route) =>
    route.fulfill({ status: 500, contentType: "application/problem+json", body: '{"code":"internal","detail":"No."}' }),
  );
  await page.locator('main [data-action="folder.create"]').click();
  await page.getByTestId("dialog").getByLabel("Name").fill("fresh");
  await page.getByTestId("dialog").locator("[data-send]").click();
  const toast = page.locator('[data-toast="bad"]').first();
  await toast.waitFor();
  await page.clock.runFor("00:20");
  assert.equal(await toast.isVisible(), true);
  await page.context().close();
});

test("with forced colours greyed, current and pressed controls differ from the others", async () => {
  const page = await browser.newPage();
  await page.emulateMedia({ forcedColors: "active" });
  await browser.enter(page, "?as=rita&path=/brand");
  await page.locator('main [data-asset="/brand/logos"] input').check({ force: true });
  const colour = (locator) => locator.first().evaluate((element) => getComputedStyle(element).color);
  const bar = page.getByTestId("selection");
  const [greyed, enabled] = await Promise.all([
    colour(bar.locator('[data-action][data-show="disabled"]')),
    colour(bar.locator('[data-action][data-show="enabled"]')),
  ]);
  assert.notEqual(greyed, enabled);
  const width = (name) =>
    page
      .getByRole("navigation", { name: "Pages" })
      .getByRole("link", { name })
      .evaluate((element) => getComputedStyle(element).borderInlineStartWidth);
  assert.notEqual(await width("Library"), await width("Account"));
  await page.context().close();
});

test("nothing broke the Content-Security-Policy and nothing failed", () =>
  assert.deepEqual(
    browser.complaints.filter((text) => !/status of 500/.test(text)),
    [],
  ));
