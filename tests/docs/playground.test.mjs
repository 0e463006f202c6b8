// The playground of the documentation in Chromium: its examples, errors at their place, completion, links, and screens.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { editor, examples, faults, servePlayground, settled } from "./playground_page.mjs";

let site;
before(async () => {
  site = await servePlayground();
});
after(async () => {
  await site.close();
  assert.deepEqual(site.complaints, []);
});

const views = ["Decisions", "Matrix", "Who can", "Snapshot", "Preview", "Scenarios"];

async function choose(page, view) {
  await page.locator(".pg-answers").getByRole("tab", { name: view }).click();
  await settled(page);
}

/** Puts the cursor behind the first place of a string in an editor. */
async function placeAfter(page, name, written) {
  await editor(page, name).evaluate((content, string) => {
    const { view } = content.cmTile;
    const at = view.state.doc.toString().indexOf(string);
    if (at < 0) throw new Error(`${string} is not in the document`);
    view.dispatch({ selection: { anchor: at + string.length }, scrollIntoView: true });
    view.focus();
  }, written);
}

/** Replaces the whole of a document at once. */
async function write(page, name, text) {
  await editor(page, name).evaluate((content, insert) => {
    const { view } = content.cmTile;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert } });
  }, text);
  await settled(page);
}

const textOf = (page, name) => editor(page, name).evaluate((content) => content.cmTile.view.state.doc.toString());

test("there are more than twenty examples, the built-in policy among them", () => {
  assert.ok(examples.length > 20, `${examples.length}`);
  assert.equal(examples[0].name, "imagekit");
});

test("each example loads without a problem, every view answers, and its scenarios pass over accounts and snapshots", async () => {
  const page = await site.open();
  for (const { name, title } of examples) {
    await page.getByLabel("Example").selectOption(name);
    await settled(page);
    for (const view of views) {
      await choose(page, view);
      assert.equal(await page.locator(".pg-fault:visible, .pg-instead:visible").count(), 0, `${view} of ${title}`);
      if (view === "Decisions") assert.ok((await page.locator(".pg-card").count()) > 1, `${name} has decisions`);
    }
    for (const over of ["account", "snapshot"]) {
      await page.getByLabel("Decide over").selectOption(over);
      await settled(page);
      assert.match(
        await page.locator(".pg-summary").innerText(),
        /^[1-9]\d* passed, 0 failed, /,
        `${name} over ${over}`,
      );
    }
  }
  await page.context().close();
});

test("an unknown field of a policy is marked at its line, and the answers wait for it", async () => {
  const page = await site.open({ fragment: "#example=github" });
  await placeAfter(page, "Policy", '"roles');
  await page.keyboard.type("x");
  await settled(page);
  const problems = page.locator(".pg-problems");
  await problems.getByText("There is no field").waitFor();
  const marked = editor(page, "Policy").locator(".cm-lintRange-error");
  assert.match(await marked.first().innerText(), /^"rolesx"/);
  assert.match(await problems.innerText(), /policy, line 5\d\n/);
  await problems.getByRole("button").last().click();
  assert.equal(await editor(page, "Policy").evaluate((each) => each.getRootNode().activeElement === each), true);
  await page.context().close();
});

test("a policy that is not JSON is marked where reading ended", async () => {
  const page = await site.open({ fragment: "#example=notes" });
  const text = await textOf(page, "Policy");
  const lines = text.split("\n");
  await write(page, "Policy", [lines[0], lines[1], '  "id" "notes",', ...lines.slice(3)].join("\n"));
  assert.match(await page.locator(".pg-problems").innerText(), /policy, line 3\n/);
  assert.match(await editor(page, "Policy").locator(".cm-lintRange-error").first().innerText(), /"notes"/);
  await page.context().close();
});

test("a question about an action that is not there is marked, and says so", async () => {
  const page = await site.open({ fragment: "#example=notes" });
  await write(page, "Requests", '[\n  { "principal": { "user": "nina" }, "action": "note.burn" }\n]');
  assert.equal(await page.locator(".pg-card").count(), 1);
  assert.match(await page.locator(".pg-card").innerText(), /unknown_action/);
  assert.match(await editor(page, "Requests").locator(".cm-lintRange-warning").innerText(), /"note\.burn"/);
  await page.context().close();
});

test("a question with a misspelt field is refused at its place", async () => {
  const page = await site.open({ fragment: "#example=notes" });
  await write(page, "Requests", '[\n  { "principle": { "user": "nina" }, "action": "note.view" }\n]');
  assert.match(await page.locator(".pg-problems").innerText(), /questions, line 2/);
  await page.context().close();
});

