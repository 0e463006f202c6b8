// lockstep/react in a browser and on the server.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { loadAccess } from "lockstep";
import {
  ada,
  bundle,
  descriptionOf,
  marked,
  now,
  openChromium,
  openFolders,
  outlined,
  paths,
  until,
} from "./support.mjs";

/** The page of the tests; on the server it is drawn too. */
const app = `
  import { Can, Guarded, LockstepProvider, useAccess, useCan, useDecision, useFormProblems, useSelection }
    from "lockstep/react";
  export const renders = { can: 0, decision: 0, access: 0, selection: 0, guarded: 0 };
  export const paths = ${JSON.stringify(paths)};
  export const pressed = [];

  function Guard({ path }) {
    return (
      <Guarded action="asset.delete" resource={path}>
        <button type="button" onClick={() => pressed.push(path)}>{path}</button>
      </Guarded>
    );
  }
  export function Buttons({ access, paths = ["/run", "/seen", "/folder5", "/folder7"] }) {
    return <LockstepProvider access={access}>{paths.map((path) => <Guard key={path} path={path} />)}<hr /></LockstepProvider>;
  }

  function Row({ path }) {
    renders.can++;
    return <li>{useCan("asset.delete", path) ? path : ""}</li>;
  }
  function Reason({ path }) {
    renders.decision++;
    return <li>{useDecision({ action: "asset.delete", resource: path }).message}</li>;
  }
  function Count() {
    renders.selection++;
    return <output>{useSelection(["asset.delete"], paths)["asset.delete"].allowed}</output>;
  }
  function Many() {
    renders.access++;
    const access = useAccess();
    return <p>{String(access.can("asset.delete", "/folder5"))}</p>;
  }
  const children = <><ul>{paths.map((path) => <Row key={path} path={path} />)}</ul>
    <ol>{paths.slice(0, 50).map((path) => <Reason key={path} path={path} />)}</ol><Count /><Many /></>;
  export const List = ({ access }) => <LockstepProvider access={access}>{children}</LockstepProvider>;

  function Fields({ email }) {
    const form = useFormProblems({ action: "user.add", context: { name: "Max", email, role: "developer" } });
    const taken = { field: "email", code: "email_taken", message: "It is taken." };
    const refuse = () => form.refuse({ ...form.decision, allowed: false, problems: [taken] });
    return <><button type="button" onClick={refuse}>Send</button><input aria-label="E-mail" {...form.field("email")} /><em>{form.problemOf("email") ?? "none"}</em>
      <Can action="asset.delete" resource="/run" fallback="no">yes</Can></>;
  }
  /** Guards with what a page itself decides about a control. */
  export const Options = ({ access, unavailable }) => (
    <LockstepProvider access={access}>
      {["/run", "/seen", "/folder5"].map((path) => (
        <Guarded key={path} action="asset.delete" resource={path} unavailable={unavailable}
          onDenied={() => pressed.push(\`explain \${path}\`)} fallback={<i>{path}</i>}>
          <button type="button" onClick={() => pressed.push(path)}>{path}</button>
        </Guarded>
      ))}
    </LockstepProvider>
  );
  export const Form = ({ access, email }) => (
    <LockstepProvider access={access}><Fields email={email} /></LockstepProvider>
  );
`;

const program = `
  import { createRoot, hydrateRoot } from "react-dom/client";
  import { loadAccess } from "lockstep/inline";
  import { inspect } from "lockstep/inspector/always";
  ${app}
  const root = document.getElementById("root");
  let page;
  globalThis.renders = renders;
  globalThis.pressed = pressed;
  globalThis.load = async (snapshot, now) => (globalThis.access = await loadAccess(snapshot, { now }));
  const parts = { Buttons, List, Form, Options };
  globalThis.show = (part, props = {}) => {
    const Part = parts[part];
    page ??= createRoot(root);
    page.render(<Part access={globalThis.access} {...props} />);
  };
  globalThis.inspect = () => (globalThis.inspector = inspect(access, { open: true }));
  globalThis.end = () => page.unmount();
  globalThis.hydrate = () => {
    globalThis.recovered = [];
    hydrateRoot(root, <Buttons access={globalThis.access} />, { onRecoverableError: (error) => recovered.push(String(error)) });
  };
`;

