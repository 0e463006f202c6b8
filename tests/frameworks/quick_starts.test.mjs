// The quick starts of docs/frameworks.md, as a reader copies them: in an empty folder with the package.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { must, root } from "../../tools/run.mjs";
import { Consumer } from "../tools/consumer.mjs";
import { bundle, openChromium } from "./support.mjs";

/** By section of the document: the language of its program. */
const frameworks = { React: "jsx" };

/** The most lines of a program that are not empty. */
const most = 12;

const document = readFileSync(join(root, "docs/frameworks.md"), "utf8");

function snippets(section, language) {
  const [, text] = new RegExp(`^## ${section}\\n(.*?)(?=^## |$(?![^]))`, "ms").exec(document);
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map((match) => match[1]);
}

let consumer, chromium;
before(async () => {
  [consumer, chromium] = await Promise.all([Consumer.install(), openChromium()]);
  const [commands] = snippets("React", "sh");
  const [install, ...others] = commands.trim().split("\n");
  assert.match(install, /^npm install lockstep /);
  for (const command of others)
    await must(["sh", "-c", command.replace("npx ", "npx --no-install ")], { cwd: consumer.folder });
});
after(async () => {
  await chromium?.close();
  consumer?.remove();
});

for (const [section, language] of Object.entries(frameworks)) {
  test(`the quick start of ${section} has at most ${most} lines, and gives a button that obeys its policy`, async () => {
    const [program] = snippets(section, language);
    const lines = program.split("\n").filter((line) => line !== "");
    assert.ok(lines.length <= most, `it has ${lines.length}`);
    const run = (path) => open(program.replaceAll("/plans/summer", path));

    const own = await run("/plans/summer");
    await own.locator("button:text-is('Edit'):not([aria-disabled])").waitFor();
    const final = await run("/plans/winter");
    const message = "This note is final. Open it again first.";
    await final.locator(`button:text-is('Edit')[aria-disabled][title='${message}']`).waitFor();
    assert.deepEqual(chromium.complaints.splice(0), []);
  });
}

/** Opens a page with the program. `lockstep/inline` is what docs/places.md says to import for esbuild. */
async function open(program) {
  const contents = program.replace('from "lockstep"', 'from "lockstep/inline"');
  const script = await bundle(contents, {
    from: consumer.folder,
    nodePaths: [join(root, "node_modules")],
    format: "esm",
  });
  return chromium.open(script, { type: "module" });
}
