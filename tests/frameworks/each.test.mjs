// What every binding does besides React's, which react.test.mjs tries: the same app in each framework.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { loadAccess } from "lockstep";
import { apps, pageOf, serverOf } from "./apps.mjs";
import { ada, descriptionOf, marked, now, openChromium, openFolders, outlined, rita, until } from "./support.mjs";

let chromium;
before(async () => {
  chromium = await openChromium();
});
after(() => chromium?.close());
afterEach(() => assert.deepEqual(chromium.complaints.splice(0), []));

/** A page that has the snapshot of a new account, and draws a part of the app if it is named. */
async function begin(script, part, drawn = {}, principal = rita) {
  const account = await openFolders();
  const page = await chromium.open(script, drawn);
  await page.evaluate(([snapshot, now]) => load(snapshot, now), [account.snapshotOf(principal), now]);
  if (part !== undefined) await page.evaluate((part) => show(part, access), part);
  const end = async () => {
    await page.close();
    account.dispose();
  };
  return { page, account, end };
}

const button = (page, path, state = "") => page.locator(`button:text-is("${path}")${state}`);
const enabled = ":not([aria-disabled]):visible";
const update = (page, delta) => page.evaluate((delta) => access.update(delta), delta);

for (const framework of Object.keys(apps))
  describe(framework, () => {
    let script;
    before(async () => {
      script = await pageOf(framework);
    });

    test("a control is there, greyed with its reason, or hidden, and follows deltas and the time", async () => {
      const { page, account, end } = await begin(script, "Buttons");
      await button(page, "/run", enabled).waitFor();
      assert.equal(await page.getByRole("button").count(), 2, "what rita does not know of is hidden");
      const message = "Needs “Can manage” on /seen; you have “Can view”.";
      await button(page, "/seen", `[aria-disabled='true'][title='${message}']`).waitFor();
      assert.equal(await descriptionOf(page, "[aria-disabled]"), message);

      await button(page, "/seen").focus();
      await page.keyboard.press("Enter");
      await button(page, "/seen").click({ force: true });
      await button(page, "/run").click();
      assert.deepEqual(await page.evaluate(() => [pressed, document.activeElement.textContent]), [["/run"], "/run"]);

      await button(page, "/seen").focus();
      await update(page, account.share(["/seen", "/folder5"], { until: "2026-01-15T12:20:00Z" }));
      await button(page, "/seen", enabled).waitFor();
      await button(page, "/folder5", enabled).waitFor();
      assert.equal(await button(page, "/seen").getAttribute("title"), null);
      assert.equal(await page.evaluate(() => document.activeElement.textContent), "/seen", "it keeps the focus");
      await button(page, "/seen").click();
      await button(page, "/folder5").click();
      assert.deepEqual(await page.evaluate(() => pressed), ["/run", "/seen", "/folder5"]);

      await page.clock.fastForward("20:30");
      await button(page, "/seen", "[aria-disabled]").waitFor();
      await button(page, "/folder5").waitFor({ state: "hidden" });
      await page.evaluate(() => access.dispose());
      await button(page, "/run").waitFor({ state: "hidden" });
      await end();
    });

    test("without an access object all is hidden, and follows when there is one", async () => {
      const { page, end } = await begin(script);
      await page.evaluate(() => show("Buttons"));
      await button(page, "/run").waitFor({ state: "attached" });
      assert.equal(await page.getByRole("button").count(), 0);
      await page.evaluate(() => give(access));
      await button(page, "/run", enabled).waitFor();
      await page.evaluate(() => give(undefined));
      await button(page, "/run").waitFor({ state: "hidden" });
      await end();
    });

    test("a page subscribes once, and no more when it is gone", async () => {
      const { page, end } = await begin(script);
      await page.evaluate(() => {
        globalThis.subscriptions = [];
        const { watch } = access;
        access.watch = (listener) => {
          subscriptions.push("began");
          const leave = watch(listener);
          return () => {
            subscriptions.push("ended");
            leave();
          };
        };
        show("Buttons", access);
      });
      await button(page, "/run", enabled).waitFor();
      await until(page, "subscriptions.length > 0");
      await page.evaluate(() => globalThis.end());
      await until(page, "subscriptions.length > 1");
      assert.deepEqual(await page.evaluate(() => subscriptions), ["began", "ended"]);
      await end();
    });

    test("controls are marked while an inspector is open, hidden ones too, and at no other time", async () => {
      const { page, account, end } = await begin(script, "Buttons");
      await button(page, "/run", enabled).waitFor();
      assert.deepEqual(await marked(page), []);
      const before = await page.evaluate(() => document.querySelector("#root").innerHTML);

      await page.evaluate(() => inspect());
      await outlined(page, ["enabled", "disabled", "ghost /folder5"]);
      assert.deepEqual(await marked(page), ["/run", "/seen", "/folder5"]);
      await update(page, account.share(["/folder5"]));
      await outlined(page, ["enabled", "enabled", "disabled"]);
      await page.evaluate(() => access.dispose());
      await outlined(page, ["ghost /run", "ghost /seen", "ghost /folder5"]);
      await page.evaluate(() => inspector.hide());
      await until(page, "document.querySelector('[data-lockstep]') === null");
      await end();

      const other = await begin(script, "Buttons");
      await button(other.page, "/run", enabled).waitFor();
      await other.page.evaluate(() => inspect());
      await outlined(other.page, ["enabled", "disabled", "ghost /folder5"]);
      await other.page.evaluate(() => inspector.close());
      await until(other.page, "document.querySelector('[data-lockstep]') === null");
      assert.equal(await other.page.evaluate(() => document.querySelector("#root").innerHTML), before);
      await other.end();
    });

    if (framework === "element") return;
    test("a form has the faults of its fields, as they are typed", async () => {
      const { page, end } = await begin(script, "Form", {}, ada);
      const field = page.locator("input");
      await page.locator("em:text-is('false')").waitFor();
      await field.fill("nobody");
      await page.locator("input[aria-invalid='true'][aria-description='This is not an e-mail address.']").waitFor();
      await field.fill("nina@acme.test");
      await page.locator("em:text-is('true')").waitFor();
      assert.deepEqual(
        [await field.getAttribute("aria-invalid"), await field.getAttribute("aria-description")],
        [null, null],
      );
      await end();
    });

    test("one delta that concerns 3 of 1,000 controls draws 3", async () => {
      const { page, account, end } = await begin(script, "List");
      await until(page, "document.querySelectorAll('li').length === 1000 && renders.rows >= 1000");
      const before = await page.evaluate(() => renders.rows);
      await update(page, account.share(["/folder5", "/folder7", "/folder900"]));
      await until(page, "document.querySelector('output').textContent === '3'");
      await until(page, "document.querySelector('b').textContent === 'true'");
      assert.equal(await page.evaluate(() => document.querySelector("ul").textContent), "/folder5/folder7/folder900");
      assert.equal(await page.evaluate(() => renders.rows), before + 3);
      assert.notEqual(await page.locator("em").textContent(), "", "a decision has its message");
      await end();
    });
  });

