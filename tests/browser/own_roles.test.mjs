// Roles that an account makes for itself: listed, made, changed with a preview, and deleted.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { faultsOf } from "./axe.mjs";
import { openBrowser, press, tooWide } from "./support.mjs";
import { account, asTracker, policy } from "./tracker.mjs";

let browser, beside;
before(async () => {
  browser = await openBrowser();
  beside = asTracker(browser);
});
after(() => browser?.close());

const fits = (pattern, action) =>
  pattern.endsWith("*") ? action.startsWith(pattern.slice(0, -1)) : pattern === action;
const bounds = Object.keys(policy.actions).filter((action) =>
  policy.customRoles.allow.some((one) => fits(one, action)),
);

test("the roles of the policy and those of the account are listed, each with who has it", async () => {
  const page = await browser.open("?policy=tracker&as=alma&page=roles");
  const listed = await page.locator("main [data-role]").evaluateAll((rows) => rows.map((row) => row.dataset.role));
  assert.deepEqual(listed.sort(), [...account.roles.map(({ id }) => id), ...Object.keys(policy.roles)].sort());
  await page.locator('[data-role="triager"]').getByText("Bruno Falk").waitFor();
});

test("a role that a user has cannot be deleted, and the button says why", async () => {
  const page = await browser.open("?policy=tracker&as=alma&page=roles");
  await press(page.locator('[data-role="triager"] [data-action="role.delete"][aria-disabled]'));
  assert.equal(await page.getByTestId("why").locator('[data-code="reason"]').textContent(), "role_in_use");
});

test("only the actions and levels within the policy's bounds can be chosen; the others say why", async () => {
  const page = await browser.open("?policy=tracker&as=alma&page=roles&role=");
  const choices = page.getByTestId("role-editor").locator("[data-choice]");
  const open = await choices.evaluateAll((all) =>
    all.filter((one) => !("off" in one.dataset)).map((one) => one.dataset.choice),
  );
  assert.deepEqual(open.sort(), [...bounds].sort());
  const closed = page.locator('[data-choice="billing.edit"]');
  await closed.getByText(policy.messages.gives_too_much).waitFor();
  await closed.getByRole("checkbox").press("Space");
  assert.equal(await closed.getByRole("checkbox").isChecked(), false);
  await page.getByRole("combobox", { name: /^Level everywhere/ }).click();
  const levels = await page
    .locator("[data-value]:visible:not([aria-disabled=true])")
    .evaluateAll((all) => all.map((one) => one.dataset.value).filter((value) => value !== ""));
  assert.deepEqual(levels.sort(), [...policy.customRoles.levels].sort());
});

test("a role is made by the keyboard, given to a user, and opens what was chosen", async () => {
  const page = await browser.open("?policy=tracker&as=alma&page=roles");
  await press(page.locator('[data-action="role.create"]'));
  await page.getByLabel("Title").fill("Reviewer");
  for (const action of ["issue.view", "issue.label"])
    await page.locator(`[data-choice="${action}"]`).getByRole("checkbox").press("Space");
  await page.getByRole("combobox", { name: /^Level everywhere/ }).click();
  await page.locator('[data-value="triage"]:visible').click();
  await press(page.locator("[data-send]"));
  await page.locator("main [data-role]").getByText("Reviewer", { exact: true }).waitFor();
  const { roles } = await beside("alma", "GET", "snapshot");
  const made = roles.find(({ title }) => title === "Reviewer");
  assert.deepEqual([made.level, [...made.allow].sort()], ["triage", ["issue.label", "issue.view"]]);
  await page.getByRole("link", { name: "People" }).click();
  await page.locator('[data-user="gus"] [data-action="user.set_role"]').click();
  await page.getByTestId("dialog").getByRole("combobox").click();
  await page.getByRole("option", { name: "Reviewer" }).click();
  await page.getByTestId("dialog").locator("[data-send]").click();
  await page.locator('[data-user="gus"]').getByText("Reviewer").waitFor();
  const [label] = await beside("gus", "POST", "decisions", [
    { action: "issue.label", resource: { path: "/Security/Rotate the signing keys" } },
  ]);
  assert.equal(label.allowed, true);
});

test("before a change is saved, all that it gives and takes is named as the server previews it", async () => {
  const page = await browser.open("?policy=tracker&as=alma&page=roles&role=triager");
  const check = (action) => page.locator(`[data-choice="${action}"]`).getByRole("checkbox");
  await check("issue.close").uncheck({ force: true });
  await check("access.request").check({ force: true });
  const { title, allow } = account.roles.find(({ id }) => id === "triager");
  const actions = [...allow.filter((action) => action !== "issue.close"), "access.request"];
  const { differences } = await beside("alma", "POST", "preview", {
    action: "role.edit",
    resource: { role: "triager" },
    context: { name: title, level: "triage", allow: actions },
  });
  const changes = page.getByTestId("changes");
  for (const side of ["gained", "lost"]) {
    const expected = new Set(differences.flatMap((one) => one[side]));
    assert.ok(expected.size > 0, side);
    const words = await changes.locator(`[data-user="bruno"][data-side="${side}"]`).textContent();
    for (const action of expected) assert.ok(words.includes(policy.actions[action].title), `${side} ${action}`);
  }
  assert.deepEqual([...new Set(differences.map(({ user }) => user))], ["bruno"]);
  await page.locator("[data-send]").click();
  await page.getByRole("heading", { level: 1, name: "Roles" }).waitFor();
  const [close] = await beside("bruno", "POST", "decisions", [
    { action: "issue.close", resource: { path: "/web/Translate the error pages" } },
  ]);
  assert.equal(close.reason, "role_forbids");
});

test("a role that no user has is deleted after a question", async () => {
  await browser.startOver("tracker");
  const made = { action: "role.create", context: { name: "Spare", allow: ["issue.view"] } };
  assert.equal((await beside("alma", "POST", "requests", made)).decision?.allowed ?? true, true);
  const page = await browser.enter(await browser.newPage(), "?policy=tracker&as=alma&page=roles");
  const row = page.locator("main li[data-role]").filter({ hasText: "Spare" });
  await row.locator('[data-action="role.delete"]').click();
  await page.getByTestId("dialog").locator("[data-send]").click();
  await row.waitFor({ state: "detached" });
  await page.context().close();
});

test("a user whose role has no action on roles has no page of them; on a smaller plan none is made", async () => {
  const page = await browser.open("?policy=tracker&as=mia");
  await page.getByRole("link", { name: "People" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "Roles" }).count(), 0);
  const owner = await browser.open("?policy=tracker&as=alma&page=roles");
  await owner.getByRole("button", { name: /^Demo/ }).click();
  await owner.locator('[data-plan="basic"]').click();
  await owner.keyboard.press("Escape");
  await owner.locator('[data-action="role.create"][aria-disabled]').waitFor();
});

for (const look of ["wide", "narrow"])
  for (const theme of ["light", "dark"])
    test(`axe finds nothing on the role editor, and nothing is cut off: ${theme}, ${look}`, async () => {
      const page = await browser.open(`?policy=tracker&as=alma&page=roles&role=triager&theme=${theme}`, { look });
      assert.deepEqual(await faultsOf(page), []);
      assert.deepEqual(await tooWide(page), []);
    });

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
