// React needs `watch` and `generation` and nothing else: useSyncExternalStore(access.watch, () => access.generation).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchChromium } from "../chromium.mjs";
import { buildSync } from "esbuild";
import { openAccount } from "lockstep/server";
import { root } from "../../tools/run.mjs";
import { acme, ada, now, rita } from "../node/acme.mjs";

const program = `
  import { createElement, useSyncExternalStore } from "react";
  import { createRoot } from "react-dom/client";
  import { loadAccess } from "lockstep/inline";

  function Remove({ access, path }) {
    useSyncExternalStore(access.watch, () => access.generation);
    return createElement("button", { disabled: !access.can("asset.delete", path) }, path);
  }

  globalThis.show = async (snapshot, now) => {
    globalThis.access = await loadAccess(snapshot, { now });
    const paths = ["/run", "/seen"];
    globalThis.page = createRoot(document.body);
    page.render(paths.map((path) => createElement(Remove, { key: path, access, path })));
  };
`;

let browser, page, account;
before(async () => {
  account = await openAccount(acme());
  browser = await launchChromium();
  page = await browser.newPage();
  await page.clock.install();
  const { outputFiles } = buildSync({
    // Not the root, where "react" is the package's own `./react`, by the field `browser` of package.json.
    stdin: { contents: program, resolveDir: `${root}/tests/browser` },
    bundle: true,
    write: false,
    format: "iife",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  await page.addScriptTag({ content: outputFiles[0].text });
});
after(async () => {
  await browser?.close();
  account?.dispose();
});

const button = (path, state) => page.locator(`button:text-is("${path}")${state}`).waitFor();

test("a component is drawn again when a delta comes, when time changes an answer, and when the object is disposed", async () => {
  const snapshot = account.snapshot(rita, now);
  await page.evaluate(([snapshot, now]) => show(snapshot, now), [snapshot, now]);
  await button("/run", ":enabled");
  await button("/seen", ":disabled");

  const { decision } = account.apply({
    principal: ada,
    action: "asset.share",
    resource: "/seen",
    context: { with: rita, level: "manage", until: "2026-01-15T12:20:00Z", now },
  });
  assert.equal(decision.allowed, true, decision.message);
  await page.evaluate((delta) => access.update(delta), account.deltaSince(snapshot, now));
  await button("/seen", ":enabled");

  await page.clock.fastForward("19:00");
  await button("/seen", ":enabled");
  await page.clock.fastForward("01:30");
  await button("/seen", ":disabled");
  await button("/run", ":enabled");

  await page.evaluate(() => access.dispose());
  await button("/run", ":disabled");
});

test("components that are gone hear nothing more", async () => {
  await page.evaluate(([snapshot, now]) => show(snapshot, now), [account.snapshot(rita, now), now]);
  await button("/run", ":enabled");
  await page.evaluate(() => globalThis.page.unmount());
  await page.locator("button").first().waitFor({ state: "detached" });
  await page.evaluate(() => access.dispose());
});