let chromium, script;
before(async () => {
  [chromium, script] = await Promise.all([openChromium(), bundle(program)]);
});
after(() => chromium?.close());
afterEach(() => assert.deepEqual(chromium.complaints.splice(0), []));

/** A page that has the snapshot of a new account. */
async function begin(part, props, principal) {
  const account = await openFolders();
  const page = await chromium.open(script);
  await page.evaluate(([snapshot, now]) => load(snapshot, now), [account.snapshotOf(principal), now]);
  if (part !== undefined) await page.evaluate(([part, props]) => show(part, props), [part, props]);
  const end = async () => {
    await page.close();
    account.dispose();
  };
  return { page, account, end };
}

test("a control is there, greyed with its reason, or absent, as the policy wants it", async () => {
  const { page, end } = await begin("Buttons");
  const delete_ = (path) => page.getByRole("button", { name: path });
  await delete_("/run").waitFor();
  assert.equal(await page.getByRole("button").count(), 2, "what rita does not know of is not drawn");
  assert.equal(await delete_("/run").getAttribute("aria-disabled"), null);
  assert.equal(await delete_("/run").getAttribute("title"), null);

  const message = "Needs “Can manage” on /seen; you have “Can view”.";
  assert.equal(await delete_("/seen").getAttribute("aria-disabled"), "true");
  assert.equal(await delete_("/seen").getAttribute("title"), message);
  assert.equal(await descriptionOf(page, "[aria-disabled]"), message);

  await delete_("/seen").focus();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "/seen", "it can be focused");
  await page.keyboard.press("Enter");
  await delete_("/seen").click({ force: true });
  assert.deepEqual(await page.evaluate(() => pressed), [], "pressing it has no effect");
  await delete_("/run").click();
  assert.deepEqual(await page.evaluate(() => pressed), ["/run"]);
  await end();
});

test("without an access object nothing is drawn that needs one, and it appears when there is one", async () => {
  const { page, end } = await begin();
  await page.evaluate(() => {
    const own = access;
    globalThis.access = undefined;
    show("Buttons");
    globalThis.own = own;
  });
  await page.locator("hr").waitFor({ state: "attached" });
  assert.equal(await page.getByRole("button").count(), 0);
  await page.evaluate(() => {
    globalThis.access = own;
    show("Buttons");
  });
  await page.getByRole("button", { name: "/run" }).waitFor();
  await end();
});

test("one delta that concerns 3 of 1,000 controls draws 3", async () => {
  const { page, account, end } = await begin("List");
  await until(page, "renders.can === 1000");
  const before = await page.evaluate(() => ({ ...renders }));
  const delta = account.share(["/folder5", "/folder7", "/folder900"]);
  await page.evaluate((delta) => access.update(delta), delta);
  await until(page, "document.querySelector('output').textContent === '3'");
  const drawn = await page.evaluate(
    (before) => Object.fromEntries(Object.entries(renders).map(([name, count]) => [name, count - before[name]])),
    before,
  );
  assert.deepEqual(drawn, { can: 3, decision: 2, access: 1, selection: 1, guarded: 0 });
  assert.equal(await page.evaluate(() => document.querySelector("ul").textContent), "/folder5/folder7/folder900");
  await end();
});

test("a delta that leaves every answer as it was draws nothing but what asked for all answers", async () => {
  const { page, account, end } = await begin("List");
  await until(page, "renders.can === 1000");
  const before = await page.evaluate(() => ({ ...renders }));
  await page.evaluate((delta) => access.update(delta), account.share(["/helped"]));
  await until(page, `renders.access === ${before.access + 1}`);
  assert.deepEqual(await page.evaluate(() => ({ ...renders })), { ...before, access: before.access + 1 });
  await end();
});

