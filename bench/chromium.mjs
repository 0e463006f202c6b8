// The same questions in Chromium: bundled, served from a folder, run by one page.

import { createServer } from "node:http";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { root } from "../tools/run.mjs";

const folder = join(root, "build/bench-results/page");
const types = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
const modules = {
  "cedar.wasm": "node_modules/@cedar-policy/cedar-wasm/web/cedar_wasm_bg.wasm",
  "cedarling.wasm": "node_modules/@janssenproject/cedarling_wasm/cedarling_wasm_bg.wasm",
  "lockstep.wasm": "dist/lockstep.wasm",
  "lockstep_format1.wasm": "dist/lockstep_format1.wasm",
  "lockstep_permissions.wasm": "dist/lockstep_permissions.wasm",
  "lockstep_server.wasm": "dist/lockstep_server.wasm",
};

const program = `
  import * as cedar from "@cedar-policy/cedar-wasm/web";
  import * as cedarling from "@janssenproject/cedarling_wasm";
  import { checks, own } from "./questions.mjs";
  globalThis.bench = async () => {
    await cedar.default({ module_or_path: new URL("./cedar.wasm", location.href) });
    await cedarling.default({ module_or_path: new URL("./cedarling.wasm", location.href) });
    return { own: await own(console.log), checks: await checks({ cedar, cedarling }, console.log) };
  };
`;

async function bundle() {
  mkdirSync(folder, { recursive: true });
  const { build } = await import("esbuild");
  await build({
    stdin: { contents: program, resolveDir: join(root, "bench") },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    outfile: join(folder, "bench.js"),
    logLevel: "error",
    external: ["fs"],
    inject: [join(root, "bench/buffer.mjs")],
    alias: { lockstep: join(root, "dist/index.js"), "lockstep/server": join(root, "dist/server.js") },
  });
  for (const [name, path] of Object.entries(modules)) copyFileSync(join(root, path), join(folder, name));
  writeFileSync(
    join(folder, "index.html"),
    '<!doctype html><link rel="icon" href="data:,"><title>bench</title><script type="module" src="bench.js"></script>',
  );
}

export async function inChromium(say) {
  await bundle();
  const server = createServer((request, response) => {
    const path = join(folder, request.url === "/" ? "index.html" : request.url.slice(1));
    response.setHeader("content-type", types[extname(path)] ?? "text/plain");
    try {
      response.end(readFileSync(path));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { chromium } = await import("playwright-core");
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    const page = await browser.newPage();
    page.on("console", (message) => say(`Chromium: ${message.text()}`));
    page.on("pageerror", (error) => say(`Chromium: ${error.message}`));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction(() => globalThis.bench !== undefined);
    return await page.evaluate(() => globalThis.bench());
  } finally {
    await browser.close();
    server.close();
  }
}