test("completion offers the actions of the policy, and the keys of the schema with what they mean", async () => {
  const page = await site.open({ fragment: "#example=notes" });
  await write(page, "Requests", '[\n  { "principal": { "user": "nina" }, "action": "" }\n]');
  await placeAfter(page, "Requests", '"action": "');
  await page.keyboard.press("Control+Space");
  const offered = page.locator(".cm-tooltip-autocomplete");
  await offered.getByText('"note.view"').waitFor();
  assert.match(await offered.innerText(), /"note\.edit"/);
  await page.keyboard.press("Escape");

  await placeAfter(page, "Requests", '"action": ""');
  await page.keyboard.type(", ");
  await page.keyboard.press("Control+Space");
  await offered.getByText('"resource"').waitFor();
  assert.match(await offered.innerText(), /"context"/);
  assert.doesNotMatch(await offered.innerText(), /"action"/, "a key that is there is not offered again");
  await page.locator(".cm-completionInfo").getByText("The thing that is asked about").waitFor();
  await page.context().close();
});

test("completion in an account offers users, roles and levels by their keys", async () => {
  const page = await site.open({ fragment: "#example=github" });
  const offered = page.locator(".cm-tooltip-autocomplete");
  for (const [after, expected] of [
    ['"anne", "role": "', '"billing_manager"'],
    ['"maintainer": "', '"charles"'],
  ]) {
    await placeAfter(page, "Account", after);
    await page.keyboard.press("Control+Space");
    await offered.getByText(expected).waitFor();
    await page.keyboard.press("Escape");
  }
  await page.context().close();
});

test("a decision has its reason, its chain and its remedies", async () => {
  const page = await site.open({ fragment: "#example=github" });
  const denied = page.locator(".pg-card", { hasText: "anne · issue.label" });
  const shown = await denied.innerText();
  assert.match(shown, /level_too_low/);
  assert.match(shown, /relation author on \/openfga\/1: edit_issue/);
  assert.match(shown, /Ask for triage on \/openfga\/1/);
  await page.context().close();
});

test("an edit of the policy changes the decisions", async () => {
  const page = await site.open({ fragment: "#example=github" });
  const card = page.locator(".pg-card", { hasText: "anne · issue.label" });
  assert.match(await card.innerText(), /Denied/);
  await placeAfter(page, "Policy", '"issue.label": { "on": "issue", "level": "triage');
  for (let letter = 0; letter < "triage".length; letter++) await page.keyboard.press("Backspace");
  await page.keyboard.type("read");
  await page.keyboard.press("Escape");
  await settled(page);
  assert.match(await card.innerText(), /Allowed/);
  assert.match(await page.locator('[role="status"].pg-unseen').textContent(), /allowed, \d+ denied/);
  await page.context().close();
});

test("the snapshot of a user is smaller than the account, and names what it leaves out", async () => {
  const page = await site.open({ fragment: "#example=github&view=snapshot" });
  const row = page.locator(".pg-rows tr", { hasText: "users" });
  await row.locator("summary").click();
  assert.match(await row.innerText(), /beth, charles, diane, erik, owen/);
  assert.match(await page.locator(".pg-sizes").innerText(), /has \d\d % of the account/);
  await page.context().close();
});

test("a valid policy with a doubtful entry is marked, and decided by all the same", async () => {
  const page = await site.open({ fragment: "#example=github" });
  const policy = await textOf(page, "Policy");
  await write(page, "Policy", policy.replace('"triage": ["read"],', '"triage": ["read"],\n    "spare": [],'));
  assert.match(await editor(page, "Policy").locator(".cm-lintRange-warning").innerText(), /"spare"/);
  assert.ok((await page.locator(".pg-card").count()) > 1);
  await page.context().close();
});

test("who can names each user with the chain of grants", async () => {
  const page = await site.open({ fragment: "#example=github&view=who_can" });
  await page.getByLabel("Action").selectOption("repo.push");
  await settled(page);
  const people = await page.locator(".pg-people").innerText();
  assert.match(people, /beth\s+share on \/openfga with user beth: write/);
  assert.doesNotMatch(people, /anne/);
  await page.context().close();
});

test("the matrix has an answer for each action and user, in words too", async () => {
  const page = await site.open({ fragment: "#example=github&view=matrix" });
  const row = page.locator(".pg-matrix tr", { hasText: "repo.push" });
  assert.deepEqual(
    (await row.locator("td").allTextContents()).map((words) => words.replace(/^[✓–✕]/, "")),
    ["Denied, greyed", "Allowed", "Allowed", "Allowed", "Allowed", "Allowed"],
  );
  await page.getByLabel("Show").selectOption("user");
  await settled(page);
  assert.match(await page.locator(".pg-rows").innerText(), /\/openfga\s+read/);
  await page.context().close();
});

test("the preview of a change names who gains and loses what", async () => {
  const page = await site.open({ fragment: "#example=github&view=preview" });
  assert.match(await page.locator(".pg-differences").innerText(), /beth on \/openfga[\s\S]*Loses repo\.pull/);
  await page.context().close();
});

