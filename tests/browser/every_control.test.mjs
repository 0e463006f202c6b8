// Every person of the demonstration presses every enabled control of every screen, and one of them on every plan. The
// server refuses none of them, each does something, and each form can be filled in so that it is done.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openRest } from "./buttons.mjs";
import { account, places, policy, roleOf } from "./places.mjs";
import { makePresser, questionsIn } from "./presser.mjs";
import { ask } from "../http/server.mjs";
import { openBrowser } from "./support.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

const isRestricted = (person) => policy.roles[roleOf(person)].level === "shared";

const detailsOf = ({ resource, kind, parent }) => `path=${kind === "folder" ? resource : parent}&open=${resource}`;
const ofAsset = (resource) => detailsOf({ resource, kind: "file", parent: resource.replace(/\/[^/]*$/, "") });

const onPage = "main, [data-testid=details]";

/** Where to go, and which menus to open there. */
function screensOf(person) {
  const fixed = [
    { query: "", menus: ["More for this folder"] },
    { query: ofAsset("/campaigns/2025/summer-launch/hero/hero-ridge-sunrise.jpg") },
    { query: ofAsset("/brand/guidelines/photo-direction.pdf") },
    {
      query: detailsOf({ resource: "/press/press-kit-2025", kind: "folder" }),
      menus: ["Operations on press-release-summer.pdf"],
    },
    { query: "view=collections", menus: account.collections.map(({ name }) => `Operations on ${name}`) },
    { query: "view=collections&collection=c1", menus: [] },
    { query: "view=links" },
    { query: "view=users", menus: account.groups.map(({ name }) => `Operations on ${name}`) },
    { query: "view=person&item=rita" },
    { query: "view=group&item=g1" },
    { query: "view=account" },
    { query: "view=audit" },
  ];
  // What a restricted person may do depends on the place.
  const more = isRestricted(person)
    ? places.filter(({ kind, resource }) => kind && resource !== "/").map((place) => ({ query: detailsOf(place) }))
    : [];
  return [...fixed, ...more].map((screen) => ({ menus: [], ...screen }));
}

/** After these, the screen no longer shows what was collected. */
const isSpent = (action) =>
  policy.actions[action].destructive || /rename|share|set_role|enforce|roll|edit/.test(action);

async function walk(person, plan) {
  const page = await browser.newPage();
  const presser = makePresser(page);
  await presser.watch();
  const faults = [];
  const pressed = new Set();
  /** Whether the account is as it begins; and whether what was done since prevents what comes. */
  let isFirst = false;
  let isSpoilt = true;

  async function startOver() {
    let { body } = await browser.startOver();
    if (plan !== "enterprise") ({ body } = await ask(browser.url(), "POST", "/demo/plan", { body: { plan } }));
    if (!(await presser.follows(body.revision))) await browser.enter(page, `?as=${person}`);
    [isFirst, isSpoilt] = [true, false];
  }

  async function show({ query }) {
    if (isSpoilt) await startOver();
    await presser.show(`?as=${person}&${query}`);
  }

  async function openMenu(name) {
    const trigger = page.getByRole("button", { name, exact: true }).first();
    if ((await trigger.count()) === 0) return false;
    await trigger.click();
    await page.getByRole("menu").waitFor();
    await openRest(page.getByRole("menu"));
    return true;
  }

  /** The level that the details name: the same action on the same kind of thing is another one at another level. */
  const levelOf = () =>
    page.evaluate(
      () =>
        document.querySelector('[data-testid="details"] section[aria-label="Your access"] strong')?.textContent ?? "",
    );

  function isNew(question, level) {
    const { action, resource, context } = JSON.parse(question);
    const entry = typeof resource === "string" ? account.assets.find(({ path }) => path === resource) : undefined;
    const what =
      typeof resource === "object"
        ? isRestricted(person)
          ? JSON.stringify(resource)
          : Object.keys(resource)[0]
        : resource === "/"
          ? "/"
          : entry?.kind;
    const draft = action === "file.publish" ? entry?.published : "";
    const key = [action, what, level, draft, JSON.stringify(context)].join(" ");
    return !pressed.has(key) && Boolean(pressed.add(key));
  }

  async function sendForm(name, asked, opened) {
    const sent = await presser.send(asked);
    if (sent?.stuck) faults.push(`${name} opens a form that cannot be sent: ${sent.stuck.replaceAll("\n", " / ")}`);
    return { ...opened, ...sent, refused: [...opened.refused, ...(sent?.refused ?? [])] };
  }

  /** Presses one control and what it opens; `way` leads there. */
  async function pressOne(screen, question, part, way, isInside = part !== onPage, isFound = false) {
    const asked = JSON.parse(question);
    const name = `${person}, ${plan}, ?${screen.query}: ${question}`;
    await show(screen);
    for (const step of way) await step();
    const again = () => presser.press({ selector: `:is(${part}) [data-question]:not([data-send])`, question });
    let outcome = await again();
    if (outcome === null) return isFound || faults.push(`${name} is not there`);
    if (!outcome.hasActed) faults.push(`${name} does nothing`);
    if (outcome.isList) outcome = { ...outcome, ...(await presser.choose()), refused: outcome.refused };
    else if (outcome.isMenu && !isInside) await pressAll(screen, "[role=menu]", [...way, again]);
    else if ((outcome.isSheet || outcome.isForm) && !isInside) {
      if ((await pressAll(screen, "[role=dialog]", [...way, again])) > 0 && outcome.isForm)
        await pressOne(screen, question, part, way, true);
      else if (outcome.isForm) outcome = await sendForm(name, asked, outcome);
    } else if (outcome.isForm) outcome = await sendForm(name, asked, outcome);
    for (const refused of outcome.refused) faults.push(`${name} is refused: ${refused}`);
    for (const { tone, words } of outcome.toasts) if (tone === "bad") faults.push(`${name}: ${words}`);
    if (asked.action === "session.end") await page.getByTestId("signed-out").waitFor();
    if (outcome.requests > 0) isFirst = false;
    if (asked.action === "session.end" || (outcome.requests > 0 && isSpent(asked.action))) isSpoilt = true;
    return undefined;
  }

  async function pressAll(screen, part, way) {
    const level = await levelOf();
    // What was made by then may be gone by the time that it is to be pressed.
    const isMade = !isFirst;
    const found = (await page.evaluate(questionsIn, part)).filter((question) => isNew(question, level));
    for (const question of found) await pressOne(screen, question, part, way, part !== onPage, isMade);
    return found.length;
  }

  for (const screen of screensOf(person)) {
    await show(screen);
    await pressAll(screen, onPage, []);
    for (const name of screen.menus) {
      await show(screen);
      if (!(await openMenu(name))) continue;
      await pressAll(screen, "[role=menu]", [() => openMenu(name)]);
    }
  }
  await page.context().close();
  return { faults, count: pressed.size };
}

/** The smaller plans close controls for every person alike; one person shows that, and `EVERY_PLAN=1` asks all. */
const plansOf = (person) =>
  process.env.EVERY_PLAN || person === "ada" ? policy.plans : [policy.plans[policy.plans.length - 1]];

for (const { id: person } of account.users) {
  for (const plan of plansOf(person)) {
    test(`${person} on the ${plan} plan presses everything that is enabled`, async (t) => {
      const { faults, count } = await walk(person, plan);
      t.diagnostic(`${count} controls`);
      assert.deepEqual(faults, []);
      assert.ok(count > 0);
    });
  }
}

test("nothing broke the Content-Security-Policy and nothing failed", () => assert.deepEqual(browser.complaints, []));
