// Builds dist/, which npm publishes: a step of tools/build.mjs.
//
// The package's code is the same in all kinds of places; where its .wasm comes from is not. So each kind has modules of
// its own, which the conditions in package.json's `exports` choose.

import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { compiler, generate } from "./generate.mjs";
import { Failure, must, root } from "./run.mjs";

const sources = join(root, "bindings/js");

/** What bindings/js imports as Emscripten's, and which module of the build it is. */
export const engines = { "page/engine.js": "lockstep", "server/engine.js": "lockstep_server" };

/** The smaller modules for pages: of policies in format 1, and of those in format 2 that give permissions alone. */
export const smallEngines = ["lockstep_format1", "lockstep_permissions"];

const wasmFile = (name) => join(root, `build/wasm/${name}.wasm`);

/** Where nothing is downloaded, or in one file, the built-in policy is no module of its own. */
const ownPolicy = { "shared/builtin_policy.js": "places/builtin_policy.ts" };

/**
 * By folder of dist/. `wasm` is the code of `wasm()` in bindings/js/page/engine.d.ts; further names are those of the
 * smaller modules. `instead` names what replaces a module of bindings/js, `globals` what replaces a global, and
 * `external` the imports that are left to the bundler.
 */
const places = {
  // A page: bundlers read this as the name of a file, and a browser as its address.
  ".": {
    wasm: (name, first, third) => {
      const url = (file) => `new URL("./${file}.wasm", import.meta.url)`;
      return first === undefined
        ? `export const wasm = () => ${url(name)};`
        : `export const wasm = (module) => module === 1 ? ${url(first)} : module === 2 ? ${url(name)} : ${url(third)};`;
    },
  },
  // A server, which may be bundled into a file that lies anywhere.
  node: {
    wasm: (name, ...small) => {
      // Nothing is downloaded: what has extras reads a policy without them too.
      const list = small.length === 0 ? [name] : [small[0], name];
      return `const bytes = [${list.map((each) => `"${base64(each)}"`).join(", ")}];
export const wasm = (module = 1) => new WebAssembly.Module(Buffer.from(bytes[module > 1 ? 1 : 0], "base64"));`;
    },
    instead: { "shared/files.js": "places/node_files.ts", ...ownPolicy },
    globals: { crypto: "places/node_globals.ts" },
  },
  // These compile nothing while they run: their bundlers do.
  workerd: {
    wasm: (name) => `import module from "../${name}.wasm"; export const wasm = () => module;`,
    instead: ownPolicy,
    external: ["*.wasm"],
  },
  edge: {
    wasm: (name) => `import module from "../${name}.wasm?module"; export const wasm = () => module;`,
    instead: ownPolicy,
    external: ["*.wasm?module"],
  },
  // A page of a bundler that knows neither.
  inline: {
    wasm: (name, first, third) => {
      const own = `bytesOf(${inlined(first ?? name)})`;
      const other = (file) => `import("engine-text:${file}").then(({ bytes }) => bytesOf(...bytes))`;
      const wasm =
        first === undefined
          ? `() => ${own}`
          : `(module) => module === 1 ? ${own} : module === 2 ? ${other(name)} : ${other(third)}`;
      return `import { bytesOf } from "${join(sources, "places/inline.ts")}"; export const wasm = ${wasm};`;
    },
    instead: ownPolicy,
  },
};

