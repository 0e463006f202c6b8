// What a page downloads for each of the peers that run in one: as a page's build makes it, minified, brotli, with its
// WebAssembly.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import { root } from "../tools/run.mjs";
import { browserEntry } from "../tools/size.mjs";

/** The import that the questions of engines.mjs need, and the module that its loader fetches. */
const peers = {
  permix: { imports: 'export { createPermix } from "permix"' },
  CASL: { imports: 'export { createMongoAbility, subject } from "@casl/ability"' },
  accesscontrol: { imports: 'export { AccessControl } from "accesscontrol"' },
  casbin: { imports: 'export { newEnforcer, newModelFromString, StringAdapter } from "casbin"' },
  oso: { imports: 'export { Oso } from "oso"' },
  "cedar-wasm": {
    imports: 'export * from "@cedar-policy/cedar-wasm/web"; export { default } from "@cedar-policy/cedar-wasm/web"',
    wasm: "@cedar-policy/cedar-wasm/web/cedar_wasm_bg.wasm",
  },
  Cedarling: {
    imports: 'export { default, init } from "@janssenproject/cedarling_wasm"',
    wasm: "@janssenproject/cedarling_wasm/cedarling_wasm_bg.wasm",
  },
};

/** Bytes by name, Lockstep first. */
export async function sizes() {
  const found = { Lockstep: (await browserEntry()).total.brotli };
  for (const [name, peer] of Object.entries(peers)) found[name] = await sizeOf(peer);
  return found;
}

async function sizeOf({ imports, wasm }) {
  const { outputFiles } = await build({
    stdin: { contents: imports, resolveDir: join(root, "bench") },
    outdir: "page",
    write: false,
    logLevel: "error",
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    loader: { ".wasm": "file" },
    // Modules of Node that a page has to bring others for.
    external: ["fs", "path", "util"],
    inject: imports.includes("casbin") ? [join(root, "bench/buffer.mjs")] : [],
  });
  const files = outputFiles.map(({ contents }) => contents);
  if (wasm) files.push(readFileSync(join(root, "node_modules", wasm)));
  return files.reduce(
    (sum, bytes) =>
      sum +
      brotliCompressSync(bytes, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
      }).length,
    0,
  );
}
