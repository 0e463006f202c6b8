// Each of the six roles looks at every place of places.mjs. Each button and menu item there must be shown, greyed with
// its reason, or absent, exactly as `npx lockstep check` prints it: the page decides over a snapshot, the command line
// over the whole account.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openAccount } from "lockstep/server";
import { controlsFor, controlsIn, inOrder, itemsOf } from "./buttons.mjs";
import { checkAll, checkAllByNpx } from "./command_line.mjs";
import { account, onComments, operationsOn, people, places, policy, questionsAt, roleOf } from "./places.mjs";
import { artefacts, openBrowser } from "./support.mjs";

const assets = places.filter(({ kind }) => kind);
const collections = places.filter(({ id }) => id);

const keyOf = ({ action, resource, context }) => JSON.stringify([action, resource, context]);
const questionsOf = (person) => places.flatMap((place) => questionsAt(person, place));

/** Everything about one person, and whether they see the folders of the rows. */
const allOf = (person) => [
  ...questionsOf(person),
  ...assets.map(({ parent }) => ({ as: person, action: "asset.view", resource: parent })),
];

async function answersBy(ask, person) {
  const all = allOf(person);
  const printed = await ask(all);
  return new Map(all.map((question, i) => [keyOf(question), printed[i]]));
}

let browser, server, answered;
before(async () => {
  browser = await openBrowser();
  server = await openAccount(account);
  answered = Object.fromEntries(
    await Promise.all(people.map(async (person) => [person, await answersBy(checkAllByNpx, person)])),
  );
});
after(async () => {
  await browser?.close();
  server?.dispose();
});

test("the six people have the six roles, and at least twenty places are there once", () => {
  assert.deepEqual(people.map(roleOf).sort(), Object.keys(policy.roles).sort());
  assert.ok(places.length >= 20);
  assert.equal(new Set(places.map(({ resource }) => resource)).size, places.length);
});

const seen = { enabled: 0, disabled: 0, hidden: 0 };

for (const person of people) {
  const role = roleOf(person);

  test(`${role}: every button at ${places.length} places is as npx lockstep check prints it`, async (t) => {
    const answers = answered[person];
    const answer = (action, resource, context) => ({
      action,
      context,
      ...answers.get(keyOf({ action, resource, context })),
    });
    const page = await browser.open(`?as=${person}`);
    const go = (rest) => browser.visit(page, `?as=${person}&${rest}`);

    /** These and no other are in this part of the page, each as it was answered. */
    const same = (found, operations, { resource }, part, comments = []) => {
      const remarks = comments.flatMap((comment) => onComments.map((action) => answer(action, resource, { comment })));
      const expected = controlsFor([...operations.map((action) => answer(action, resource)), ...remarks]);
      assert.deepEqual(inOrder(found), inOrder(expected), `${part} of ${resource}`);
    };

    async function row(place) {
      await go(`path=${answer("asset.view", place.parent).allowed ? place.parent : "/"}`);
      return page.locator(`main [data-asset="${place.resource}"]`);
    }

    async function nothingOf(place) {
      await go(`path=${place.resource}&open=${place.resource}`);
      await page.getByText(answer("asset.view", place.resource).message).first().waitFor();
      assert.deepEqual(await controlsIn(page, place), [], place.resource);
      assert.equal(await (await row(place)).count(), 0, place.resource);
      assert.ok(
        operationsOn(place).every((action) => answer(action, place.resource).show === "hidden"),
        place.resource,
      );
    }

    async function toolbar(place) {
      const menu = await itemsOf(page, page.getByRole("button", { name: "More for this folder" }), place);
      same(
        [...(await controlsIn(page.locator("main"), place)), ...menu],
        operationsOn(place).filter((action) => action !== "asset.view"),
        place,
        "the toolbar",
      );
    }

    async function details(place) {
      const panel = page.getByTestId("details");
      await panel.getByRole("heading", { level: 2, name: place.resource.split("/").at(-1), exact: true }).waitFor();
      const comments = answer("comment.view", place.resource).allowed ? place.comments : [];
      const threads =
        comments.length > 0 ? ["comment.add", "comment.resolve", "comment.delete_thread"] : ["comment.add"];
      const operations = operationsOn(place).filter(
        (action) => action !== "asset.view" && action !== "file.view_details",
      );
      same(await controlsIn(panel, place), [...operations, ...threads], place, "the details", comments);
    }

    for (const place of assets) {
      if (!answer("asset.view", place.resource).allowed) {
        await nothingOf(place);
        continue;
      }
      await go(`path=${place.kind === "folder" ? place.resource : place.parent}&open=${place.resource}`);
      if (place.resource !== "/") await details(place);
      if (place.kind === "folder") await toolbar(place);
      if (place.resource === "/") continue;
      const menu = (await row(place)).getByRole("button", { name: /^Operations on / });
      same(await itemsOf(page, menu, place), operationsOn(place), place, "the row's menu");
    }

    for (const place of collections) {
      const menu = page.getByRole("button", {
        name: `Operations on ${account.collections.find(({ id }) => id === place.id).name}`,
      });
      await go("view=collections");
      if (!answer("collection.view", place.resource).allowed) {
        assert.equal(await menu.count(), 0, place.resource);
        await go(`view=collections&collection=${place.id}`);
        assert.deepEqual(await controlsIn(page, place), [], place.resource);
        assert.ok(
          operationsOn(place).every((action) => answer(action, place.resource).show === "hidden"),
          place.resource,
        );
        continue;
      }
      same(await itemsOf(page, menu, place), operationsOn(place), place, "the card's menu");
      await go(`view=collections&collection=${place.id}`);
      same(await controlsIn(page.locator("main"), place), ["collection.share", "collection.rename"], place, "the head");
      same(await itemsOf(page, menu, place), operationsOn(place), place, "the menu");
    }

    const counted = { enabled: 0, disabled: 0, hidden: 0 };
    for (const question of questionsOf(person)) counted[answers.get(keyOf(question)).show]++;
    for (const show of Object.keys(seen)) seen[show] += counted[show];
    t.diagnostic(`${counted.enabled} shown, ${counted.disabled} greyed, ${counted.hidden} hidden`);
  });

  test(`${role}: a picture of what they see`, async () => {
    const page = await browser.open(`?as=${person}&theme=light`);
    await page.screenshot({ path: `${artefacts}${role}.png` });
  });
}

for (const person of people) {
  test(`${roleOf(person)}: the account in Node answers as npx lockstep check prints it`, async () => {
    const answers = answered[person];
    for (const { action, resource, context } of questionsOf(person)) {
      const on = resource.startsWith("/") ? resource : { collection: resource.split(":")[1] };
      const key = keyOf({ action, resource, context });
      assert.deepEqual(
        server.decide({ principal: { user: person }, action, resource: on, context }),
        answers.get(key),
        key,
      );
    }
  });

  test(`${roleOf(person)}: the native command line prints what npx lockstep check prints`, async () => {
    assert.deepEqual(await answersBy(checkAll, person), answered[person]);
  });
}

test("shown, greyed and hidden all occurred", () => {
  for (const [show, count] of Object.entries(seen)) assert.ok(count > 100, `${show}: ${count}`);
});

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
