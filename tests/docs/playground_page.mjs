// The playground of the built site in Chromium, and what its tests press and read.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { launchChromium } from "../chromium.mjs";
import { root } from "../../tools/run.mjs";
import { serveSite } from "./site_server.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The examples that the build has written. */
export const examples = JSON.parse(readFileSync(join(root, "build/playground/examples/index.json"), "utf8"));

/** Serves the site, and opens the playground as often as a test wants. A request that sends anything is a complaint. */
export async function servePlayground() {
  const site = await serveSite();
  const browser = await launchChromium();
  const complaints = [];

  async function open({ width = 1280, height = 800, fragment = "", ...options } = {}) {
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
    page.on("request", (request) => {
      const url = new URL(request.url());
      const isOwn = url.origin === site.url && url.search === "" && request.method() === "GET";
      if (!isOwn) complaints.push(`a request: ${request.method()} ${url}`);
    });
    await page.goto(`${site.url}/playground.html${fragment}`);
    await settled(page);
    return page;
  }

  async function close() {
    await browser.close();
    site.close();
  }
  return { open, close, complaints };
}

/** Waits until the documents are read and the answers drawn. */
export async function settled(page) {
  await page.waitForFunction(
    () =>
      document.querySelector(".pg:not([data-edited])") && !document.querySelector(".pg[aria-busy], .pg [aria-busy]"),
  );
}

/** The editor of a document. */
export const editor = (page, name) => page.getByRole("textbox", { name: `${name}, JSON` });

/** What axe finds in the page, of any impact. */
export async function faults(page) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.html.slice(0, 120)}`).join(" | ")}`,
  );
}
