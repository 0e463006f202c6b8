// The pages of one person, of one group and of the roles: what the engine says, and links to each.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { account, policy } from "./places.mjs";
import { openBrowser, tooWide } from "./support.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

const matrixOf = (user) => browser.ask("ada", `matrix?user=${user}`);

test("the name of a person is a link to their page, which has an address of its own", async () => {
  const page = await browser.open("?as=ada&view=users");
  const link = page.locator('[data-person="rita"]').getByRole("link", { name: "Rita Okafor" });
  const address = await link.getAttribute("href");
  assert.match(address, /view=person&item=rita/);
  await link.click();
  await page.getByRole("heading", { level: 1, name: "Rita Okafor" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "Users and groups" }).waitFor();
  await browser.enter(page, address);
  await page.getByRole("heading", { level: 1, name: "Rita Okafor" }).waitFor();
});

test("a person's page has every place that the engine names, with its level and through which grant", async () => {
  const page = await browser.open("?as=ada&view=person&item=rita");
  const reach = page.getByTestId("reach");
  await reach.locator('[data-place="/brand"]').waitFor();
  const { cells } = await matrixOf("rita");
  const shown = await reach.evaluate((list) =>
    [...list.children].flatMap((row) => [
      row.dataset.place,
      ...[...row.querySelectorAll(":scope > div:first-child li")].map((below) => below.textContent),
    ]),
  );
  const named = cells.map(({ path, collection }) => path ?? `collection ${collection}`);
  assert.deepEqual(shown.sort(), named.sort());
  const brand = reach.locator('[data-place="/brand"]');
  await brand.getByText("Shared with the group Design Team on /brand: Can view").waitFor();
  await brand.getByRole("link", { name: /^brand/ }).click();
  await page.getByRole("heading", { level: 1, name: "brand" }).waitFor();
});

test("a role with one level everywhere is one row, and shares without effect are named as such", async () => {
  const page = await browser.open("?as=ada&view=person&item=flora");
  const reach = page.getByTestId("reach");
  await reach.getByText("The whole library").waitFor();
  assert.equal(await reach.locator("> li").count(), 1);
  const sleeping = page.getByTestId("sleeping");
  await sleeping.locator("summary").click();
  await sleeping.getByRole("link", { name: /summer-launch$/ }).waitFor();
});

test("a person's page follows the account: a share that is made appears on it", async () => {
  const page = await browser.open("?as=ada&view=person&item=rosa");
  await page.getByText("Nothing in the library yet.").waitFor();
  await browser.request("ada", {
    action: "asset.share",
    resource: { path: "/press" },
    context: { with: { user: "rosa" }, level: "contribute" },
  });
  await page
    .getByTestId("reach")
    .locator('[data-place="/press"]')
    .getByText("Can contribute", { exact: true })
    .waitFor();
});

test("a group's page has its members, and all that is shared with it", async () => {
  const page = await browser.open("?as=ada&view=users");
  await page.getByRole("link", { name: "Design Team" }).click();
  const members = page.getByTestId("members");
  await members.getByRole("link", { name: "Ravi Menon" }).waitFor();
  const paths = new Map(account.assets.map(({ id, path }) => [id, path]));
  const expected = account.shares
    .filter((share) => share.with.group === "g1")
    .map(({ on }) => paths.get(on) ?? `collection ${on}`);
  const shares = page.getByTestId("group-shares");
  await shares.locator("li").first().waitFor();
  const shown = await shares.locator("li").evaluateAll((rows) => rows.map((row) => row.dataset.place));
  assert.deepEqual(shown.sort(), expected.sort());
  await members.getByRole("link", { name: "Rita Okafor" }).click();
  await page.getByRole("heading", { level: 1, name: "Rita Okafor" }).waitFor();
});

test("who may not see the users has none of these pages, and reads the engine's reason", async () => {
  for (const query of ["view=person&item=rita", "view=group&item=g1", "view=compare&item=rita,vera"]) {
    const page = await browser.open(`?as=dev&${query}`);
    await page.getByText("Your role does not include this.").waitFor();
  }
  const page = await browser.open("?as=ada&view=person&item=nobody");
  await page.getByText("There's no user with this ID").waitFor();
});

test("the list is found through by name and filtered by role, with the seats above it", async () => {
  const page = await browser.open("?as=ada&view=users");
  await page.getByTestId("seats").getByText(`${account.users.length} of 9 seats taken`).waitFor();
  await page.getByLabel("Find users and groups").fill("ROSA");
  assert.deepEqual(
    await page.locator("main [data-person]").evaluateAll((rows) => rows.map((row) => row.dataset.person)),
    ["rosa"],
  );
  await page.getByText("No group is like that.").waitFor();
  await page.getByLabel("Find users and groups").fill("");
  await page.getByRole("combobox", { name: /^Role:/ }).click();
  await page.locator('[data-value="developer"]').click();
  assert.deepEqual(
    await page.locator("main [data-person]").evaluateAll((rows) => rows.map((row) => row.dataset.person)),
    ["dev"],
  );
});

