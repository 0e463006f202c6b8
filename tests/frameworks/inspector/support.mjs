// A page of plain DOM under a strict Content-Security-Policy, with the inspector, in Chromium.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { build } from "esbuild";
import { openAccount } from "lockstep/server";
import { launchChromium } from "../../chromium.mjs";
import { root } from "../../../tools/run.mjs";
import { acme, ada, now, rita } from "../../node/acme.mjs";

export { ada, now, rita };

const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const types = { html: "text/html", css: "text/css", js: "text/javascript", json: "application/json" };
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Serves the page over an account of rita's, and opens it as often as a test wants. */
export async function openInspected({ program = "page.js" } = {}) {
  const account = await openAccount(acme());
  const { outputFiles } = await build({
    entryPoints: [`${root}/tests/frameworks/inspector/${program}`],
    bundle: true,
    write: false,
    format: "esm",
    logLevel: "silent",
  });
  const read = (name) => readFileSync(new URL(name, import.meta.url));
  const facts = { now, snapshot: account.snapshot(rita, now), other: account.snapshot(ada, now) };
  const given = { folders: undefined };
  const files = {
    "/": ["html", () => read("index.html")],
    "/page.css": ["css", () => read("page.css")],
    "/page.js": ["js", () => outputFiles[0].contents],
    "/facts.json": ["json", () => JSON.stringify({ ...facts, ...given })],
  };
  const server = createServer((request, response) => {
    const [type, body] = files[request.url] ?? [];
    if (!type) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": `${types[type]}; charset=utf-8`, "content-security-policy": policy });
    response.end(body());
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await launchChromium();
  const complaints = [];

  async function open({ width = 1280, height = 800, folders, ...options } = {}) {
    given.folders = folders;
    const context = await browser.newContext({
      viewport: { width, height },
      hasTouch: width < 600,
      reducedMotion: "reduce",
      permissions: ["clipboard-read", "clipboard-write"],
      ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.locator("[data-ready]").waitFor();
    return page;
  }

  /** Shares /seen with rita at another level, and returns the delta. */
  function share(level) {
    const before = account.snapshot(rita, now);
    account.apply({ principal: ada, action: "asset.share", resource: "/seen", context: { with: rita, level, now } });
    return account.deltaSince(before, now);
  }

  async function close() {
    await browser.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    account.dispose();
  }
  return { open, share, complaints, close };
}

/** What axe finds in the page, of any impact. */
export async function faults(page) {
  // Put into the page by the debugger, so that the page's own Content-Security-Policy stays as it is.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

/** The outlines over the page. */
export const outlines = (page) =>
  page.evaluate(() =>
    [...document.querySelector("lockstep-inspector").shadowRoot.querySelectorAll(".outline")].map((outline) => ({
      show: outline.dataset.show,
      isGhost: "ghost" in outline.dataset,
      label: outline.textContent,
    })),
  );