export async function makePackage() {
  await generate();
  const dist = join(root, "dist");
  rmSync(dist, { recursive: true, force: true });
  await must(
    [
      process.execPath,
      "node_modules/typescript/bin/tsc",
      "--project",
      sources,
      "--declaration",
      "--emitDeclarationOnly",
      "--rootDir",
      sources,
      "--outDir",
      "dist",
    ],
    { log: "build/logs/tsc.log" },
  );
  for (const name of [...Object.values(engines), ...smallEngines])
    copyFileSync(wasmFile(name), join(dist, `${name}.wasm`));
  copyFileSync(join(root, compiler), join(dist, "cli.cjs"));
  chmodSync(join(dist, "cli.cjs"), 0o755);
  // Not imported above: on a fresh clone esbuild is not there before setup has run.
  const esbuild = await import("esbuild");
  try {
    for (const [folder, place] of Object.entries(places)) {
      for (const names of [named, entries().filter((each) => !named.includes(each))])
        await esbuild.build(modulesFor(join(dist, folder), place, names));
    }
    await makeCommonJs(esbuild, join(dist, "cjs"));
    await makeForAnyPlace(esbuild, dist);
    for (const folder of [...Object.keys(places), "cjs"]) leaveOutWasm(join(dist, folder));
  } catch (error) {
    throw new Failure(error.message);
  }
}

/** The modules of bindings/js that package.json exports: those with the engine, or those that `areForAnyPlace`. */
export function entries({ areForAnyPlace = false } = {}) {
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return Object.values(exports)
    .filter((each) => (each.require !== undefined && each.node === undefined) === areForAnyPlace)
    .map((each) => /^\.\/dist\/(\w+)\.js$/.exec(each.default ?? "")?.[1])
    .filter(Boolean);
}

/** What begins the module of an entry. */
const banners = { react: '"use client";' };

/** The folders whose types the entries name. */
const parts = ["shared", "page", "server", "live", "frameworks", "inspector", "handlers"];

/** An entry that uses one of these imports it: a page then has one engine, and pays for nothing twice. */
const named = ["index", "server"];

/** Readable, with source maps: bundlers minify, and what a server prints of an error is to be short. */
const common = { bundle: true, target: "es2022", sourcemap: true, legalComments: "none", logLevel: "silent" };

/**
 * One file for every entry, and what these share in another: one for all, since a page asks for each. So the entries
 * that use the `named` ones by their names are built apart.
 */
function modulesFor(outdir, place, names) {
  return {
    ...common,
    entryPoints: names.map((name) => join(sources, `${name}.ts`)),
    outdir,
    splitting: true,
    chunkNames: "shared-[hash]",
    format: "esm",
    platform: "neutral",
    external: place.external ?? [],
    plugins: [engineGlue(place), insteadOf(place), withGlobals(place), entryByName, nodeModules],
  };
}

/** All entries in one build, so that they share their chunks; the .wasm in files that are read when needed. */
async function makeCommonJs(esbuild, folder) {
  const names = entries();
  mkdirSync(folder);
  const place = {
    wasm: (name) =>
      `export const wasm = () => new WebAssembly.Module(globalThis.Buffer.from(require("./${name}.wasm.js"), "base64"));`,
    instead: { "shared/files.js": "places/commonjs_files.ts", ...ownPolicy },
    external: ["./*.wasm.js"],
  };
  await esbuild.build({
    ...common,
    stdin: {
      contents: names.map((name) => `export * as ${name} from "./${name}.js";`).join("\n"),
      resolveDir: sources,
    },
    outfile: join(folder, "lockstep.js"),
    format: "cjs",
    platform: "neutral",
    external: ["fs", "util", "crypto", ...place.external],
    inject: [join(sources, "places/commonjs_globals.ts")],
    plugins: [engineGlue(place), insteadOf(place)],
  });
  for (const name of names)
    writeFileSync(join(folder, `${name}.js`), `module.exports = require("./lockstep.js").${name};\n`);
  for (const name of Object.values(engines))
    writeFileSync(join(folder, `${name}.wasm.js`), `module.exports = "${base64(name)}";\n`);
  // A bundler for browsers that reads this has the globals that these modules would replace.
  const without = { fs: false, util: false, crypto: false };
  writeFileSync(
    join(folder, "package.json"),
    `${JSON.stringify({ type: "commonjs", sideEffects: false, browser: without })}\n`,
  );
  const dist = dirname(folder);
  const types = readdirSync(dist).filter((name) => name.endsWith(".d.ts"));
  for (const name of [...types, ...parts]) cpSync(join(dist, name), join(folder, name), { recursive: true });
}

