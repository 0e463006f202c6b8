// What the tests of the bindings share: an account of many folders, and programs that run in Chromium.

import { build } from "esbuild";
import { launchChromium } from "../chromium.mjs";
import { openAccount } from "lockstep/server";
import { root } from "../../tools/run.mjs";
import { acme, ada, now, rita } from "../node/acme.mjs";

export { ada, now, rita };

/** The paths of a list of controls. */
export const paths = Array.from({ length: 1000 }, (_, at) => `/folder${at}`);

/** Opens an account in which rita may manage /run, may view /seen, and knows nothing of `paths`. */
export async function openFolders() {
  const { assets } = acme();
  const account = await openAccount(
    acme({ assets: [...assets, ...paths.map((path, at) => ({ id: `p${at}`, kind: "folder", path }))] }),
  );
  /** Shares folders with rita; returns the change as one delta. */
  function share(list, { level = "manage", until } = {}) {
    const from = account.snapshot(rita, now);
    for (const resource of list) {
      const context = { with: rita, level, until, now };
      const { decision } = account.apply({ principal: ada, action: "asset.share", resource, context });
      if (!decision.allowed) throw new Error(decision.message);
    }
    return account.deltaSince(from, now);
  }
  return {
    snapshotOf: (principal = rita) => account.snapshot(principal, now),
    share,
    dispose: () => account.dispose(),
  };
}

/** Returns a program as one script for a page. It imports what the folder `from` can. */
export async function bundle(contents, { from = root, ...options } = {}) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: from, loader: "jsx" },
    jsx: "automatic",
    bundle: true,
    write: false,
    format: "iife",
    define: { "process.env.NODE_ENV": '"development"' },
    logLevel: "silent",
    ...options,
  });
  return outputFiles[0].text;
}

/** Chromium, with the complaints of its pages: each test expects none. */
export async function openChromium() {
  const browser = await launchChromium();
  const complaints = [];

  /** Opens a page with this body, or document, whose clock the test moves, and runs a script in it. */
  async function open(script, { head = "", body = "", address, type = "text/javascript" } = {}) {
    const page = await browser.newPage({ bypassCSP: true });
    page.setDefaultTimeout(20_000);
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
    if (address === undefined) {
      await page.clock.install();
      const document = `<!doctype html><title>Controls</title>${head}<body><div id="root">${body}</div></body>`;
      await page.setContent(/^<!doctype/i.test(body) ? body : document);
    } else await page.goto(address);
    await page.addScriptTag({ content: script, type });
    return page;
  }

  return { open, complaints, close: () => browser.close() };
}

/** Waits until an expression of the page is true. */
export const until = (page, expression) => page.waitForFunction(expression);

/** Returns the paths of the controls that are marked for an inspector, in their order. */
export const marked = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("[data-lockstep='asset.delete']")].map((each) => each.dataset.lockstepPath),
  );

/** Waits until the inspector has outlined these controls, by their answers. */
export const outlined = (page, expected) =>
  page.waitForFunction((expected) => {
    const root = document.querySelector("lockstep-inspector")?.shadowRoot;
    const found = [...(root?.querySelectorAll(".outline") ?? [])].map(({ dataset, textContent }) =>
      "ghost" in dataset ? `ghost ${textContent}` : dataset.show,
    );
    return JSON.stringify(found.sort()) === JSON.stringify(expected);
  }, expected.sort());

/** Returns the description that a screen reader has for a control. */
export async function descriptionOf(page, selector) {
  const session = await page.context().newCDPSession(page);
  const { result } = await session.send("Runtime.evaluate", {
    expression: `document.querySelector(${JSON.stringify(selector)})`,
  });
  const { nodes } = await session.send("Accessibility.getPartialAXTree", {
    objectId: result.objectId,
    fetchRelatives: false,
  });
  await session.detach();
  return nodes[0].description?.value;
}
