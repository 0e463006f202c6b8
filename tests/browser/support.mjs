// What the browser tests share: the served page, Chromium, and the engine's own answers by the command line.
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const root = new URL("../../", import.meta.url);
const inRoot = (path) => fileURLToPath(new URL(path, root));

export const accountFile = inRoot("web/src/demo/account.json");
export const artefacts = fileURLToPath(new URL("./artefacts/", import.meta.url));
mkdirSync(artefacts, { recursive: true });

export const looks = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } };

/** web/serve.mjs on a free port, under its strict Content-Security-Policy. */
async function serve() {
  const child = spawn(process.execPath, [inRoot("web/serve.mjs")], { env: { ...process.env, PORT: "0" }, stdio: ["ignore", "pipe", "inherit"] });
  const address = await new Promise((resolve, reject) => {
    child.stdout.setEncoding("utf8");
    child.stdout.once("data", (line) => resolve(line.trim()));
    child.once("exit", (code) => reject(new Error(`web/serve.mjs ended with ${code}`)));
  });
  return { address, stop: () => child.kill() };
}

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/**
 * Opens the page in states given by its address. Whatever the page or its Content-Security-Policy complains about is
 * collected in `complaints`, which each test expects to be empty.
 */
export async function openBrowser() {
  const server = await serve();
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
  const complaints = [];

  async function open(query, { look = "wide" } = {}) {
    const context = await browser.newContext({ viewport: looks[look], hasTouch: look === "narrow", reducedMotion: "reduce" });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    await page.goto(server.address + query);
    await page.locator("[data-ready]").waitFor();
    return page;
  }

  async function close() {
    await browser.close();
    server.stop();
  }

  return { open, close, complaints };
}

const run = promisify(execFile);
const native = inRoot("build/native/lockstep");
const [program, ...first] = existsSync(native) ? [native] : [process.execPath, inRoot("dist/cli.cjs")];

/** The decision that `lockstep check --json` prints, over the whole account and not over a snapshot. */
export async function check(as, action, path, ...rest) {
  const place = path === undefined ? [] : [path];
  const args = [...first, "check", "--account", accountFile, "--as", as, action, ...place, ...rest, "--json"];
  try {
    return JSON.parse((await run(program, args)).stdout);
  } catch (error) {
    if (error.code === 1 && error.stdout) return JSON.parse(error.stdout); // denied
    throw error;
  }
}

/** The controls of one place, inside a part of the page, that ask without a context: what each shows and says. */
export async function controlsIn(part, path) {
  return part.locator(`[data-action][data-path="${path}"]`).evaluateAll((found) =>
    found
      .filter((control) => !JSON.parse(control.dataset.question).context)
      .map((control) => ({
        action: control.dataset.action,
        show: control.dataset.show,
        greyed: control.getAttribute("aria-disabled") === "true",
        reachable: !control.hasAttribute("disabled") && control.tabIndex >= 0,
        reason: document.getElementById(control.getAttribute("aria-describedby"))?.textContent ?? null,
      })),
  );
}

/** Presses a control by the keyboard: it must be reachable by it, and works for greyed ones too. */
export async function press(control, key = "Enter") {
  await control.focus();
  await control.press(key);
}