/**
 * The entries without an engine are the same in all places. They import the others by their names, `lockstep/server`,
 * so that the app's place chooses these, and classes are there once.
 */
async function makeForAnyPlace(esbuild, dist) {
  for (const name of entries({ areForAnyPlace: true })) {
    for (const [folder, format] of [
      [".", "esm"],
      ["cjs", "cjs"],
    ]) {
      await esbuild.build({
        ...common,
        entryPoints: [join(sources, `${name}.ts`)],
        outdir: join(dist, folder),
        format,
        platform: "neutral",
        // Angular's compiler looks for `ɵɵngDeclare`, written like this.
        charset: "utf8",
        banner: { js: banners[name] ?? "" },
        packages: "external",
        plugins: [entryAsPackage, nodeModules],
      });
    }
  }
}

/** Keeps the string of the .wasm out of the source map. */
function leaveOutWasm(folder) {
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".map"))) {
    const map = JSON.parse(readFileSync(join(folder, name), "utf8"));
    map.sourcesContent = map.sourcesContent.map((content, at) =>
      /^engine(-text)?:/.test(map.sources[at]) ? null : content,
    );
    writeFileSync(join(folder, name), JSON.stringify(map));
  }
}

/** The name in bindings/js of a module that is imported as `path` in the folder `resolveDir`. */
const nameOf = ({ path, resolveDir }) => relative(sources, join(resolveDir, path));

/**
 * `import … from "./engine.js"` in bindings/js begins the module of Emscripten, and says where its .wasm is. So with
 * each of `engines`.
 */
function engineGlue({ wasm }) {
  return {
    name: "engine glue",
    setup(build) {
      build.onResolve({ filter: /\/engine\.js$/ }, (imported) => ({
        path: engines[nameOf(imported)],
        namespace: "engine",
      }));
      build.onLoad({ filter: /./, namespace: "engine" }, ({ path }) => ({
        contents: `${engineStart(path)}\n${wasm(path, ...(path === engines["page/engine.js"] ? smallEngines : []))}`,
        resolveDir: root,
      }));
      // A module of its own, so that a page downloads it when it needs it.
      build.onResolve({ filter: /^engine-text:/ }, ({ path }) => ({
        path: path.replace("engine-text:", ""),
        namespace: "engine-text",
      }));
      build.onLoad({ filter: /./, namespace: "engine-text" }, ({ path }) => ({
        contents: `export const bytes = [${inlined(path)}];`,
      }));
    },
  };
}

/**
 * The code that begins an instance: bindings/js/shared/glue.ts, with the names of the module's imports and exports. It
 * begins each of the page's modules.
 */
export function engineStart(name) {
  const { imports, names } = explainedNames(name);
  for (const small of name === engines["page/engine.js"] ? smallEngines : [])
    if (!isDeepStrictEqual({ imports, names }, explainedNames(small)))
      throw new Failure(`The modules ${name} and ${small} differ in the names of what they import or export.`);
  const begin = ["begin", ...imports.map(([, long]) => long)].map(
    (each) =>
      `import { ${each} } from "${join(sources, each === "getentropy" ? "server/entropy.ts" : "shared/glue.ts")}";`,
  );
  return `${begin.join("\n")}
export default (module) => begin(module, { ${imports.map(([short, long]) => `${short}: ${long}`).join(", ")} }, ${JSON.stringify(names)});`;
}