test("the table of roles says of each role and plan what the policy's roles have", async () => {
  const page = await browser.open("?as=ada&view=roles");
  const table = page.getByTestId("roles");
  await table.waitFor();
  const cell = (action, role) => table.locator(`[data-row="${action}"] [data-role="${role}"]`);
  assert.equal(await cell("billing.view", "finance").textContent(), "Yes");
  assert.equal(await cell("asset.delete", "finance").textContent(), "No");
  assert.equal(await cell("asset.move", "media_library_restricted_access").textContent(), "Where shared: Can manage");
  const headings = await table.locator("thead th").allTextContents();
  assert.equal(headings.length, 1 + Object.keys(policy.roles).length);
  await page.getByRole("combobox", { name: /^Plan:/ }).click();
  await page.locator('[data-value="free"]').click();
  await cell("group.create", "account_administrator").getByText("Needs Enterprise").waitFor();
});

test("one role has a column for each plan; the filters leave the rows that fit", async () => {
  const page = await browser.open("?as=ada&view=roles&item=account_administrator");
  const table = page.getByTestId("roles");
  await table.waitFor();
  assert.equal(await table.locator("thead th").count(), 1 + policy.plans.length);
  await page.getByLabel("Action", { exact: true }).fill("group");
  const rows = await table.locator("[data-row]").evaluateAll((all) => all.map((row) => row.dataset.row));
  assert.ok(rows.length > 3 && rows.every((action) => action.startsWith("group.")), rows.join());
  await page.getByLabel("Action", { exact: true }).fill("");
  await page.getByRole("combobox", { name: /^Rows:/ }).click();
  await page.locator('[data-value="different"]').click();
  assert.equal(await table.locator('[data-row="asset.view"]').count(), 0);
  assert.equal(await table.locator('[data-row="group.create"]').count(), 1);
});

test("its headings stay in sight while the table scrolls", async () => {
  const page = await browser.open("?as=ada&view=roles");
  const table = page.getByTestId("roles");
  await table.waitFor();
  const heading = table.locator("thead th").first();
  const before = await heading.boundingBox();
  await table.locator("[data-row]").last().scrollIntoViewIfNeeded();
  const after = await heading.boundingBox();
  const frame = await table.locator("..").boundingBox();
  assert.ok(before.height > 0 && after.y >= frame.y - 1 && after.y < frame.y + 5);
});

test("two people are compared where their levels differ, and the actions of one alone are named", async () => {
  const page = await browser.open("?as=ada&view=person&item=rita");
  await page.getByRole("link", { name: "Compare" }).click();
  await page.getByRole("combobox", { name: /^Second person/ }).click();
  await page.locator('[data-value="ravi"]').click();
  const table = page.getByTestId("compare");
  const icons = table.locator('[data-place="/brand/icons"]');
  await icons.waitFor();
  assert.deepEqual(await icons.locator("td").allTextContents(), ["Can contribute", "Can view"]);
  assert.equal(await table.locator('[data-place="/brand"]').count(), 0, "equal levels are left out");
  await icons.getByText("Actions", { exact: true }).click();
  const only = icons.locator('[data-only="rita"]');
  await only.locator("summary").click();
  const here = (await browser.ask("ada", "matrix?path=/brand/icons")).cells;
  const actionsOf = (user) => here.find((cell) => cell.user === user).actions;
  const more = actionsOf("rita").filter((action) => !actionsOf("ravi").includes(action));
  const words = await only.textContent();
  assert.ok(more.length > 3);
  for (const action of more) assert.ok(words.includes(policy.actions[action].title), action);
  await page.getByLabel("Also where they are equal").check({ force: true });
  await table.locator('[data-place="/brand"]').waitFor();
});

test("a role with one level everywhere has that level beside each place of the other", async () => {
  const page = await browser.open("?as=ada&view=compare&item=vera,rita");
  const shell = page.getByTestId("compare").locator('[data-place="/brand/icons"]');
  await shell.waitFor();
  assert.deepEqual(await shell.locator("td").allTextContents(), ["Can view", "Can contribute"]);
});

test("before a role is given, all that is gained and lost is named, apart from each other", async () => {
  const page = await browser.open("?as=ada&view=person&item=rita");
  await page.locator('main [data-action="user.set_role"]').click();
  await page.locator('[data-role="media_library_view_only_access"]').click();
  const dialog = page.getByTestId("dialog");
  const { differences } = await browser.preview("ada", {
    action: "user.set_role",
    resource: { user: "rita" },
    context: { role: "media_library_view_only_access" },
  });
  for (const side of ["gained", "lost"]) {
    const half = dialog.locator(`[data-side="${side}"]`);
    await half.waitFor();
    const expected = new Set(differences.flatMap((one) => one[side]));
    const words = await half.textContent();
    assert.ok(expected.size > 0, side);
    for (const action of expected) assert.ok(words.includes(policy.actions[action].title), `${side} ${action}`);
    const paths = await half.locator('[data-place^="/"]').evaluateAll((all) => all.map((one) => one.dataset.place));
    const changed = differences.filter((one) => one.path !== undefined && one[side].length > 0);
    assert.deepEqual(paths.sort(), changed.map(({ path }) => path).sort(), side);
  }
});

test("at 390 pixels nothing of these pages is cut off", async () => {
  for (const query of ["view=person&item=rita", "view=group&item=g1", "view=users", "view=compare&item=rita,ravi"]) {
    const page = await browser.open(`?as=ada&${query}`, { look: "narrow" });
    assert.deepEqual(await tooWide(page), [], query);
  }
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
