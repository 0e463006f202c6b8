// The built site: no link leads nowhere. In Chromium, under the recommended Content-Security-Policy, no page complains,
// loads something from elsewhere, is wider than a telephone, or has a fault that axe finds.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { launchChromium } from "../chromium.mjs";
import { fileOf, pages, serveSite } from "./site_server.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const html = new Map(pages().map((page) => [page, readFileSync(fileOf(page), "utf8")]));
const attributes = (source, name) =>
  [...source.matchAll(new RegExp(` ${name}="([^"]*)"`, "g"))].map(([, value]) => value);
const decoded = (value) => value.replaceAll("&amp;", "&");

test("every link and every image of a page leads to a file of the site, and to a heading that is there", () => {
  const ids = new Map([...html].map(([page, source]) => [page, new Set(attributes(source, "id"))]));
  const lost = [];
  for (const [page, source] of html) {
    for (const link of [...attributes(source, "href"), ...attributes(source, "src")].map(decoded)) {
      const url = new URL(link, `http://site.test${page}`);
      if (url.host !== "site.test" || url.pathname.startsWith("/api/")) continue;
      const target = url.pathname.endsWith("/") ? `${url.pathname}index.html` : url.pathname;
      const anchor = decodeURIComponent(url.hash.slice(1));
      if (fileOf(target) === undefined || (anchor && !ids.get(target)?.has(anchor))) lost.push(`${page}: ${link}`);
    }
  }
  assert.ok(html.size > 20);
  assert.deepEqual(lost, []);
});

test("every include of a page was found", () => {
  assert.deepEqual(
    [...html].filter(([, source]) => source.includes("@include")).map(([page]) => page),
    [],
  );
});

let site, browser;
before(async () => {
  site = await serveSite();
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  site?.close();
});

/** Returns a new page, and what it complained about or loaded from elsewhere. */
async function openPage(look) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
    ...look,
  });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("request", (request) => {
    const isOwn = request.url().startsWith(site.url) || /^(data|blob):/.test(request.url());
    if (!isOwn) complaints.push(`loads ${request.url()}`);
  });
  return { page, complaints };
}

async function faults(page) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map((node) => node.html.slice(0, 160))
          .join(" | ")}`,
    );
}

const looks = {
  "wide and light": { viewport: { width: 1280, height: 800 }, colorScheme: "light" },
  "narrow and dark": { viewport: { width: 390, height: 844 }, colorScheme: "dark", hasTouch: true },
};

/** The pages that axe reads in both looks, one of each kind; the others have the same colours and the same frame. */
const ofEachKind = ["/index.html", "/concepts.html", "/cookbook/guests.html", "/comparison.html", "/start/vue.html"];

describe("no page complains, is too wide or has a fault", { concurrency: true }, () => {
  for (const [name, look] of Object.entries(looks)) {
    test(name, async () => {
      const { page, complaints } = await openPage(look);
      const found = [];
      for (const address of html.keys()) {
        await page.goto(site.url + address);
        const isDark = await page.evaluate(() => document.documentElement.classList.contains("dark"));
        if (isDark !== (look.colorScheme === "dark")) found.push(`${address}: another theme`);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        if (width > look.viewport.width) found.push(`${address}: ${width} pixels wide`);
        const isRead = look.colorScheme === "light" || ofEachKind.includes(address);
        for (const fault of isRead ? await faults(page) : []) found.push(`${address}: ${fault}`);
        for (const complaint of complaints.splice(0)) found.push(`${address}: ${complaint}`);
      }
      assert.deepEqual(found, []);
    });
  }
});