/** How each framework draws on a server; `app` is its app. */
const servers = {
  vue: `import { renderToString } from "vue/server-renderer"; import { make } from "APP";
    export const draw = (access) => renderToString(make("Buttons", access).app);`,
  svelte: `import { render } from "svelte/server"; import { App } from "APP";
    export const draw = (access) => render(App, { props: { part: "Buttons", access } }).body;`,
  solid: `import { renderToString, createComponent, generateHydrationScript } from "solid-js/web";
    import { App } from "APP";
    export const head = generateHydrationScript();
    export const draw = (access) => renderToString(() => createComponent(App, { part: "Buttons", access }));`,
  element: `import { attributesOf } from "lockstep/element";
    const control = (access, path) => \`<lockstep-guard action="asset.delete" path="\${path}"><button type="button"\${
      attributesOf(access, { action: "asset.delete", resource: path })}>\${path}</button></lockstep-guard>\`;
    export const draw = (access) => ["/run", "/seen", "/folder5"].map((path) => control(access, path)).join("");`,
  angular: `import "@angular/compiler";
    import { bootstrapApplication, provideClientHydration } from "@angular/platform-browser";
    import { provideServerRendering, renderApplication } from "@angular/platform-server";
    import { provideLockstep } from "lockstep/angular"; import { parts } from "APP";
    export const draw = async (access) => {
      const providers = [provideServerRendering(), provideClientHydration(), provideLockstep(access)];
      const start = (context) => bootstrapApplication(parts.Buttons, { providers }, context);
      const document = \`<!doctype html><title>Controls</title><body><div id="root"><test-app></test-app></div></body>\`;
      return renderApplication(start, { document });
    };`,
};

for (const [framework, program] of Object.entries(servers))
  test(`${framework}: the server draws the same, and the page takes over its elements`, async () => {
    const { draw, head } = await serverOf(framework, program);
    const account = await openFolders();
    const access = await loadAccess(account.snapshotOf(), { now });
    let watched = 0;
    const { watch } = access;
    access.watch = (listener) => {
      watched++;
      const leave = watch(listener);
      return () => {
        watched--;
        leave();
      };
    };
    const body = await draw(access);
    assert.equal(watched, 0, "nothing waits for a change on the server");
    account.dispose();
    access.dispose();

    const script = await pageOf(framework);
    const inspected = await begin(script, undefined, { head, body });
    await inspected.page.evaluate(() => {
      globalThis.drawn = [...document.querySelectorAll("button")];
      inspect();
      show("Buttons", access);
    });
    await outlined(inspected.page, ["enabled", "disabled", "ghost /folder5"]);
    assert.equal(await inspected.page.evaluate(() => drawn.every((each) => each.isConnected)), true);
    await inspected.end();

    const { page, end } = await begin(script, undefined, { head, body });
    const look = () =>
      page.evaluate(() =>
        [...document.querySelectorAll("button")].map((each) =>
          ["hidden", "aria-disabled", "title", "aria-description"].map((name) => each.getAttribute(name)),
        ),
      );
    const before = await look();
    assert.deepEqual(
      before.map(([hidden, disabled]) => [hidden !== null, disabled]),
      [
        [false, null],
        [false, "true"],
        [true, null],
      ],
    );
    await page.evaluate(() => {
      globalThis.drawn = [...document.querySelectorAll("button")];
      show("Buttons", access);
    });
    await button(page, "/run").click();
    await until(page, "pressed.length === 1");
    assert.deepEqual(await look(), before);
    assert.equal(await page.evaluate(() => drawn.every((each) => each.isConnected)), true);
    await end();
  });
