// The share box: whom it finds, several at once, what can be taken back, and the links of the item.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { account } from "./places.mjs";
import { checkAll } from "./command_line.mjs";
import { looks, openBrowser, press, tooWide } from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const kit = "/press/press-kit-2025";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

async function openBox(as, path, options) {
  const page = await browser.open(`?as=${as}&path=${path}`, options);
  await page.locator('main [data-action="asset.share"]').first().click();
  const box = page.getByTestId("share");
  return { page, box, field: box.getByRole("combobox", { name: "Share with" }) };
}

const offered = (page) =>
  page.locator("[role=option]:visible").evaluateAll((all) => all.map((option) => option.dataset.value));
const chosen = (box) => box.locator("[data-chosen]").evaluateAll((all) => all.map((chip) => chip.dataset.chosen));

/** The shares on one path, as "user:rosa view 2035-01-01T15:30:00Z". */
const sharesOn = async (path) =>
  (await browser.list("ada", "shares", `?path=${path}`))
    .filter((one) => one.path === path)
    .map(({ with: who, level, until }) =>
      [who.user ? `user:${who.user}` : `group:${who.group}`, level, until].join(" ").trim(),
    )
    .sort();

test("exactly those are offered whom the engine allows; the others are in one line for each of its reasons", async () => {
  const { page, box, field } = await openBox("ada", kit);
  const subjects = [
    ...account.groups.map(({ id, name }) => ({ key: `group:${id}`, name, who: { group: id } })),
    ...account.users.map(({ id, name }) => ({ key: `user:${id}`, name, who: { user: id } })),
  ];
  const answers = await checkAll(
    subjects.map(({ who }) => ({
      as: "ada",
      action: "asset.share",
      resource: kit,
      context: { with: who, level: "view" },
    })),
  );
  await field.click();
  await page.locator("[role=option]:visible").first().waitFor();
  const allowed = subjects.filter((_, i) => answers[i].allowed);
  assert.deepEqual((await offered(page)).sort(), allowed.map(({ key }) => key).sort());
  const refused = subjects.flatMap(({ name }, i) =>
    answers[i].allowed ? [] : [{ name, message: answers[i].message }],
  );
  assert.ok(refused.length > 0 && allowed.length > 0);
  assert.equal(await box.getByTestId("others").count(), new Set(refused.map(({ message }) => message)).size);
  for (const { name, message } of refused)
    assert.equal(
      await box.getByTestId("others").filter({ hasText: message }).filter({ hasText: name }).count(),
      1,
      name,
    );
});

test("it finds people by name and by e-mail address while one types, and is used by keys alone", async () => {
  const { page, box, field } = await openBox("ada", kit);
  await field.pressSequentially("SILVA");
  await page.locator('[data-value="user:ravi"]').waitFor({ state: "detached" });
  assert.deepEqual(await offered(page), ["user:rosa"]);
  await field.press("Enter");
  await field.pressSequentially("ravi@north");
  await page.locator('[data-value="group:g1"]').waitFor({ state: "detached" });
  assert.deepEqual(await offered(page), ["user:ravi"]);
  await field.press("Enter");
  assert.deepEqual(await chosen(box), ["user:rosa", "user:ravi"]);
  await field.press("ArrowDown");
  await page.locator("[role=option]:visible").first().waitFor();
  assert.ok(!(await offered(page)).includes("user:rosa"), "who is chosen is not offered again");
  await field.press("Escape");
  await field.press("Backspace");
  assert.deepEqual(await chosen(box), ["user:rosa"]);
  await press(box.getByRole("button", { name: "Remove Rosa Silva" }));
  assert.deepEqual(await chosen(box), []);
  await field.pressSequentially("ro");
  await field.press("Enter");
  await field.press("Escape");
  await box.waitFor({ state: "detached" });
});

test("several are shared with at once, foreseen, said in one sentence, and taken back by Undo", async () => {
  const { page, box, field } = await openBox("ada", kit);
  const before = await sharesOn(kit);
  for (const words of ["rosa", "design"]) {
    await field.fill(words);
    await page.locator("[role=option]:visible").nth(1).waitFor({ state: "detached" });
    await field.press("Enter");
  }
  await box.getByTestId("effects").locator('[data-user="rosa"]').getByText("no access → Can view").waitFor();
  await box.getByTestId("effects").locator('[data-user="rita"]').getByText("no access → Can view").waitFor();
  await box.locator("[data-send]").click();
  const toast = page.locator("[data-toast]");
  await toast.getByText("Shared “press-kit-2025” with Rosa Silva and Design Team (Can view)").waitFor();
  assert.deepEqual(await sharesOn(kit), [...before, "group:g1 view", "user:rosa view"].sort());
  await press(toast.getByRole("button", { name: "Undo" }));
  await box.locator('[data-share="user:rosa"]').waitFor({ state: "detached" });
  await box.locator('[data-share="group:g1"]').waitFor({ state: "detached" });
  assert.deepEqual(await sharesOn(kit), before);
});

