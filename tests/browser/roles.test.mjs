// Each of the six roles looks at twenty places. Every operation of the details panel must be there, greyed or absent
// exactly as the command line answers over the whole account: the page decides over a snapshot, so this also holds the
// two together in the browser that people use.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readFileSync } from "node:fs";
import { accountFile, artefacts, check, controlsIn, openBrowser, together } from "./support.mjs";

const policy = JSON.parse(readFileSync(new URL("../../policies/imagekit.json", import.meta.url), "utf8"));
const account = JSON.parse(readFileSync(accountFile, "utf8"));
const kindOf = new Map(account.assets.map((asset) => [asset.path, asset.kind]));

const places = [
  "/brand",
  "/brand/logos",
  "/brand/logos/logo-mark.svg",
  "/brand/icons",
  "/brand/guidelines/photo-direction.pdf",
  "/campaigns/2025",
  "/campaigns/2025/summer-launch",
  "/campaigns/2025/summer-launch/hero/hero-dunes.jpg",
  "/campaigns/2025/summer-launch/social",
  "/campaigns/2025/summer-launch/social/stories/story-quiz.jpg",
  "/campaigns/2025/summer-launch/social/reel-packing.mp4",
  "/campaigns/2025/autumn-basecamp",
  "/campaigns/2025/autumn-basecamp/moodboards/mood-fog.jpg",
  "/products/footwear/ridge-runner/ridge-runner-sole.jpg",
  "/products/jackets/alpine-shell/alpine-shell-rust-front.jpg",
  "/products/packs/expedition-65/expedition-65-exploded.png",
  "/videos/how-to",
  "/press/press-kit-2025/portraits/portrait-founder.jpg",
  "/legal/contracts/agency-contract-2025.pdf",
  "/events/trade-show-oslo/booth-plan.pdf",
];

const people = ["ada", "dev", "flora", "vera", "rita", "finn"];

/** The operations that the details panel offers on an asset: all of the policy's, but for the search and the share rows. */
function operationsOn(path) {
  const kind = kindOf.get(path);
  return Object.entries(policy.actions)
    .filter(([id, { on, kind: only }]) => [on].flat().includes("asset") && (!only || only === kind) && !["asset.search", "asset.unshare"].includes(id))
    .map(([id]) => id);
}

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser.close());

test("the six people have the six roles, and the twenty places are there", () => {
  const held = new Set(people.map((id) => account.users.find((user) => user.id === id).role));
  assert.deepEqual([...held].sort(), Object.keys(policy.roles).sort());
  assert.equal(new Set(places).size, 20);
  for (const path of places) assert.ok(kindOf.has(path), path);
});

for (const person of people) {
  const { role } = account.users.find((user) => user.id === person);

  test(`${role}: buttons at twenty places`, async (t) => {
    for (const path of places) {
      await t.test(path, async () => {
        const operations = operationsOn(path);
        const answers = await together(operations, (action) => check(person, action, path));
        const expected = Object.fromEntries(operations.map((action, i) => [action, answers[i].show]).filter(([, show]) => show !== "hidden"));
        const seen = await check(person, "asset.view", path);
        const page = await browser.open(`?as=${person}&path=${path}&open=${path}`);
        const details = page.getByTestId("details");
        if (seen.allowed) await details.waitFor();
        assert.deepEqual(seen.allowed ? await controlsIn(details, path) : {}, seen.allowed ? expected : {});
        if (!seen.allowed) {
          assert.equal(await details.count(), 0);
          await page.getByText(seen.message).first().waitFor();
        }
        for (const greyed of await details.locator('[data-show="disabled"]').all()) {
          assert.equal(await greyed.getAttribute("aria-disabled"), "true");
          assert.equal(await greyed.getAttribute("disabled"), null);
          const reason = await greyed.evaluate((control) => document.getElementById(control.getAttribute("aria-describedby"))?.textContent);
          const answer = answers[operations.indexOf(await greyed.getAttribute("data-action"))];
          assert.equal(reason, answer.message);
        }
        await page.context().close();
      });
    }
  });

  test(`${role}: a picture of what they see`, async () => {
    const page = await browser.open(`?as=${person}&view=${role === "finance" ? "account" : "library"}&theme=light`);
    await page.screenshot({ path: `${artefacts}${role}.png` });
    await page.context().close();
  });
}

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
