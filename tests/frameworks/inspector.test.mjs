// The inspector on a page of plain DOM, under a strict Content-Security-Policy, in Chromium.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { root } from "../../tools/run.mjs";
import { faults, openInspected, outlines } from "./inspector/support.mjs";

let inspected;
before(async () => (inspected = await openInspected()));
after(() => inspected?.close());

/** Opens a page with the inspector open, and closes the page after `use`. */
async function withPage(use, options) {
  const page = await inspected.open(options);
  try {
    await page.evaluate(() => inspector.show());
    await page.locator(".outline").first().waitFor({ state: "attached" });
    return await use(page);
  } finally {
    await page.context().close();
  }
}

const tab = (page, name) => page.getByRole("tab", { name });
const fact = (page, term) => page.locator(".facts div", { has: page.locator(`dt:text-is("${term}")`) }).locator("dd");
const share = '[data-lockstep="asset.share"]';

/** Points at a control as a mouse does; a disabled one too. */
async function pointAt(page, selector) {
  const { x, y, width, height } = await page.locator(selector).boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
}

test("every control is outlined by its answer, and a ghost is where one is hidden", () =>
  withPage(async (page) => {
    await page.waitForFunction(
      () => document.querySelector("lockstep-inspector").shadowRoot.querySelectorAll(".outline").length === 16,
    );
    const drawn = await outlines(page);
    const count = (show) => drawn.filter((each) => each.show === show).length;
    assert.deepEqual([count("enabled"), count("disabled"), count("hidden")], [7, 5, 4]);
    assert.deepEqual(
      drawn
        .filter(({ isGhost }) => isGhost)
        .map(({ label }) => label)
        .sort(),
      ["Add user", "Delete unknown", "Move unknown", "Open unknown"],
    );
    const styles = await page.evaluate(() =>
      Object.fromEntries(
        [...document.querySelector("lockstep-inspector").shadowRoot.querySelectorAll(".outline")].map((each) => [
          each.dataset.show,
          getComputedStyle(each).borderTopStyle,
        ]),
      ),
    );
    assert.deepEqual(styles, { enabled: "solid", disabled: "dashed", hidden: "dotted" });
  }));

test("pointing at a greyed control shows everything that its decision says", () =>
  withPage(async (page) => {
    await pointAt(page, share);
    await page.getByText("Denied, greyed").waitFor();
    assert.equal(await fact(page, "Action").textContent(), "asset.share");
    assert.equal(await fact(page, "Resource").textContent(), "/seen");
    assert.equal(await fact(page, "Reason").textContent(), "level_too_low");
    assert.equal(await fact(page, "Needed").textContent(), "manage");
    assert.equal(await fact(page, "Held").textContent(), "view");
    assert.equal(await fact(page, "Revision").textContent(), "41");
    assert.match(await fact(page, "Time").textContent(), /^[\d.]+ (ns|µs|ms) each$/);
    await page.getByText("share on /seen with group g1: view").waitFor();
    await page.getByText("Ask for manage on /seen").waitFor();
    await page.getByText("asset.share → level_too_low · need manage · have view").waitFor();
  }));

test("pointing at a ghost shows why the control is hidden", () =>
  withPage(async (page) => {
    const ghost = await page.locator(".outline[data-ghost]", { hasText: "Open unknown" }).boundingBox();
    await page.mouse.move(ghost.x + 5, ghost.y + 5);
    await page.getByText("Denied, hidden").waitFor();
    assert.equal(await fact(page, "Reason").textContent(), "not_shared");
  }));

test("the focus of the keyboard shows a decision as pointing does, and it is announced", () =>
  withPage(async (page) => {
    await page.locator('[aria-label="Delete run"]').focus();
    await page.getByText("Allowed: “Can manage” on /run, through a share.").waitFor();
    assert.equal(await page.locator("[role=status]").textContent(), "Inspector: allowed. asset.delete → allowed");
  }));

test("a delta is shown with its size, and changed answers are drawn and announced", () =>
  withPage(async (page) => {
    const delta = inspected.share("manage");
    await page.evaluate((delta) => access.update(delta), delta);
    await page.getByRole("status").getByText("Revision 42: 3 answers changed.").waitFor();
    assert.equal(await page.locator(".line").textContent(), "rita · revision 42");
    await tab(page, "State").click();
    const bytes = JSON.stringify(delta).length;
    assert.ok((await fact(page, "Last delta").textContent()).startsWith(`${bytes} B, 41 to 42, at `));
    inspected.share("view");
  }));

