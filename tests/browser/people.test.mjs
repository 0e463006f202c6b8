// The Users page and its form: below a field are the engine's sentences while the user types.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { check } from "./command_line.mjs";
import { openBrowser, press } from "./support.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

async function openForm(query = "?as=ada&view=users") {
  const page = await browser.open(query);
  await page.locator('[data-action="user.add"]').click();
  const form = page.getByTestId("dialog");
  await form.waitFor();
  return { page, form };
}

async function choose(page, form, role) {
  await form.getByRole("combobox").click();
  await page.locator(`[data-value="${role}"]`).click();
}

test("an e-mail that is taken or is none is named while one types", async () => {
  const { form } = await openForm();
  for (const email of ["rita@northpine.test", " RITA@northpine.test ", "no-address"]) {
    await form.getByLabel("E-mail").fill(email);
    const [problem] = (await check("ada", "user.add", undefined, { email })).problems;
    assert.equal(problem.field, "email");
    await form.locator("[data-problem]", { hasText: problem.message }).waitFor();
    assert.equal(await form.getByLabel("E-mail").getAttribute("aria-invalid"), "true");
  }
  await form.getByLabel("E-mail").fill("new@northpine.test");
  await form.locator("[data-problem]").waitFor({ state: "detached" });
});

test("a role that the plan lacks is named, and an empty form asks for its fields", async () => {
  const { page, form } = await openForm();
  await page.keyboard.press("Escape");
  await form.waitFor({ state: "detached" });
  await page.getByRole("button", { name: /^Demo/ }).click();
  await page.locator('[data-plan="paid"]').click();
  await page.keyboard.press("Escape");
  await page.locator('[data-action="user.add"]').click();
  await choose(page, form, "media_library_restricted_access");
  await form.locator("[data-problem]").waitFor();
  assert.equal(await form.locator("[data-send]").getAttribute("aria-disabled"), "true");
  await choose(page, form, "developer");
  await form.locator("[data-problem]").waitFor({ state: "detached" });
  await press(form.locator("[data-send]"));
  await form.locator("[data-problem]").first().waitFor();
});

test("the last seat is taken, and the next is refused with the limit", async () => {
  const { page, form } = await openForm();
  await form.getByLabel("Name").fill("Nora Holm");
  await form.getByLabel("E-mail").fill("nora@northpine.test");
  await choose(page, form, "developer");
  await form.locator("[data-send]").click();
  await form.waitFor({ state: "detached" });
  await page.getByText("nora@northpine.test").waitFor();
  const add = page.locator('main [data-action="user.add"]');
  assert.equal(await add.getAttribute("data-show"), "disabled");
  await press(add);
  const why = page.getByTestId("why");
  await why.locator('[data-code="reason"]', { hasText: "limit_reached" }).waitFor();
});

test("no user changes their own role; a change of another's role is previewed first", async () => {
  const page = await browser.open("?as=ada&view=users");
  const own = page.locator('[data-action="user.set_role"][data-on="user ada"]');
  const other = page.locator('[data-action="user.set_role"][data-on="user rita"]');
  const expected = await check("ada", "user.set_role", "user:ada");
  assert.equal(await own.getAttribute("data-show"), expected.show);
  assert.equal(expected.reason, "own_account");
  await other.click();
  await page.locator('[data-role="developer"]').click();
  const dialog = page.getByTestId("dialog");
  await dialog.getByText("Media library: restricted access → Developer").waitFor();
  await dialog.getByTestId("effects").getByText("Rita Okafor").first().waitFor();
  await dialog.locator("[data-send]").click();
  await page.getByRole("button", { name: "Role of Rita Okafor: Developer" }).waitFor();
});

test("a user who may not manage users has no Users page, and sees why", async () => {
  const page = await browser.open("?as=dev&view=users");
  const { message } = await check("dev", "user.view");
  await page.getByText(message).waitFor();
  assert.equal(await page.locator('[data-action="user.view"]').count(), 0);
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
