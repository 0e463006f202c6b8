// What the browser tests share: a server with the demonstration account, and Chromium.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launchChromium } from "../chromium.mjs";
import { ask as askServer, startServer } from "../http/server.mjs";

export const artefacts = fileURLToPath(new URL("./artefacts/", import.meta.url));
mkdirSync(artefacts, { recursive: true });

export const looks = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } };

/** A refused request is an answer; Chromium reports it on the console all the same. */
const isRefusal = (message) =>
  /status of 403/.test(message.text()) && /\/(requests|demo\/visit|demo\/link)$/.test(message.location().url);

/**
 * Opens the page in states given by its address, on a server and a database of this browser's own. Whatever the page or
 * its Content-Security-Policy complains about is collected in `complaints`, which each test expects to be empty.
 */
export async function openBrowser() {
  const args = ["--demo", "--web", "web/dist"];
  let [server, browser] = await Promise.all([startServer({ args }), launchChromium()]);
  const complaints = [];
  const pages = {};

  /** A page in a browser of its own: another person at another machine. */
  async function newPage(look = "wide") {
    const context = await browser.newContext({
      viewport: looks[look],
      hasTouch: look === "narrow",
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on(
      "console",
      (message) =>
        message.type() === "error" &&
        !isRefusal(message) &&
        complaints.push(`${message.text()} at ${message.location().url}`),
    );
    return page;
  }

  async function enter(page, query) {
    await page.goto(`${server.url}/${query}`, { waitUntil: "commit" });
    await page.locator("[data-ready]").waitFor();
    return page;
  }

  /** Lets the server die and come back, with what happens while it is away. The pages have all their code by then. */
  async function restart(meanwhile) {
    for (const page of browser.contexts().flatMap((context) => context.pages()))
      await page.locator('html[data-parts="loading"]').waitFor({ state: "detached" });
    await server.kill();
    await meanwhile();
    const { data, port } = server;
    server = await startServer({ data, port, args });
  }

  async function askAs(user, method, path, body) {
    const { token } = (await askServer(server.url, "POST", "/demo/sign-in", { body: { user } })).body;
    return askServer(server.url, method, `/v1/accounts/northpine/${path}`, { token, body });
  }

  /** Asks as one of its people, beside the page. */
  const request = (user, body) => askAs(user, "POST", "requests", body);

  /** What the server says to one of its people. */
  const ask = async (user, address) => (await askAs(user, "GET", address)).body;

  /** What a request of one of its people would change. */
  const preview = async (user, body) => (await askAs(user, "POST", "preview", body)).body;

  /** What the server lists for one of its people. */
  const list = async (user, name, query = "") => (await askAs(user, "GET", `${name}${query}`)).body[name];

  /** Puts an account of the demonstration back to how it begins: the library, or the one under a policy. */
  const startOver = (policy) => askServer(server.url, "POST", "/demo/reset", { body: policy ? { policy } : {} });

  /** One page for each look, loaded again, over the account as it was at first. */
  async function open(query, { look = "wide" } = {}) {
    await startOver(new URL(query, server.url).searchParams.get("policy"));
    pages[look] ??= newPage(look);
    return enter(await pages[look], query);
  }

  /**
   * Moves an open page as the Back button would, without loading it again. A person's snapshot comes with a load only.
   */
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
    await server.kill();
  }

  return {
    url: () => server.url,
    open,
    enter,
    newPage,
    startOver,
    restart,
    request,
    ask,
    preview,
    list,
    visit,
    close,
    complaints,
  };
}

/** Presses a control by the keyboard: it must be reachable by it, and works for greyed ones too. */
export async function press(control, key = "Enter") {
  await control.focus();
  await control.press(key);
}

/** What reaches past the right edge of the page, or makes its content scroll sideways. */
export const tooWide = (page) =>
  page.evaluate(() => {
    const edge = document.documentElement.clientWidth;
    const cut = [...document.querySelectorAll("header *, #main > *, [role=dialog]")].filter(
      (element) => element.checkVisibility() && element.getBoundingClientRect().right > edge + 0.5,
    );
    const scrolled = [document.documentElement, ...document.querySelectorAll("#main, #main *, [role=dialog] *")].filter(
      (element) =>
        element.scrollWidth > element.clientWidth + 1 &&
        ["auto", "scroll"].includes(getComputedStyle(element).overflowX),
    );
    return [...cut, ...scrolled].map((element) => element.outerHTML.slice(0, 120));
  });