/** What a module imports and exports, by the short names that Emscripten gives; its own glue explains them. */
function explainedNames(name) {
  const glue = readFileSync(join(root, `build/wasm/${name}.mjs`), "utf8");
  const module = new WebAssembly.Module(readFileSync(wasmFile(name)));
  const explained = (short, before, after) => {
    const [, long] = new RegExp(`${before}"${short}"${after}`).exec(glue) ?? [];
    if (long === undefined)
      throw new Failure(
        `build/wasm/${name}.mjs does not explain "${short}" of its module: Emscripten writes it in another way.`,
      );
    return long;
  };
  const imports = WebAssembly.Module.imports(module).map((each) => [each.name, explained(each.name, "", ":_(\\w+)")]);
  const exports = WebAssembly.Module.exports(module).map((each) => [
    explained(each.name, "(\\w+)(?:=|\\(asm\\)\\{)asm\\[", "\\]"),
    each.name,
  ]);
  const known = { wasmMemory: "memory", wasmTable: "table", initRuntime: "start" };
  return { imports, names: Object.fromEntries(exports.map(([long, short]) => [known[long] ?? long, short])) };
}

function insteadOf({ instead = {} }) {
  return {
    name: "instead of",
    setup(build) {
      build.onResolve({ filter: /^\.\.?\// }, (imported) => {
        const other = instead[nameOf(imported)];
        return other === undefined ? undefined : { path: join(sources, other) };
      });
    },
  };
}

/** Imports the replacement of a global only where it is used: with `inject` every entry would import it, and wait. */
function withGlobals({ globals = {} }) {
  return {
    name: "with globals",
    setup(build) {
      for (const [name, file] of Object.entries(globals)) {
        const own = join(sources, file);
        build.onLoad({ filter: /\.(ts|mjs)$/ }, ({ path }) => {
          const contents = readFileSync(path, "utf8");
          if (path === own || !new RegExp(`\\b${name}\\b[.[]`).test(contents)) return undefined;
          return {
            contents: `import { ${name} } from "${own}"; ${contents}`,
            loader: path.endsWith(".ts") ? "ts" : "js",
            resolveDir: dirname(path),
          };
        });
      }
    },
  };
}

const entryByName = {
  name: "entry by name",
  setup(build) {
    build.onResolve({ filter: /^\.\.?\// }, (imported) => {
      const name = named.find((each) => nameOf(imported) === `${each}.js`);
      return name === undefined ? undefined : { path: `./${name}.js`, external: true };
    });
  },
};

const entryAsPackage = {
  name: "entry as package",
  setup(build) {
    build.onResolve({ filter: /^\.\.?\// }, (imported) => {
      const name = entries().find((each) => nameOf(imported) === `${each}.js`);
      if (name === undefined || imported.kind === "entry-point") return undefined;
      return { path: name === "index" ? "lockstep" : `lockstep/${name}`, external: true };
    });
  },
};

/** Imported only by what uses them. */
const nodeModules = {
  name: "modules of Node",
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, external: true, sideEffects: false }));
  },
};

// ---- The .wasm as a string ----

function base64(name) {
  return readFileSync(wasmFile(name)).toString("base64");
}

/** Characters that need no escape in a string of any quotes, nor in HTML. */
const alphabet = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).filter(
  (each) => !"\"'`\\$<".includes(each),
);

/** The arguments of `bytesOf` in bindings/js/places/inline.ts. */
function inlined(name) {
  const bytes = readFileSync(wasmFile(name));
  const counts = new Array(256).fill(0);
  for (const byte of bytes) counts[byte]++;
  const order = [...counts.keys()].sort((a, b) => counts[b] - counts[a]);
  const singles = alphabet.length - 2;
  const written = [];
  order.forEach((byte, place) => {
    const rest = place - singles;
    written[byte] =
      rest < 0
        ? alphabet[place]
        : alphabet[singles + Math.floor(rest / alphabet.length)] + alphabet[rest % alphabet.length];
  });
  const text = Array.from(bytes, (byte) => written[byte]).join("");
  return [alphabet.join(""), Buffer.from(order).toString("hex"), text].map((each) => JSON.stringify(each)).join(", ");
}
