// Opens a page in Chromium and waits for the answers it shows. What the browser complains about is a fault.

import { chromium } from "playwright-core";
import { Failure } from "../../tools/run.mjs";

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

let launched;

/** Throws a Failure that says what the browser complained about, what the page shows, and what it should show. */
export async function readPage(address, answers) {
  launched ??= chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
  const context = await (await launched).newContext();
  try {
    const page = await context.newPage();
    const { complaints, complained } = listen(page);
    await page.goto(address, { waitUntil: "commit", timeout: 120_000 });
    const shown = page
      .waitForFunction((lines) => lines.every((line) => document.body?.innerText.includes(line)), answers, { timeout: 60_000 })
      .then(() => true, () => false);
    // A page that has complained has failed, and may never show an answer.
    if (!(await Promise.race([shown, complained]))) {
      complaints.push(`The page shows:\n${await page.innerText("body")}\nIt should show:\n${answers.join("\n")}`);
    }
    if (complaints.length > 0) throw new Failure(complaints.join("\n"));
  } finally {
    await context.close();
  }
}

export async function closeBrowser() {
  await (await launched)?.close();
}

/** Chromium looks for an icon, which no place here has. */
const isIcon = (address) => address.endsWith("/favicon.ico");

/** What the browser complains about; `complained` resolves to false with the first of it. */
function listen(page) {
  const complaints = [];
  const complained = new Promise((resolve) => {
    const complain = (complaint) => {
      complaints.push(complaint.slice(0, 2000));
      resolve(false);
    };
    page.on("pageerror", (error) => complain(`uncaught: ${error.message}`));
    page.on("console", (message) => message.type() === "error" && !isIcon(message.location().url) && complain(`console: ${message.text()}`));
    page.on("response", (response) => response.status() >= 400 && !isIcon(response.url()) && complain(`${response.url()} answers ${response.status()}`));
  });
  return { complaints, complained };
}
