// The dashboard over a policy that its code does not know: everything it names is in policies/examples/tracker.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { root } from "../../tools/run.mjs";
import { faultsOf } from "./axe.mjs";
import { openBrowser, press, tooWide } from "./support.mjs";
import { ask } from "../http/server.mjs";
import { account, asTracker, policy } from "./tracker.mjs";

let browser, beside;
before(async () => {
  browser = await openBrowser();
  beside = asTracker(browser);
});
after(() => browser?.close());

const actionsOn = (kind) =>
  Object.keys(policy.actions).filter((name) => [policy.actions[name].on].flat().includes(kind));

test("the demo of the library leads to another policy, and back", async () => {
  const page = await browser.open("?as=ada");
  await page.getByRole("button", { name: "Demo Enterprise" }).click();
  await page.getByRole("link", { name: "Another policy: a project tracker" }).click();
  await page.getByRole("heading", { level: 1, name: policy.title }).waitFor();
  await page.getByRole("button", { name: /^Demo/ }).click();
  await page.getByRole("link", { name: "The media library" }).click();
  await page.getByRole("heading", { level: 1, name: "Media library" }).waitFor();
});

test("each kind has a list of the resources on which the engine allows something, and of no others", async () => {
  for (const user of ["alma", "mia", "gus"]) {
    const page = await browser.open(`?policy=tracker&as=${user}`);
    const shown = await page.locator("[data-resource]").evaluateAll((rows) => rows.map((row) => row.dataset.resource));
    const expected = [];
    for (const { kind, path } of account.resources) {
      if (kind !== "team" && kind !== "repo") continue;
      const requests = actionsOn(kind).map((action) => ({ action, resource: { path } }));
      const decisions = await beside(user, "POST", "decisions", requests);
      if (decisions.some(({ allowed }) => allowed)) expected.push(path);
    }
    const atTop = shown.filter((path) => path.lastIndexOf("/") === 0);
    assert.deepEqual(atTop.sort(), expected.sort(), user);
  }
});

test("every action on a kind is usable, greyed or absent as the server decides, with the policy's title", async () => {
  for (const [user, path, kind] of [
    ["mia", "/Platform/Sign-in fails after a password reset", "issue"],
    ["mia", "/Design/Dark theme for the invoices", "issue"],
    ["bruno", "/web/Translate the error pages", "issue"],
    ["nils", "/legacy-cron", "repo"],
  ]) {
    const page = await browser.open(`?policy=tracker&as=${user}&at=${path}`);
    const buttons = await page
      .getByTestId("actions")
      .locator("[data-action]")
      .evaluateAll((all) => all.map((one) => [one.dataset.action, one.dataset.show, one.textContent]));
    const actions = actionsOn(kind).filter((name) => policy.actions[name].does !== "unshare");
    const decisions = await beside(
      user,
      "POST",
      "decisions",
      actions.map((action) => ({ action, resource: { path } })),
    );
    const expected = actions
      .map((action, i) => [action, decisions[i].show, policy.actions[action].title])
      .filter(([, show]) => show !== "hidden");
    assert.deepEqual(buttons, expected, `${user} ${path}`);
    assert.ok(expected.length > 0);
  }
});

test("a greyed action says why, by the policy's own sentence", async () => {
  const page = await browser.open("?policy=tracker&as=nils&at=/legacy-cron");
  await press(page.locator('[data-action="repo.push"]'));
  const why = page.getByTestId("why");
  assert.equal(await why.getByTestId("why-message").textContent(), policy.conditions.archived.message);
  assert.equal(await why.locator('[data-code="condition"]').textContent(), "archived");
});

test("a form has the fields of the action's effect, and greys the values that the engine refuses", async () => {
  const page = await browser.open("?policy=tracker&as=mia&at=/Platform/Upload stops at 2 GB");
  await page.locator('[data-action="issue.prioritise"]').click();
  const dialog = page.getByTestId("dialog");
  await dialog.getByRole("combobox", { name: /^Priority/ }).click();
  const words = await page.locator("[data-value]:visible").evaluateAll((all) => all.map((one) => one.dataset.value));
  assert.deepEqual(words, policy.kinds.issue.attributes.priority);
  await page.locator('[data-value="urgent"]').click();
  await dialog.locator("[data-send]").click();
  await page.locator("h1 ~ *, header").getByText("Urgent").first().waitFor();
  await page.locator('[data-action="issue.move"][aria-disabled]').waitFor();
  await page.locator('[data-action="issue.prioritise"]').click();
  await dialog.getByRole("combobox", { name: /^Priority/ }).click();
  await page.locator('[data-value="low"]').click();
  await dialog.locator("[data-send]").click();
  await page.locator('[data-action="issue.move"]:not([aria-disabled])').click();
  await dialog.getByRole("combobox", { name: /^Place/ }).click();
  const design = page.locator('[data-value="/Design"]');
  assert.equal(await design.getAttribute("aria-disabled"), "true");
  await design.getByText("This needs “Team member” at /Design").waitFor();
});