test("Undo of a revocation, a level or an end makes the share what it was", async () => {
  const until = "2035-01-01T15:30:00Z";
  const { page, box, field } = await openBox("ada", kit);
  await browser.request("ada", {
    action: "asset.share",
    resource: { path: kit },
    context: { with: { user: "rosa" }, level: "contribute", until },
  });
  const row = box.locator('[data-share="user:rosa"]');
  const was = await sharesOn(kit);
  const undo = async (done) => {
    await press(page.locator("[data-toast]").filter({ hasText: done }).getByRole("button", { name: "Undo" }));
    await row.getByText("until 1 Jan 2035").waitFor();
    await row.getByRole("combobox", { name: "Level: Can contribute" }).waitFor();
    assert.deepEqual(await sharesOn(kit), was);
  };
  await row.locator('[data-action="asset.unshare"]').click();
  await row.waitFor({ state: "detached" });
  await undo("Took back the share");
  await row.getByRole("combobox").click();
  await page.locator('[data-value="manage"]:visible').click();
  await undo("(Can manage)");
  await field.fill("rosa");
  await field.press("Enter");
  await box.getByLabel("Access ends").fill("2036-02-02");
  await box.locator("[data-send]").click();
  await row.getByText("until 2 Feb 2036").waitFor();
  await undo("(Can contribute)");
});

test("what the engine would not allow is not offered to undo", async () => {
  const page = await browser.open("?as=rita&path=/campaigns/2025/summer-launch/social");
  await page.locator('main [data-action="asset.share"]').first().click();
  await page.getByTestId("share").locator('[data-share="user:rita"] [data-action="asset.unshare"]').click();
  const toast = page.locator("[data-toast]").filter({ hasText: "Took back the share of Rita Okafor" });
  await toast.waitFor();
  assert.equal(await toast.getByRole("button", { name: "Undo" }).count(), 0);
});

test("the link of the item is copied, and opens it for who has access", async () => {
  const page = await browser.newPage();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await browser.enter(page, `?as=flora&path=${kit}`);
  await page.locator('main [data-action="asset.share"]').first().click();
  await page.getByTestId("copy-item").click();
  await page.getByText("Link copied").waitFor();
  const address = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  assert.deepEqual([...address.searchParams], [["path", kit]]);
  await page.goto(address.href);
  await page.locator("main h1").getByText("press-kit-2025").waitFor();
  await page.context().close();
});

test("public links are made and changed in the same box, which is there again afterwards", async () => {
  const { page, box } = await openBox("ada", kit);
  const links = box.getByRole("region", { name: "Public links" });
  const count = await links.locator("[data-link]").count();
  await links.locator('[data-action="link.create"]').click();
  await page.getByTestId("dialog").locator("[data-send]").click();
  await page.getByTestId("made-link").getByRole("button", { name: "Done" }).click();
  await links.locator("[data-link]").nth(count).waitFor();
  await links.locator('[data-action="link.edit"]').nth(count).click();
  await page.getByTestId("dialog").getByLabel("Access ends").fill("2035-03-31");
  await page.getByTestId("dialog").locator("[data-send]").click();
  await links.getByText("Until 31 Mar 2035").waitFor();
  await page.keyboard.press("Escape");
  await box.waitFor({ state: "detached" });
});

test("several items are shared at once from the selection, for whom all of them may be, and taken back together", async () => {
  const page = await browser.open("?as=ada&path=/events");
  const paths = ["/events/repair-tour", "/events/trade-show-oslo"];
  const before = await Promise.all(paths.map(sharesOn));
  for (const path of paths) await page.locator(`[data-asset="${path}"] input`).check({ force: true });
  await press(page.getByTestId("selection").locator('[data-action="asset.share"]'));
  const box = page.getByTestId("share");
  await box.getByText("Share 2 items").waitFor();
  const field = box.getByRole("combobox", { name: "Share with" });
  await field.fill("rosa");
  await field.press("Enter");
  await box.locator('[data-send]:not([aria-disabled="true"])').click();
  const toast = page.locator("[data-toast]").filter({ hasText: "Shared 2 items with Rosa Silva (Can view)" });
  await toast.waitFor();
  await box.waitFor({ state: "detached" });
  for (const [i, path] of paths.entries())
    assert.deepEqual(await sharesOn(path), [...before[i], "user:rosa view"].sort());
  await press(toast.getByRole("button", { name: "Undo" }));
  await page.locator("[data-toast]").filter({ hasText: "Took back the share of Rosa Silva on 2 items" }).waitFor();
  for (const [i, path] of paths.entries()) assert.deepEqual(await sharesOn(path), before[i]);
});

test("it fits every screen, and axe finds nothing, with the list open and with people chosen", async () => {
  for (const look of Object.keys(looks)) {
    const { page, box, field } = await openBox("ada", kit, { look });
    const faults = async () => {
      await page.evaluate(axe);
      return page.evaluate(async () =>
        (await window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] })).violations.map(
          ({ id, nodes }) => [id, nodes.map(({ html }) => html)],
        ),
      );
    };
    await field.click();
    await page.locator("[role=option]:visible").first().waitFor();
    assert.deepEqual(await faults(), []);
    for (const words of ["rosa", "ravi", "design"]) {
      await field.fill(words);
      await field.press("Enter");
    }
    await box.getByTestId("effects").waitFor();
    assert.deepEqual(await faults(), []);
    assert.deepEqual(await tooWide(page), []);
  }
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
