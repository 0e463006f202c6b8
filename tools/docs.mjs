// npm run docs: builds the site into build/site/, with the reference of both libraries, which it writes into docs/api/:
// C++ by Doxygen, TypeScript by TypeDoc.
//
// A public name without a comment, or a reference that leads nowhere, is an error. TypeDoc reads TypeScript by the
// compiler's JavaScript interface, which the compiler of this package no longer has. So it has one of its own, in
// tools/docs/.

import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { isMain, main, must, root, say } from "./run.mjs";
import { setup } from "./setup.mjs";

const output = join(root, "docs/api");

async function cpp() {
  mkdirSync(join(output, "cpp"), { recursive: true });
  await must(["doxygen", "tools/docs/Doxyfile"], { log: "build/logs/doxygen.log" });
  say("Wrote docs/api/cpp/index.html");
}

async function typescript() {
  // The names of the built-in policy are generated.
  await build(["package"]);
  const folder = join(root, "tools/docs");
  await must([join(folder, "node_modules/.bin/typedoc")], { cwd: folder, log: "build/logs/typedoc.log" });
  say("Wrote docs/api/typescript/index.html");
}

async function site() {
  await build(["site"]);
  cpSync(output, join(root, "build/site/api"), { recursive: true });
  say("Wrote build/site/index.html");
}

if (isMain(import.meta.url))
  main(async () => {
    await setup({ for: "docs" });
    rmSync(output, { recursive: true, force: true });
    await cpp();
    await typescript();
    await site();
  });