test("an answer that differs from the server's is shown as drift, with both answers", () =>
  withPage(async (page) => {
    await tab(page, "State").click();
    await page.getByText(/^agrees on (\d+) of \1$/).waitFor();
    await page.evaluate(() => server.wrong.add("folder.create"));
    await page.getByRole("button", { name: "Compare again" }).click();
    await page.getByText("folder.create on /run: the server says expired").waitFor();
    assert.match(await fact(page, "Server").textContent(), /^agrees on 15 of 16$/);
    await pointAt(page, '[data-lockstep="folder.create"]');
    await page.getByText("The server decides differently: expired.").waitFor();
    assert.equal(await fact(page, "Server").textContent(), "differs");
    await tab(page, "Controls").click();
    assert.equal(await page.locator(".row", { hasText: "New folder" }).locator(".marked").textContent(), "drift");
  }));

test("a request that the server does not read does not keep the others from being compared", () =>
  withPage(async (page) => {
    await page.evaluate(() => server.refused.add("asset.share"));
    await tab(page, "State").click();
    await page.getByRole("button", { name: "Compare again" }).click();
    await page.getByText("agrees on 15 of 15").waitFor();
    await pointAt(page, share);
    await page.getByText("does not read this request").waitFor();
  }));

test("a copied scenario is run by lockstep test, over the account and over its snapshot", () =>
  withPage(async (page) => {
    const folder = mkdtempSync(join(tmpdir(), "lockstep-scenario-"));
    try {
      const files = [];
      for (const control of [share, '[aria-label="Delete run"]', '[data-lockstep="collection.rename"]']) {
        await page
          .locator(control)
          .evaluate((element) => element.dispatchEvent(new FocusEvent("focusin", { bubbles: true })));
        await page.getByRole("button", { name: "Copy as a scenario" }).click();
        await page.locator(".said", { hasText: "The scenario is copied." }).waitFor();
        files.push(join(folder, `${files.length}.scenarios.json`));
        writeFileSync(files.at(-1), await page.evaluate(() => navigator.clipboard.readText()));
      }
      const run = (...args) =>
        spawnSync(process.execPath, [join(root, "dist/cli.cjs"), "test", ...args], { encoding: "utf8" });
      for (const engine of ["account", "snapshot"]) {
        const { stdout, stderr } = run("--engine", engine, ...files);
        assert.equal(stdout.trim().split("\n").at(-1), "3 passed, 0 failed", stdout + stderr);
      }
      const copied = readFileSync(files[0], "utf8");
      writeFileSync(files[0], copied.replace('"expect": "deny"', '"expect": "allow"'));
      assert.equal(run(files[0]).status, 1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }));

test("a scenario that cannot be made says what is missing", () =>
  withPage(async (page) => {
    await page.evaluate(() => start({ snapshot: undefined, open: true }));
    await pointAt(page, share);
    await page.getByRole("button", { name: "Copy as a scenario" }).click();
    await page.locator(".said", { hasText: "give `snapshot` or `account`" }).waitFor();
  }));

test("where the page may not write to the clipboard, the scenario is there to be copied by hand", () =>
  withPage(
    async (page) => {
      await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
      await pointAt(page, share);
      await page.getByRole("button", { name: "Copy as a scenario" }).click();
      const offered = await page.getByLabel("The scenario, to copy").inputValue();
      assert.equal(JSON.parse(offered).scenarios[0].checks[0].reason, "level_too_low");
    },
    { permissions: [] },
  ));

test("the questions of the page are listed, each once with its number", () =>
  withPage(async (page) => {
    await page.evaluate(() => {
      for (let times = 0; times < 3; times++) access.can("asset.move", "/helped", { to: "/run" });
      access.actions("/run");
      access.decide({ action: "collection.view", resource: access.resource({ collection: "c1" }) });
    });
    await tab(page, "Asked").click();
    const [first, second] = await page.locator(".row").allInnerTexts();
    assert.match(first, /collection\.view\s+collection c1 · \S+ · 1 time/);
    assert.match(second, /asset\.move\s+\/helped · \S+ · 3 times/);
    await page.getByLabel("Filter the list").fill("rename");
    await page.locator(".row").nth(1).waitFor({ state: "detached" });
    await page.locator(".row").click();
    await page.getByText("Allowed: you own c1.").waitFor();
    assert.equal(await page.locator(".outline[data-chosen]").count(), 1);
  }));

test("a question that is no question is denied as without the inspector, and not listed", () =>
  withPage(async (page) => {
    const reasons = await page.evaluate(() => {
      const round = {};
      round.round = round;
      const asks = [
        () => access.decide(),
        () => access.decide({ action: "asset.view", resource: round }),
        () => access.decide({ action: "asset.view", resource: "/run", context: round }),
      ];
      return asks.map((ask) => ask().reason);
    });
    assert.deepEqual(reasons, Array(3).fill("context_missing"));
    assert.equal(await page.evaluate(() => access.can("asset.view", { round: 1n })), false);
    await tab(page, "Asked").click();
    await page.locator(".row").first().waitFor();
    assert.equal(await page.locator(".row", { hasText: "round" }).count(), 0);
  }));

test("the answers of another person are shown on the same page, which stays as it is", () =>
  withPage(async (page) => {
    await tab(page, "State").click();
    await page.getByLabel("Show the answers of").selectOption("Ada");
    await page.locator(".line", { hasText: "Answers of Ada" }).waitFor();
    assert.equal(await page.locator('[data-show="enabled"].outline').count(), 16);
    assert.equal(await page.locator(".outline[data-ghost]").count(), 4);
    assert.equal(await page.locator(share).isDisabled(), true);
    assert.equal(await fact(page, "Server").textContent(), "not compared for another person");
    await page.getByLabel("Show the answers of").selectOption("");
    await page.locator(".line", { hasText: "rita" }).waitFor();
  }));

test("the server's decisions are compared with the page's own answers, also while another person's are shown", () =>
  withPage(async (page) => {
    await tab(page, "State").click();
    await page.getByText("agrees on 16 of 16").waitFor();
    await page.evaluate(() => {
      server.gate = new Promise((open) => (globalThis.openGate = open));
    });
    await page.getByRole("button", { name: "Compare again" }).click();
    await page.getByText("agrees on 0 of 0, 16 to come").waitFor();
    await page.getByLabel("Show the answers of").selectOption("Ada");
    await page.getByText("not compared for another person").waitFor();
    await page.evaluate(() => openGate());
    await page.getByLabel("Show the answers of").selectOption("");
    await page.getByText("agrees on 16 of 16").waitFor();
    await page.evaluate(() => server.wrong.add("folder.create"));
    await page.getByRole("button", { name: "Compare again" }).click();
    await page.getByText("drift in 1 answer").waitFor();
    assert.equal(await page.locator(".outline[data-wrong]").count(), 1);
  }));

test("a control that offers more than its answer is marked", () =>
  withPage(async (page) => {
    await page.evaluate((selector) => (document.querySelector(selector).disabled = false), share);
    await page.locator(".outline[data-wrong]").waitFor({ state: "attached" });
    await pointAt(page, share);
    await page.getByText("The page draws it enabled; the answer is greyed.").waitFor();
  }));

test("an attribute that is not JSON is named where the answer would be", () =>
  withPage(async (page) => {
    await page.evaluate(() => (document.querySelector("#plain").dataset.lockstepResource = "{c1"));
    await page.evaluate(() => (document.querySelector("#plain").dataset.lockstep = "collection.view"));
    await pointAt(page, "#plain");
    await page.locator(".warning", { hasText: "`data-lockstep-resource` is not JSON; write an object" }).waitFor();
  }));

test("it is used by the keyboard alone: open, choose, read, copy, close", () =>
  withPage(async (page) => {
    await page.evaluate(() => inspector.hide());
    await page.locator("#plain").focus();
    await page.keyboard.press("Alt+x");
    const focused = () =>
      page.evaluate(() => document.querySelector("lockstep-inspector").shadowRoot.activeElement?.textContent);
    assert.equal(await focused(), "Decision");
    await page.keyboard.press("ArrowRight");
    assert.equal(await focused(), "Controls");
    await page.keyboard.press("End");
    assert.equal(await focused(), "State");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    assert.equal(await focused(), "Controls");
    for (const key of ["Tab", "Tab"]) await page.keyboard.press(key);
    await page.keyboard.type("share");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await focused(), "Decision");
    await page.getByText("Denied, greyed").waitFor();
    for (const key of ["Tab", "Tab", "Enter"]) await page.keyboard.press(key);
    await page.locator(".said", { hasText: "The scenario is copied." }).waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".panel").isHidden(), true);
    assert.equal(await page.evaluate(() => document.activeElement.id), "plain");
    assert.equal((await outlines(page)).length, 0);
  }));

