// Each of the six roles looks at twenty places. Every operation of the details panel must be there, greyed or absent
// exactly as the whole account and the command line answer: the page decides over a snapshot, so this also holds the
// two together in the browser that people use.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readFileSync } from "node:fs";
import { openAccount } from "lockstep/server";
import { accountFile, artefacts, check, controlsIn, openBrowser } from "./support.mjs";

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

const byAction = (a, b) => a.action.localeCompare(b.action);

let browser, server;
before(async () => {
  browser = await openBrowser();
  server = await openAccount(account);
});
after(async () => {
  server.dispose();
  await browser.close();
});

/** Every answer here is the account's; a few at each place are asked of the command line too, which must agree. */
async function sameOnTheCommandLine(person, path, answer) {
  for (const action of ["asset.view", "comment.add", "asset.delete"]) assert.deepEqual(answer(action), await check(person, action, path), `${action} ${path}`);
}

test("the six people have the six roles, and the twenty places are there", () => {
  const held = new Set(people.map((id) => account.users.find((user) => user.id === id).role));
  assert.deepEqual([...held].sort(), Object.keys(policy.roles).sort());
  assert.equal(new Set(places).size, 20);
  for (const path of places) assert.ok(kindOf.has(path), path);
});

for (const person of people) {
  const { role } = account.users.find((user) => user.id === person);

  test(`${role}: buttons at twenty places`, async () => {
    const page = await browser.open(`?as=${person}`);
    for (const path of places) {
      const answer = (action) => server.decide({ principal: { user: person }, action, resource: path });
      await sameOnTheCommandLine(person, path, answer);
      await page.goto(new URL(`?as=${person}&path=${path}&open=${path}`, page.url()).href);
      await page.locator("[data-ready]").waitFor();
      const details = page.getByTestId("details");
      const seen = answer("asset.view");
      if (!seen.allowed) {
        await page.getByText(seen.message).first().waitFor();
        assert.equal(await page.locator(`[data-path="${path}"]`).count(), 0, path);
        continue;
      }
      await details.waitFor();
      const expected = operationsOn(path)
        .map((action) => ({ action, ...answer(action) }))
        .filter(({ show }) => show !== "hidden")
        .map(({ action, show, allowed, message }) => ({ action, show, greyed: !allowed, reachable: true, reason: allowed ? null : message }));
      assert.deepEqual((await controlsIn(details, path)).sort(byAction), expected.sort(byAction), path);
    }
    await page.context().close();
  });

  test(`${role}: a picture of what they see`, async () => {
    const page = await browser.open(`?as=${person}&theme=light`);
    await page.screenshot({ path: `${artefacts}${role}.png` });
    await page.context().close();
  });
}

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