test("an answer changes when its time has come, without a delta", async () => {
  const { page, account, end } = await begin("Buttons");
  const enabled = page.locator("button:text-is('/seen'):not([aria-disabled])");
  await page.evaluate((delta) => access.update(delta), account.share(["/seen"], { until: "2026-01-15T12:20:00Z" }));
  await enabled.waitFor();
  await page.clock.fastForward("19:00");
  await enabled.waitFor();
  await page.clock.fastForward("01:30");
  await page.locator("button:text-is('/seen')[aria-disabled]").waitFor();
  await end();
});

test("a button keeps its element and its focus while its answer changes", async () => {
  const { page, account, end } = await begin("Buttons");
  await page.getByRole("button", { name: "/seen" }).focus();
  await page.evaluate((delta) => access.update(delta), account.share(["/seen"]));
  await page.locator("button:text-is('/seen'):not([aria-disabled])").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "/seen");
  await end();
});

test("controls are gone when the access object is disposed", async () => {
  const { page, end } = await begin("Buttons");
  await page.getByRole("button", { name: "/run" }).waitFor();
  await page.evaluate(() => access.dispose());
  await page.getByRole("button").first().waitFor({ state: "detached" });
  await end();
});

test("the list subscribes once, and no more when it is gone", async () => {
  const { page, end } = await begin();
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
    show("List");
  });
  await until(page, "renders.can === 1000 && subscriptions.length > 0");
  await page.evaluate(() => end());
  await until(page, "document.querySelector('#root').children.length === 0 && subscriptions.length > 1");
  assert.deepEqual(await page.evaluate(() => subscriptions), ["began", "ended"]);
  await end();
});

test("a form has its problems beside its fields, while the user types", async () => {
  const { page, end } = await begin("Form", { email: "max" }, ada);
  const field = page.getByRole("textbox", { name: "E-mail" });
  await field.waitFor();
  const problem = await page.locator("em").textContent();
  assert.match(problem, /e-mail/i);
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  assert.equal(await descriptionOf(page, "input"), problem);
  await page.evaluate(() => show("Form", { email: "max@acme.test" }));
  await page.locator("em:text-is('none')").waitFor();
  assert.equal(await field.getAttribute("aria-invalid"), null);
  assert.match(await page.locator("#root").textContent(), /yes$/);
  await end();
});

test("the server's refusal is shown in place of the page's answer until the request differs", async () => {
  const { page, end } = await begin("Form", { email: "max@acme.test" }, ada);
  await page.locator("em:text-is('none')").waitFor();
  await page.getByRole("button", { name: "Send" }).click();
  await page.locator("em:text-is('It is taken.')").waitFor();
  assert.equal(await descriptionOf(page, "input"), "It is taken.");
  await page.evaluate(() => show("Form", { email: "maxi@acme.test" }));
  await page.locator("em:text-is('none')").waitFor();
  await end();
});

test("a disabled control explains itself when it is pressed, and a hidden one leaves its place to another", async () => {
  const { page, end } = await begin("Options");
  await page.locator("i:text-is('/folder5')").waitFor();
  assert.equal(await page.getByRole("button").count(), 2);
  await page.getByRole("button", { name: "/seen" }).click({ force: true });
  await page.getByRole("button", { name: "/run" }).click();
  assert.deepEqual(await page.evaluate(() => pressed), ["explain /seen", "/run"]);
  await end();
});

test("a control that the page itself cannot offer is disabled with that reason, and no other changes", async () => {
  const { page, end } = await begin("Options");
  const run = page.getByRole("button", { name: "/run" });
  await run.waitFor();
  await page.evaluate(() => show("Options", { unavailable: "You are offline." }));
  await page.locator("button:text-is('/run')[aria-disabled='true'][title='You are offline.']").waitFor();
  const seen = await page.getByRole("button", { name: "/seen" }).getAttribute("title");
  assert.match(seen, /^Needs/, "a refusal keeps its own reason");
  await run.click({ force: true });
  assert.deepEqual(await page.evaluate(() => pressed), ["explain /run"]);
  await page.evaluate(() => show("Options", { unavailable: null }));
  await page.locator("button:text-is('/run'):not([aria-disabled])").waitFor();
  await end();
});

