// A folder of many files, and what a page does while nothing happens.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask } from "../http/server.mjs";
import { account } from "./places.mjs";
import { openBrowser } from "./support.mjs";

const folder = "/events";
const files = Array.from({ length: 420 }, (_, i) => `${folder}/many-${i + 1}.jpg`);

const parentOf = (path) => path.slice(0, path.lastIndexOf("/"));

let browser, page;
before(async () => {
  browser = await openBrowser();
  page = await browser.newPage();
  const { token } = (await ask(browser.url(), "POST", "/demo/sign-in", { body: { user: "flora" } })).body;
  for (const path of files) {
    const body = {
      action: "file.upload",
      resource: { path: folder },
      context: { name: path.slice(folder.length + 1) },
    };
    assert.equal((await ask(browser.url(), "POST", "/v1/accounts/northpine/requests", { token, body })).status, 200);
  }
});
after(() => browser?.close());

const already = account.assets.filter(({ path }) => parentOf(path) === folder);
const folders = already.filter(({ kind }) => kind === "folder").length;
const all = already.length + files.length;

test("the count of files and the selection of everything are of those out of sight too", async () => {
  await browser.enter(page, `?as=flora&path=${folder}`);
  await page.getByRole("heading", { name: `Files ${all - folders}` }).waitFor();
  await page.getByRole("button", { name: "List" }).click();
  await page.getByRole("checkbox", { name: "Select everything here" }).press("Space");
  await page.getByTestId("selection").getByText(`${all} selected`).waitFor();
});

test("while nothing happens, nothing is decided again", async () => {
  const idle = await browser.newPage();
  await idle.clock.install();
  await browser.enter(idle, `?as=flora&path=${folder}`);
  await idle.locator('[data-connection="live"]').waitFor();
  const decided = () => idle.evaluate(() => globalThis.read);
  // Whatever is decided for a control comes as JSON.
  await idle.evaluate(() => {
    const { parse } = JSON;
    globalThis.read = 0;
    JSON.parse = (...args) => {
      globalThis.read++;
      return parse(...args);
    };
  });
  // Not so long that it would take the silence of the stream for the server's end.
  await idle.clock.runFor("00:40");
  assert.equal(await decided(), 0);
  await idle.locator('[data-folder="/brand"]').click();
  await idle.getByRole("heading", { level: 1, name: "brand" }).waitFor();
  assert.ok((await decided()) > 0);
  await idle.context().close();
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
