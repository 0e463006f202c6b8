// The page behind a public link: for a visitor who never signs in; the host checks the password, Lockstep decides the
// rest.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { account } from "./places.mjs";
import { looks, openBrowser, tooWide } from "./support.mjs";

const kit = account.assets.find(({ id }) => id === "f37").path;
const collection = account.collections.find(({ id }) => id === "c2");
const pathOf = (id) => account.assets.find((asset) => asset.id === id).path;

let browser, page;
before(async () => {
  browser = await openBrowser();
  page = await browser.newPage();
});
beforeEach(() => browser.startOver());
after(() => browser?.close());

const visit = async (link, visitor = page) => {
  await visitor.goto(`${browser.url()}/?link=${encodeURIComponent(link)}`);
  await visitor.locator("[data-ready]").waitFor();
};
const heading = (name) => page.getByRole("heading", { level: 1, name });
const shown = async () =>
  (await page.locator("[data-shown]").evaluateAll((found) => found.map((one) => one.dataset.shown))).sort();

test("a folder's link shows its files, folder by folder, and nothing above it", async () => {
  await visit("l1");
  await heading(kit.split("/").at(-1)).waitFor();
  const inKit = account.assets
    .filter(
      ({ path, published }) =>
        path.startsWith(`${kit}/`) && !path.slice(kit.length + 1).includes("/") && published !== false,
    )
    .map(({ path }) => path)
    .sort();
  assert.deepEqual(await shown(), inKit);
  const text = await page.locator("body").innerText();
  assert.ok(!text.includes("/press"), "the folders above are not named");
  await page.locator(`[data-shown="${inKit.find((path) => path.includes("."))}"] button`).click();
  await page.getByTestId("shown-file").waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("[data-action]").count(), 0, "there is nothing of the dashboard");
});

test("a collection's link takes its password, and no other", async () => {
  await visit("l2");
  await heading("This link needs a password").waitFor();
  assert.equal(await page.locator("[data-shown]").count(), 0);
  const field = page.getByLabel("Password");
  assert.equal(await field.getAttribute("type"), "password");
  await field.fill("wrong guess");
  await page.getByRole("button", { name: "Open" }).click();
  await page.getByText("This is not the password.").waitFor();
  await field.fill("northpine");
  await page.keyboard.press("Enter");
  await heading(collection.name).waitFor();
  const tops = collection.items.map(pathOf);
  assert.ok((await shown()).every((path) => tops.includes(path)));
});

test("what is unknown, deleted or misspelt looks the same", async () => {
  const { id } = account.links.find((link) => !link.hasPassword);
  await browser.request("flora", { action: "link.delete", resource: { link: id } });
  const texts = new Set();
  for (const link of [id, "l99", "nothing", "../../etc", "a b", ""]) {
    await visit(link);
    texts.add(await page.locator("main").innerText());
  }
  assert.equal(texts.size, 1);
  assert.match([...texts][0], /This link does not open/);
});

test("a link says when it opens, and closes at its end while one looks at it", async () => {
  const made = async (context) => {
    await browser.request("flora", { action: "link.create", resource: { path: kit }, context });
    return (await browser.list("flora", "links")).find((link) =>
      Object.entries(context).every(([key, value]) => link[key] === value),
    ).id;
  };
  await visit(await made({ startsAt: "2095-01-01T00:00:00Z" }));
  await page.getByText("It opens on 1 Jan 2095, 00:00 UTC.").waitFor();
  const endsAt = `${new Date(Date.now() + 8_000).toISOString().slice(0, 19)}Z`;
  await visit(await made({ endsAt }));
  await heading(kit.split("/").at(-1)).waitFor();
  await page.getByText(/open until .* UTC/).waitFor();
  await heading("This link has ended").waitFor();
  assert.equal(await page.locator("[data-shown]").count(), 0);
});

test("from the form to the visitor: the address that is copied opens with the password that was set", async () => {
  const owner = await browser.newPage();
  await owner.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await browser.enter(owner, `?as=flora&path=${kit}&open=${kit}`);
  await owner.getByTestId("details").locator('[data-action="link.create"]').click();
  const dialog = owner.getByTestId("dialog");
  await dialog.getByLabel("Require a password").check();
  await dialog.getByLabel("Password", { exact: true }).fill("short");
  assert.equal(await dialog.locator("[data-send]").getAttribute("aria-disabled"), "true");
  await dialog.getByLabel("Password", { exact: true }).fill("correct horse");
  await dialog.locator("[data-send]").click();
  await owner.getByRole("button", { name: "Copy link" }).last().click();
  await owner.getByRole("button", { name: "Copied" }).waitFor();
  const address = await owner.evaluate(() => navigator.clipboard.readText());
  await page.goto(address);
  await page.getByLabel("Password").fill("correct horse");
  await page.keyboard.press("Enter");
  await heading(kit.split("/").at(-1)).waitFor();
  await owner.context().close();
});

test("without a server the page says so, and opens once it is back", async () => {
  await page.route("**/demo/visit", (route) => route.abort());
  await visit("l1");
  await page.getByText("Can't reach the server.").waitFor();
  await page.unroute("**/demo/visit");
  await page.getByRole("button", { name: "Try again" }).click();
  await heading(kit.split("/").at(-1)).waitFor();
});

test("on a phone nothing is cut off", async () => {
  await page.setViewportSize(looks.narrow);
  for (const link of ["l1", "l2", "nothing"]) {
    await visit(link);
    assert.deepEqual(await tooWide(page), [], link);
  }
});

test("nothing broke the Content-Security-Policy and nothing failed but for the network", () =>
  assert.deepEqual(
    browser.complaints.filter((text) => !text.includes("net::ERR_FAILED")),
    [],
  ));