test("controls are marked while an inspector is open, hidden ones too, and at no other time", async () => {
  const { page, account, end } = await begin("Buttons");
  await page.getByRole("button", { name: "/run" }).waitFor();
  const html = () => page.evaluate(() => document.querySelector("#root").innerHTML);
  const before = await html();
  assert.deepEqual(await marked(page), []);
  await page.evaluate(() => inspect());
  await outlined(page, ["enabled", "disabled", "ghost /folder5", "ghost /folder7"]);
  assert.deepEqual(await marked(page), ["/run", "/seen", "/folder5", "/folder7"]);
  await page.evaluate(() => inspector.hide());
  await until(page, "document.querySelector('[data-lockstep]') === null");
  assert.equal(await html(), before);

  await page.evaluate(() => inspector.show());
  await page.evaluate((delta) => access.update(delta), account.share(["/folder5"]));
  await outlined(page, ["enabled", "enabled", "disabled", "ghost /folder7"]);
  await page.getByRole("button", { name: "/folder5" }).click();
  assert.deepEqual(await page.evaluate(() => pressed), ["/folder5"]);
  await page.evaluate(() => inspector.close());
  await until(page, "document.querySelector('[data-lockstep]') === null");
  await end();
});

test("the server draws the same, and the page takes it over without a change", async () => {
  const account = await openFolders();
  const snapshot = account.snapshotOf();
  const server = await bundle(`${app}`, { format: "esm", packages: "external", platform: "node" });
  const { Buttons } = await import(`data:text/javascript;base64,${Buffer.from(withPaths(server)).toString("base64")}`);
  const access = await loadAccess(account.snapshotOf(), { now });
  const html = renderToString(createElement(Buttons, { access }));
  assert.match(html, /aria-disabled="true"/);
  assert.equal(html.match(/<button/g).length, 2);

  const page = await chromium.open(script, { body: html });
  await page.evaluate(([snapshot, now]) => load(snapshot, now), [account.snapshotOf(), now]);
  await page.evaluate(() => {
    globalThis.drawn = [...document.querySelectorAll("button")];
    globalThis.changes = [];
    new MutationObserver((list) => changes.push(...list.map(({ type }) => type))).observe(
      document.getElementById("root"),
      { subtree: true, childList: true, attributes: true, characterData: true },
    );
    hydrate();
  });
  await until(page, "Object.keys(document.querySelector('button')).some((key) => key.startsWith('__reactProps'))");
  assert.deepEqual(await page.evaluate(() => [recovered, changes]), [[], []]);
  assert.equal(await page.evaluate(() => drawn.every((button) => button.isConnected)), true);
  await page.getByRole("button", { name: "/run" }).click();
  assert.deepEqual(await page.evaluate(() => pressed), ["/run"]);

  await page.evaluate((delta) => access.update(delta), account.share(["/folder5"]));
  await page.getByRole("button", { name: "/folder5" }).waitFor();
  await page.close();

  const inspected = await chromium.open(script, { body: html });
  await inspected.evaluate(([snapshot, now]) => load(snapshot, now), [snapshot, now]);
  await inspected.evaluate(() => {
    inspect();
    hydrate();
  });
  await until(inspected, "document.querySelectorAll('[data-lockstep]').length === 4");
  assert.deepEqual(await inspected.evaluate(() => recovered), [], "marks come after the page has taken it over");
  await inspected.close();
  access.dispose();
  account.dispose();
});

test("on the server nothing waits for a change", async () => {
  const account = await openFolders();
  const server = await bundle(app, { format: "esm", packages: "external", platform: "node" });
  const { List } = await import(`data:text/javascript;base64,${Buffer.from(withPaths(server)).toString("base64")}`);
  const access = await loadAccess(account.snapshotOf(), { now });
  let watched = 0;
  Object.assign(access, { watch: () => watched++, subscribe: () => watched++ });
  assert.match(renderToString(createElement(List, { access })), /<output>0<\/output>/);
  assert.equal(watched, 0);
  access.dispose();
  account.dispose();
});

/** A module of a data: address cannot import by names, so they are replaced by where they lead from here. */
function withPaths(source) {
  return source.replace(/from "(lockstep\/react|react[^"]*)"/g, (_, name) => `from "${import.meta.resolve(name)}"`);
}
