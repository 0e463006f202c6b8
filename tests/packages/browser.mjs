// Opens a page in Chromium and waits for the answers it shows. What the browser complains about is a fault.

import { launchChromium } from "../chromium.mjs";
import { Failure } from "../../tools/run.mjs";

let launched;

/** Throws a Failure that says what the browser complained about, what the page shows, and what it should show. */
export async function readPage(address, answers) {
  // A page that has complained has failed, and may never show an answer.
  const complaints = await complaintsOf(address, answers, () => true);
  if (complaints.length > 0) throw new Failure(complaints.join("\n"));
}

/** Throws a Failure unless the page fails with an error that names where the docs have the setting that it lacks. */
export async function readRefusal(address, answers) {
  const isRefusal = (complaint) => complaint.includes("docs/places.md");
  const complaints = await complaintsOf(address, answers, isRefusal);
  if (complaints.length === 0) throw new Failure("It works without a setting, so docs/places.md should name none.");
  if (!complaints.some(isRefusal)) throw new Failure(`No error names docs/places.md:\n${complaints.join("\n")}`);
}

/** Waits for the answers, or for a complaint that ends the page. */
async function complaintsOf(address, answers, isLast) {
  launched ??= launchChromium();
  const context = await (await launched).newContext();
  try {
    const page = await context.newPage();
    const { complaints, complained } = listen(page, isLast);
    await page.goto(address, { waitUntil: "commit", timeout: 120_000 });
    const shown = page
      .waitForFunction((lines) => lines.every((line) => document.body?.innerText.includes(line)), answers, {
        timeout: 60_000,
      })
      .then(
        () => true,
        () => false,
      );
    if (!(await Promise.race([shown, complained]))) {
      complaints.push(`The page shows:\n${await page.innerText("body")}\nIt should show:\n${answers.join("\n")}`);
    }
    return complaints;
  } finally {
    await context.close();
  }
}

export async function closeBrowser() {
  await (await launched)?.close();
}

/** Chromium looks for an icon, which no place here has. */
const isIcon = (address) => address.endsWith("/favicon.ico");

/** What the browser complains about; `complained` resolves to false with the first complaint that `isLast`. */
function listen(page, isLast) {
  const complaints = [];
  const complained = new Promise((resolve) => {
    const complain = (complaint) => {
      complaints.push(complaint.slice(0, 2000));
      if (isLast(complaint)) resolve(false);
    };
    page.on("pageerror", (error) => complain(`uncaught: ${error.message}`));
    page.on(
      "console",
      (message) =>
        message.type() === "error" && !isIcon(message.location().url) && complain(`console: ${message.text()}`),
    );
    page.on(
      "response",
      (response) =>
        response.status() >= 400 &&
        !isIcon(response.url()) &&
        complain(`${response.url()} answers ${response.status()}`),
    );
  });
  return { complaints, complained };
}