test("Alt+click keeps a control, and the page does not see the click", () =>
  withPage(async (page) => {
    await page.evaluate(() =>
      document.querySelector('[aria-label="Open run"]').addEventListener("click", () => (globalThis.deleted = true)),
    );
    await page.locator('[aria-label="Open run"]').click({ modifiers: ["Alt"] });
    await pointAt(page, share);
    assert.equal(await fact(page, "Action").textContent(), "asset.view");
    assert.equal(await page.evaluate(() => globalThis.deleted), undefined);
    assert.equal(await page.getByRole("button", { name: "Follow" }).getAttribute("aria-pressed"), "false");
  }));

test("over a modal dialog it is still there and takes events", () =>
  withPage(async (page) => {
    await page.locator("#ask").click();
    await page.locator("dialog lockstep-inspector").waitFor({ state: "attached" });
    await page.locator("#confirm").focus();
    await page.getByText("Allowed: “Can manage” on /run, through a share.").waitFor();
    await tab(page, "State").click();
    await page.evaluate(() => document.querySelector("dialog").close());
    await page.locator("body > lockstep-inspector").waitFor({ state: "attached" });
  }));

test("of a thousand controls those in view are outlined", () =>
  withPage(
    async (page) => {
      await page.waitForFunction(
        () => document.querySelector("lockstep-inspector").shadowRoot.querySelectorAll(".outline").length > 20,
      );
      assert.ok((await outlines(page)).length < 80);
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      await page.waitForFunction(() => {
        const { shadowRoot } = document.querySelector("lockstep-inspector");
        const last = document.querySelector("li:last-child button:last-child").getBoundingClientRect();
        return [...shadowRoot.querySelectorAll(".outline")].some(
          (each) => Math.abs(each.getBoundingClientRect().top + 3 - last.top) < 1,
        );
      });
      assert.ok((await outlines(page)).length < 80);
    },
    { folders: Array.from({ length: 340 }, (_, at) => `/run/${at}`) },
  ));