test("a destructive action asks first; what is deleted is gone for others at once", async () => {
  const page = await browser.open("?policy=tracker&as=mia&at=/Platform/Upload stops at 2 GB");
  const other = await browser.enter(await browser.newPage(), "?policy=tracker&as=nils&at=/Platform");
  const row = other.locator('[data-resource="/Platform/Upload stops at 2 GB"]');
  await row.waitFor();
  await page.locator('[data-action="issue.delete"]').click();
  const dialog = page.getByTestId("dialog");
  await dialog.getByText("This can't be undone.").waitFor();
  await dialog.locator("[data-send]").click();
  await row.waitFor({ state: "detached" });
  await other.context().close();
});

test("a place is shared at the levels that the policy gives on its kind, and no higher than the giver's own", async () => {
  const page = await browser.open("?policy=tracker&as=vera&at=/Security");
  await page.getByTestId("actions").locator('[data-action="team.invite"]').click();
  const box = page.getByTestId("share");
  await box.getByRole("combobox", { name: /^Level/ }).click();
  const levels = await page.locator("[data-value]:visible").evaluateAll((all) => all.map((one) => one.dataset.value));
  assert.deepEqual(
    levels,
    Object.keys(policy.levels).filter((level) => policy.levels[level].on === undefined),
  );
  assert.equal(await page.locator('[data-value="maintain"]').getAttribute("aria-disabled"), "true");
  await page.locator('[data-value="triage"]').click();
  await box.getByRole("combobox", { name: /^Share with/ }).click();
  await page.getByRole("option", { name: "Gus Lindqvist" }).click();
  await box.getByTestId("changes").getByText("Gus Lindqvist gets").waitFor();
  await box.locator("[data-send]").click();
  await box.waitFor({ state: "detached" });
  const { shares } = await beside("vera", "GET", "shares?path=/Security");
  assert.ok(shares.some((share) => share.with.user === "gus" && share.level === "triage"));
});

test("the list of who has access is for who may share the place, and of the groups and roles too", async () => {
  const page = await browser.open("?policy=tracker&as=hana&at=/Design");
  await page.getByTestId("actions").locator('[data-action="team.invite"]').click();
  const given = page.getByTestId("given");
  await given.locator("li").first().waitFor();
  const names = await given.locator("li strong").allTextContents();
  assert.deepEqual(names.sort(), ["Designers", "Member", "Owner"]);
  await given.locator('[data-share*="designers"]').getByRole("button").click();
  await given.locator('[data-share*="designers"]').waitFor({ state: "detached" });
  assert.equal((await beside("mia", "GET", "shares?path=/Design")).code, "level_too_low");
});

test("another person sees their own places, by the menu of people; Back returns", async () => {
  const page = await browser.open("?policy=tracker&as=vera&at=/Security");
  await page.getByRole("button", { name: /^Viewing as/ }).click();
  await page.locator('[data-person="gus"]').click();
  const create = page.locator('[data-action="issue.create"]');
  await create.and(page.locator("[aria-disabled]")).waitFor();
  assert.equal(await page.locator("[data-resource]").count(), 0, "a guest has no level there");
  await page.goBack();
  await create.and(page.locator(":not([aria-disabled])")).waitFor();
});

test("the X-ray has a ghost for each hidden action, and the server agrees", async () => {
  const page = await browser.open("?policy=tracker&as=gus&at=/billing");
  await page.keyboard.press("x");
  await page
    .getByTestId("xray")
    .locator('[data-figure="Server agrees"]')
    .getByText(/^(\d+) of \1$/)
    .waitFor();
  const ghosts = await page.locator("main template[data-lockstep]").count();
  assert.ok(ghosts > 0, "the guest's role lacks actions on repositories");
});

test("on a smaller plan its features close, and the host's act reaches the page", async () => {
  const page = await browser.open("?policy=tracker&as=gus&at=/api");
  const create = page.locator('[data-action="issue.create"]');
  await create.and(page.locator(":not([aria-disabled])")).waitFor();
  await ask(browser.url(), "POST", "/demo/plan", { body: { plan: "free", policy: "tracker" } });
  await create.waitFor({ state: "detached" });
  await page.getByText("There is nothing here for you").waitFor();
});

for (const look of ["wide", "narrow"])
  for (const theme of ["light", "dark"])
    for (const query of ["as=alma", "as=mia&at=/Platform", "as=alma&page=people"])
      test(`axe finds nothing, and nothing is cut off: ${query}, ${theme}, ${look}`, async () => {
        const page = await browser.open(`?policy=tracker&${query}&theme=${theme}`, { look });
        assert.deepEqual(await faultsOf(page), []);
        assert.deepEqual(await tooWide(page), []);
      });

test("no action of the policy is named in the code of the page", () => {
  const names = Object.keys(policy.actions);
  const folder = join(root, "web/src/workspace");
  const code = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  // An action may have the name of its effect, which is a word of the language.
  const effects = Object.values(policy.actions).map(({ does }) => does);
  for (const name of names.filter((one) => !effects.includes(one)))
    assert.ok(!code.some((text) => text.includes(`"${name}"`)), name);
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
