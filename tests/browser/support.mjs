// What the browser tests share: the served page and Chromium.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { startServer } from "../http/server.mjs";


export const artefacts = fileURLToPath(new URL("./artefacts/", import.meta.url));
mkdirSync(artefacts, { recursive: true });

export const looks = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } };

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/**
 * Opens the page in states given by its address. Whatever the page or its Content-Security-Policy complains about is
 * collected in `complaints`, which each test expects to be empty.
 */
export async function openBrowser() {
  const [server, browser] = await Promise.all([startServer({ args: ["--web", "web/dist"] }), chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags })]);
  const complaints = [];
  const pages = {};

  async function newPage(look) {
    const context = await browser.newContext({ viewport: looks[look], hasTouch: look === "narrow", reducedMotion: "reduce" });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    return page;
  }

  /** One page for each look, loaded anew: the demo keeps its account in the page, so what a test changed is gone. */
  async function open(query, { look = "wide" } = {}) {
    const page = await (pages[look] ??= newPage(look));
    await page.goto(`${server.url}/${query}`, { waitUntil: "commit" });
    await page.locator("[data-ready]").waitFor();
    return page;
  }

  /** Moves an open page as the Back button would, without loading it anew. A person's snapshot comes with a load only. */
  async function visit(page, query) {
    const as = (address) => new URL(address, server.url).searchParams.get("as");
    if (as(query) !== as(page.url())) return open(query, { look: page === (await pages.narrow) ? "narrow" : "wide" });
    await page.evaluate((to) => {
      history.pushState(null, "", to);
      dispatchEvent(new PopStateEvent("popstate"));
    }, query);
    return page;
  }

  async function close() {
    await browser.close();
    server.stop();
  }

  return { open, visit, close, complaints };
}

/** Presses a control by the keyboard: it must be reachable by it, and works for greyed ones too. */
export async function press(control, key = "Enter") {
  await control.focus();
  await control.press(key);
}