test("closed, it leaves nothing: no element, no method of its own, no listener that acts", () =>
  withPage(async (page) => {
    await page.evaluate(() => inspector.close());
    assert.equal(await page.locator("lockstep-inspector").count(), 0);
    assert.deepEqual(
      await page.evaluate(() => Object.keys(access).filter((name) => !["subscribe", "watch"].includes(name))),
      [],
    );
    await page.keyboard.press("Alt+x");
    assert.equal(await page.locator("lockstep-inspector").count(), 0);
    assert.equal(await page.evaluate(() => access.can("asset.delete", "/run")), true);
  }));

test("a second call replaces the first", () =>
  withPage(async (page) => {
    await page.evaluate(() => start());
    assert.equal(await page.locator("lockstep-inspector").count(), 1);
  }));

for (const [width, height] of [
  [1280, 800],
  [390, 844],
])
  for (const look of [{ colorScheme: "light" }, { colorScheme: "dark" }, { forcedColors: "active" }])
    test(`axe finds nothing in any tab (${width}, ${Object.values(look)})`, () =>
      withPage(
        async (page) => {
          const settled = () =>
            page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
          for (const name of ["Controls", "Asked", "State", "Decision"]) {
            await tab(page, name).click();
            if (name === "Decision") await page.locator('[aria-label="Delete run"]').focus();
            await settled();
            assert.deepEqual(await faults(page), [], name);
          }
          const { panel, viewport } = await page.evaluate(() => ({
            panel: document
              .querySelector("lockstep-inspector")
              .shadowRoot.querySelector(".panel")
              .getBoundingClientRect()
              .toJSON(),
            viewport: [innerWidth, innerHeight],
          }));
          assert.ok(
            panel.left >= 0 && panel.right <= viewport[0] && panel.bottom <= viewport[1],
            JSON.stringify(panel),
          );
          await page.evaluate(() => inspector.hide());
          await settled();
          assert.deepEqual(await faults(page), [], "its button alone");
        },
        { width, height, ...look },
      ));

test("a finger finds targets of 44 pixels", () =>
  withPage(
    async (page) => {
      await tab(page, "State").click();
      const small = await page.evaluate(() =>
        [...document.querySelector("lockstep-inspector").shadowRoot.querySelectorAll("button, select")]
          .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 44)
          .map((each) => each.textContent),
      );
      assert.deepEqual(small, []);
    },
    { width: 390, height: 844, isMobile: true },
  ));

test("nothing broke the Content-Security-Policy, and nothing failed", () => assert.deepEqual(inspected.complaints, []));