test("a scenario that is not kept fails with what was expected", async () => {
  const page = await site.open({ fragment: "#example=notes&view=scenarios" });
  await page.getByRole("tab", { name: "Scenarios" }).first().click();
  const document = JSON.parse(await textOf(page, "Scenarios"));
  const [check] = document.scenarios[0].checks;
  check.expect = check.expect === "allow" ? "deny" : "allow";
  delete check.reason;
  await write(page, "Scenarios", JSON.stringify(document, null, 2));
  assert.match(await page.locator(".pg-summary").innerText(), /, 1 failed,/);
  assert.match(await page.locator(".pg-scenarios ul").innerText(), /check 1: .*expected/);
  await page.context().close();
});

test("a link restores the documents and the view", async () => {
  const page = await site.open({ fragment: "#example=notes" });
  await choose(page, "Matrix");
  const questions = '[\n  { "principal": { "user": "olga" }, "action": "note.view", "resource": "/plans/summer" }\n]';
  await write(page, "Requests", questions);
  await page.getByRole("button", { name: "Copy link" }).click();
  await page.getByText("The link is copied.").waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, /#1\.[\w-]+$/);
  const other = await site.open({ fragment: link.slice(link.indexOf("#")) });
  assert.equal(await textOf(other, "Requests"), questions);
  assert.equal(await other.locator(".pg-answers").getByRole("tab", { selected: true }).innerText(), "Matrix");
  assert.equal(await other.getByLabel("Example").inputValue(), "notes");
  await other.getByRole("button", { name: "Reset" }).click();
  await settled(other);
  assert.notEqual(await textOf(other, "Requests"), questions);
  for (const each of [page, other]) await each.context().close();
});

test("a damaged link says so, and shows an example", async () => {
  const page = await site.open({ fragment: "#1.AAAA" });
  await page.getByText("This link cannot be read").waitFor();
  assert.ok((await page.locator(".pg-card").count()) > 0);
  await page.context().close();
});

test("an example that cannot be loaded is an error in the page, and another can be chosen", async () => {
  const before = site.complaints.length;
  const page = await site.open();
  await page.route("**/examples/box.json", (route) => route.abort());
  await page.getByLabel("Example").selectOption("box");
  await page.locator(".pg-fault:visible").waitFor();
  await page.getByLabel("Example").selectOption("casl");
  await settled(page);
  assert.ok((await page.locator(".pg-card").count()) > 0);
  await page.context().close();
  site.complaints.splice(before);
});

test("an engine that does not answer is stopped, and the page says so", async () => {
  const page = await site.open({ fragment: "#example=notes" });
  await page.route("**/playground/worker.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
  await page.clock.install();
  await page.evaluate(() => location.assign("#example=casl"));
  await page.reload({ waitUntil: "commit" });
  await page.getByText("Loading the engine…").waitFor();
  await page.getByRole("textbox", { name: "Policy, JSON" }).getByText('"casl"').waitFor();
  await page.clock.fastForward(11_000);
  await page.getByText("did not answer within 10 seconds").waitFor();
  await page.context().close();
});

for (const colorScheme of ["light", "dark"])
  for (const width of [1280, 390])
    test(`at ${width} pixels in the ${colorScheme}, axe finds nothing and the page does not scroll sideways`, async () => {
      const page = await site.open({ width, height: 844, colorScheme, fragment: "#example=imagekit" });
      const isWhole = (width === 390) === (colorScheme === "dark");
      for (const view of views) {
        await choose(page, view);
        // The other combinations share colours with one of these, and places with the other.
        if (isWhole || view === "Decisions") assert.deepEqual(await faults(page), [], view);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, view);
      }
      await page.context().close();
    });

test("on a small screen the panes are tabs, which arrow keys move through", async () => {
  const page = await site.open({ width: 390, height: 844, fragment: "#example=notes" });
  const panes = page.getByRole("tablist", { name: "Panes" });
  assert.equal(await panes.getByRole("tab", { selected: true }).innerText(), "Answers");
  await panes.getByRole("tab", { selected: true }).focus();
  await page.keyboard.press("Home");
  assert.equal(await panes.getByRole("tab", { selected: true }).innerText(), "Policy");
  await editor(page, "Policy").waitFor();
  assert.deepEqual(await faults(page), []);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await editor(page, "Requests").waitFor();
  assert.deepEqual(await faults(page), []);
  await page.context().close();
});

test("Tab leads out of an editor", async () => {
  const page = await site.open({ fragment: "#example=notes" });
  await editor(page, "Policy").focus();
  await page.keyboard.press("Tab");
  assert.equal(await editor(page, "Account").evaluate((each) => each.getRootNode().activeElement === each), true);
  await page.context().close();
});

test("while the documents have problems, axe finds nothing either", async () => {
  const page = await site.open({ fragment: "#example=notes" });
  await write(page, "Account", "{}");
  await page.locator(".pg-problems").waitFor();
  assert.deepEqual(await faults(page), []);
  await page.context().close();
});
