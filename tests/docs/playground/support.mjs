// The playground in Chromium: the built files under a strict Content-Security-Policy, and what tests press and read.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";
import { root } from "../../../tools/run.mjs";

const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const types = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".wasm": "application/wasm",
};

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const own = new Set(["index.html", "page.css", "page.js"]);

/** The examples that the build has written. */
export const examples = JSON.parse(readFileSync(join(root, "build/playground/examples/index.json"), "utf8"));

/** Serves the playground, and opens it as often as a test wants. */
export async function servePlayground() {
  const requests = [];
  const server = createServer((request, response) => {
    const name = normalize(new URL(request.url, "http://page").pathname).slice(1) || "index.html";
    requests.push(name);
    try {
      const folder = own.has(name) ? join(root, "tests/docs/playground") : join(root, "build/playground");
      const body = readFileSync(join(folder, name));
      response.writeHead(200, { "content-type": types[extname(name)], "content-security-policy": policy });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
  const complaints = [];
  const address = `http://127.0.0.1:${server.address().port}/`;

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
    page.on(
      "request",
      (request) => !request.url().startsWith(address) && complaints.push(`a request to ${request.url()}`),
    );
    await page.goto(address + fragment);
    await settled(page);
    return page;
  }

  async function close() {
    await browser.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  return { address, open, close, complaints, requests };
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
