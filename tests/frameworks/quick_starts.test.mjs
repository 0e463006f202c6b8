// The quick starts of docs/frameworks.md, as a reader copies them: in an empty folder with the package.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { must, root } from "../../tools/run.mjs";
import { Consumer } from "../tools/consumer.mjs";
import { compilers, flags } from "./apps.mjs";
import { bundle, openChromium } from "./support.mjs";

/**
 * By section of the document: the files of its program, whose strings are the first in their languages there. The first
 * file begins the page, unless it is HTML of the page.
 */
const frameworks = {
  React: { "main.jsx": "jsx" },
  Vue: { "main.js": "js", "App.vue": "vue" },
  Svelte: { "main.js": "js", "App.svelte": "svelte" },
  Solid: { "solid.jsx": "jsx" },
  Angular: { "main.ts": "ts" },
  "Anything else": { "main.js": "js", "page.html": "html" },
};

/** The most lines of a program that are not empty; of React's, with the commands before it. */
const most = 12;

const document = readFileSync(join(root, "docs/frameworks.md"), "utf8");

function snippets(section, language) {
  const [, text] = new RegExp(`^## ${section}\\n(.*?)(?=^## |$(?![^]))`, "ms").exec(document);
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map((match) => match[1]);
}

const linesOf = (text) => text.split("\n").filter((line) => line !== "");
const [commands] = snippets("Quick starts", "sh");

let consumer, chromium;
before(async () => {
  [consumer, chromium] = await Promise.all([Consumer.install(), openChromium()]);
  const [install, ...others] = linesOf(commands);
  assert.equal(install, "npm install lockstep");
  for (const command of others)
    await must(["sh", "-c", command.replace("npx ", "npx --no-install ")], { cwd: consumer.folder });
});
after(async () => {
  await chromium?.close();
  consumer?.remove();
});

for (const [section, languages] of Object.entries(frameworks)) {
  test(`the quick start of ${section} has at most ${most} lines, and gives a button that obeys its policy`, async () => {
    const files = Object.fromEntries(
      Object.entries(languages).map(([name, language]) => [name, snippets(section, language)[0]]),
    );
    const lines = linesOf(Object.values(files).join("\n")).length;
    const before = section === "React" ? linesOf(commands).length : 0;
    assert.ok(lines + before <= most, `it has ${lines + before}`);

    const own = await open(files, "/plans/summer");
    await own.locator("button:text-is('Edit'):not([aria-disabled]):visible").waitFor();
    const final = await open(files, "/plans/winter");
    const message = "This note is final. Open it again first.";
    await final.locator(`button:text-is('Edit')[aria-disabled][title='${message}']`).waitFor();
    assert.deepEqual(chromium.complaints.splice(0), []);
  });
}

/** Opens a page with the program about a note. `lockstep/inline` is what docs/places.md says to import for esbuild. */
async function open(files, note) {
  const folder = join(consumer.folder, "quick");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) {
    const own = text.replaceAll("/plans/summer", note).replaceAll('from "./policy.json"', 'from "../policy.json"');
    const placed = own.replaceAll('from "./snapshot.json"', 'from "../snapshot.json"');
    writeFileSync(join(folder, name), placed.replace('from "lockstep"', 'from "lockstep/inline"'));
  }
  const [main] = Object.keys(files);
  // Nothing compiles Angular's components before the page does.
  const contents = `${main.endsWith(".ts") ? 'import "@angular/compiler";' : ""} import "./${main}";`;
  const script = await bundle(contents, {
    from: folder,
    nodePaths: [join(root, "node_modules")],
    plugins: [compilers("browser")],
    conditions: ["browser"],
    define: flags,
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
    format: "esm",
  });
  const body =
    files["page.html"]?.replaceAll("/plans/summer", note) ?? (files["main.ts"] ? "<app-root></app-root>" : "");
  return chromium.open(script, { type: "module", body });
}
