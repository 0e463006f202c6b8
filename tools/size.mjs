// npm run size: what a page downloads for `lockstep`, as servers send it (minified, brotli), and what the bytes are.
//
//   node tools/size.mjs [--functions N] [--module M]     the N biggest functions of a module (30, 1)

import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { engines, smallEngines } from "./package.mjs";
import { isMain, main, root, say } from "./run.mjs";

/** The modules for pages, by the number with which a compiled policy names one. */
const modules = [smallEngines[0], engines["page/engine.js"], smallEngines[1]];

/**
 * Bytes, uncompressed and compressed, of the JavaScript and the WASM that `import "lockstep"` brings to a page: with
 * the built-in policy, whose module is 1, or with one that names another, without that policy itself.
 */
export async function browserEntry(module = 1) {
  const javascript = await pageOf("index.js", module === 1);
  const wasm = sizes(readFileSync(join(root, `dist/${modules[module - 1]}.wasm`)));
  return { javascript, wasm, total: { plain: javascript.plain + wasm.plain, brotli: javascript.brotli + wasm.brotli } };
}

/** The same of `import "lockstep/inline"`, which has the WASM in its JavaScript. */
export const inlineEntry = () => pageOf("inline/index.js");

async function pageOf(entry, isBuiltin = false) {
  const esbuild = await import("esbuild");
  // As a page's own build does it, from the published package: the compiler of policies, which is imported only when
  // it is needed, is in files of its own.
  const { outputFiles, metafile } = await esbuild.build({
    stdin: { contents: `export { loadAccess } from "./dist/${entry}"`, resolveDir: root },
    outdir: "page",
    metafile: true,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    write: false,
    logLevel: "silent",
  });
  const loaded = new Set();
  // The built-in policy comes when no other is given.
  const contents = (name) => outputFiles.find(({ path }) => relative(process.cwd(), path) === name)?.text ?? "";
  const isPolicy = (name) => isBuiltin && contents(name).includes('"lockstep-compiled/');
  const load = (name) => {
    if (loaded.has(name)) return;
    loaded.add(name);
    for (const { path, kind } of metafile.outputs[name].imports)
      if (kind === "import-statement" || isPolicy(path)) load(path);
  };
  load("page/stdin.js");
  return sizes(
    Buffer.concat(
      outputFiles.filter(({ path }) => loaded.has(relative(process.cwd(), path))).map(({ contents }) => contents),
    ),
  );
}

function sizes(bytes) {
  return {
    plain: bytes.length,
    brotli: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
  };
}

/** `{ name, size }` of every function of a module, the biggest first; names from Emscripten's list of symbols. */
export function functionSizes(wasm, symbols) {
  const names = new Map(
    symbols
      .split("\n")
      .filter(Boolean)
      .map((line) => [Number(line.slice(0, line.indexOf(":"))), line.slice(line.indexOf(":") + 1)]),
  );
  const found = [];
  let at = 8;
  let imported = 0;
  const number = () => {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = wasm[at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  };
  while (at < wasm.length) {
    const section = wasm[at++];
    const length = number();
    const end = at + length;
    if (section === 2)
      imported = importedFunctions(
        number,
        () => wasm[at++],
        (count) => (at += count),
      );
    if (section === 10) {
      for (let index = imported, count = number(); count > 0; index++, count--) {
        const size = number();
        found.push({ name: names.get(index) ?? `function ${index}`, size });
        at += size;
      }
    }
    if (section === 11) found.push({ name: "(data)", size: length });
    at = end;
  }
  return found.sort((a, b) => b.size - a.size);
}

function importedFunctions(number, byte, skip) {
  let functions = 0;
  for (let count = number(); count > 0; count--) {
    skip(number());
    skip(number());
    const kind = byte();
    if (kind === 0) {
      number();
      functions++;
    } else {
      if (kind === 1) byte();
      if (kind === 3) skip(2);
      else {
        const hasMaximum = (byte() & 1) === 1;
        number();
        if (hasMaximum) number();
      }
    }
  }
  return functions;
}

function row(name, { plain, brotli }) {
  return `${name.padEnd(12)}${String(plain).padStart(9)}${String(brotli).padStart(9)}`;
}

if (isMain(import.meta.url)) {
  main(async () => {
    const option = (name, instead) => {
      const at = process.argv.indexOf(name);
      return at < 0 ? instead : Number(process.argv[at + 1]);
    };
    const count = option("--functions", 30);
    const name = modules[option("--module", 1) - 1];
    const entry = {
      ...(await browserEntry()),
      inline: await inlineEntry(),
      "format 2": (await browserEntry(2)).total,
      permissions: (await browserEntry(3)).total,
    };
    say("bytes          plain   brotli");
    for (const [name, size] of Object.entries(entry)) say(row(name, size));
    const functions = functionSizes(
      readFileSync(join(root, `build/wasm/${name}.wasm`)),
      readFileSync(join(root, `build/wasm/${name}.symbols`), "utf8"),
    );
    say(`\nthe biggest of ${functions.length} functions, in bytes before compression`);
    for (const { name, size } of functions.slice(0, count)) say(`${String(size).padStart(7)}  ${name.slice(0, 160)}`);
  });
}
