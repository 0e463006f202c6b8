// A folder that is not there any more, or never was: it is said, and nothing is offered in it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, tooWide } from "./support.mjs";

const folder = "/events/repair-tour";
const offered = (page) =>
  page
    .locator('main [data-action="file.upload"], main [data-action="folder.create"], main [data-action="asset.share"]')
    .count();

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

test("a folder that is deleted while one is in it says so, offers nothing, and leads up", async () => {
  const page = await browser.open(`?as=flora&path=${folder}`);
  assert.equal(await offered(page), 3);
  await browser.request("ada", { action: "asset.delete", resource: { path: folder } });
  await page.getByRole("heading", { name: "This folder no longer exists" }).waitFor();
  assert.equal(await offered(page), 0);
  await page.getByRole("button", { name: "Go to events" }).click();
  await page.getByRole("heading", { name: "events", exact: true }).waitFor();
});

for (const look of ["wide", "narrow"]) {
  test(`a made-up address is no empty folder (${look})`, async () => {
    for (const path of ["/does/not/exist", "/events/nowhere", "/events/trade-show-oslo/a/b"]) {
      const page = await browser.open(`?as=ada&path=${path}`, { look });
      await page.getByRole("heading", { name: "This folder no longer exists" }).waitFor();
      assert.equal(await offered(page), 0, path);
      assert.deepEqual(await tooWide(page), [], path);
    }
  });
}

test("who sees parts of the library alone learns nothing of what is deleted or hidden elsewhere", async () => {
  const said = [];
  for (const path of ["/does/not/exist", "/brand/logos/made-up", "/events"]) {
    const page = await browser.open(`?as=rosa&path=${path}`);
    await page.getByRole("heading", { name: "You don't have access to this" }).waitFor();
    said.push((await page.locator("main").innerText()).replaceAll(path, "PATH"));
  }
  assert.equal(new Set(said).size, 1);
});

test("the address of a file in a folder's place leads to the file", async () => {
  const page = await browser.open("?as=flora&path=/press/press-kit-2025/fact-sheet.pdf");
  await page.getByRole("heading", { name: "This is a file" }).waitFor();
  assert.equal(await offered(page), 0);
  await page.getByRole("button", { name: "Show its details" }).click();
  await page.getByTestId("details").getByRole("heading", { name: "fact-sheet.pdf" }).waitFor();
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
