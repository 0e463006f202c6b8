// Every place that the package is tried in. docs/places.md shows this list to readers.
//
// A place has a `title`, a `folder` of files/, and `versions`: the packages of each, pinned. `packages` are those that
// all of its versions need; `installed` are commands to run once after that. The `folder` is laid over shared/, which
// goes to `source` where a place keeps its modules elsewhere, and over the folder `over` of files/ where one is named.
// `manifest` is what its package.json has besides.
//
// A way of it is built by the commands `build`. Answers are then read from the output of `run`, from a `folder` served
// under a strict Content-Security-Policy, or from the server that `serve` starts on $PORT; `pages` names the answers of
// each page, and `prints` those of the output. `imports` says what the page imports in the place of a name of the
// package, `setting` what a reader has to do; where both are missing, `import "lockstep"` works as it is. An `app` is
// what `lockstep init --app` writes, with the packages that it names itself. A way that is `refused` lacks its setting:
// its error names docs/places.md. `listed` is where package.json lists it. `short` is the version in which `npm test`
// tries a way.

/** What npm installs is the newest that had been published by this day, where nothing pins it. */
export const installedOn = "2026-11-29";

const vite = ["vite", "--port", "$PORT", "--strictPort"];
const wrangler = ["wrangler", "dev", "--port", "$PORT", "--ip", "127.0.0.1", "--show-interactive-dev-session=false"];
const viteWorker = (config) => ({
  name: "worker",
  title: "build of a module worker",
  build: [["vite", "build", "--config", config]],
  folder: "dist",
  pages: { "worker.html": ["page"] },
});
const served = { "": ["server", "page"] };
const servedAndEdge = { ...served, edge: ["server"] };
/** For places that refuse the Node of this project. */
const newerNode = { [`node-linux-${process.arch}`]: "26.12.1" };
const inline = { imports: { lockstep: "lockstep/inline", "lockstep/live": "lockstep/inline/live" } };
const addresses = {
  imports: {
    lockstep: "./node_modules/lockstep/dist/index.js",
    "lockstep/live": "./node_modules/lockstep/dist/live.js",
  },
};

/** Every binding for pages in one page, by the lowest and the newest versions that package.json admits. */
const controls = {
  title: "React, Solid, Svelte, Vue and the element",
  folder: "controls",
  versions: {
    lowest: { react: "18.0.0", "react-dom": "18.0.0", "solid-js": "1.8.0", svelte: "4.0.0", vue: "3.5.0" },
    newest: { react: "19.3.1", "react-dom": "19.3.1", "solid-js": "1.9.20", svelte: "5.57.3", vue: "3.5.45" },
  },
  packages: {
    "@rollup/plugin-commonjs": "29.0.3",
    "@rollup/plugin-node-resolve": "16.0.3",
    "@rollup/plugin-replace": "6.0.3",
    "@rspack/cli": "2.2.8",
    "@rspack/core": "2.3.4",
    bun: "1.4.5",
    esbuild: "0.28.2",
    parcel: "2.16.4",
    rollup: "4.68.8",
    vite: "8.4.0",
    webpack: "5.113.0",
    "webpack-cli": "6.0.1",
  },
  installed: [["node", "node_modules/bun/install.js"]],
  manifest: { browserslist: "chrome 100", "@parcel/resolver-default": { packageExports: true } },
};

/** A way to build the page of `controls`. */
function wayOfControls(title, command, more = {}) {
  const name = title.toLowerCase();
  const build = [["node", "compile_svelte.js"], command];
  return { name, title, build, folder: ".", pages: { "index.html": ["controls"] }, ...more };
}
const ofSource = { folder: "dist", pages: { "source.html": ["controls"] } };

export const places = [
  {
    title: "Vite",
    folder: "vite",
    versions: { 5: { vite: "5.4.21" }, 6: { vite: "6.4.6" }, 7: { vite: "7.3.8" } },
    ways: [
      {
        name: "dev",
        title: "dev server",
        serve: ["vite", "--config", "vite.exclude.config.js", "--port", "$PORT", "--strictPort"],
        setting: '`optimizeDeps: { exclude: ["lockstep"] }`',
      },
      { name: "dev-inline", title: "dev server, nothing set", ...inline, serve: vite, short: "7" },
      {
        name: "dev-own",
        title: "dev server, address given",
        serve: vite,
        pages: { "own.html": ["page"] },
        setting: "`wasm` and `compiler`, from `lockstep/lockstep.wasm?url` and `lockstep/lockstep_server.wasm?url`",
      },
      { name: "dev-plain", serve: vite, refused: true },
      { name: "build", title: "build", build: [["vite", "build"]], folder: "dist" },
      { ...viteWorker("vite.worker_format.config.js"), setting: '`worker: { format: "es" }`' },
    ],
  },
  {
    title: "Vite",
    folder: "vite",
    versions: { 8: { vite: "8.4.0" } },
    ways: [
      { name: "dev", title: "dev server", serve: vite },
      { name: "build", title: "build", build: [["vite", "build"]], folder: "dist" },
      viteWorker("vite.worker.config.js"),
    ],
  },
  {
    title: "webpack",
    folder: "webpack",
    versions: { 5.99: { webpack: "5.99.9" }, "5.100": { webpack: "5.100.2" }, 5.113: { webpack: "5.113.0" } },
    packages: { "webpack-cli": "6.0.1" },
    ways: [
      { title: "page", build: [["webpack"]], folder: ".", short: "5.113" },
      {
        name: "worker",
        title: "worker",
        build: [["webpack", "--entry-reset", "--entry", "./start_worker.js"]],
        folder: ".",
      },
    ],
  },
  {
    title: "Rspack",
    folder: "rspack",
    versions: {
      1: { "@rspack/core": "1.7.12", "@rspack/cli": "1.7.12" },
      2: { "@rspack/core": "2.3.4", "@rspack/cli": "2.2.8" },
    },
    ways: [
      { title: "page", build: [["rspack", "build"]], folder: ".", short: "2" },
      { name: "worker", title: "worker", build: [["rspack", "build", "--entry", "./start_worker.js"]], folder: "." },
    ],
  },
  {
    title: "Rollup",
    folder: "rollup",
    versions: { 4: { rollup: "4.68.8", "@rollup/plugin-node-resolve": "16.0.3" } },
    ways: [
      { ...inline, build: [["rollup", "--config"]], folder: "." },
      { name: "plain", build: [["rollup", "--config"]], folder: ".", refused: true },
    ],
  },
  {
    title: "esbuild",
    folder: "esbuild",
    versions: { 0.28: { esbuild: "0.28.2" } },
    ways: [
      {
        name: "esm",
        title: "`--format=esm`",
        ...inline,
        build: [["esbuild", "page.js", "--bundle", "--format=esm", "--outdir=dist"]],
        folder: ".",
        short: "0.28",
      },
      {
        name: "plain",
        build: [["esbuild", "page.js", "--bundle", "--format=esm", "--outdir=dist"]],
        folder: ".",
        refused: true,
      },
      {
        name: "iife",
        title: "`--format=iife`",
        ...inline,
        build: [["esbuild", "page.js", "--bundle", "--format=iife", "--outdir=dist"]],
        folder: ".",
        pages: { "iife.html": ["page"] },
        short: "0.28",
      },
      {
        name: "node-cjs",
        title: "`--platform=node --format=cjs`",
        build: [["esbuild", "program.js", "--bundle", "--platform=node", "--format=cjs", "--outfile=dist/program.cjs"]],
        run: ["node", "dist/program.cjs"],
      },
      {
        name: "node",
        title: "`--platform=node --format=esm`",
        build: [["esbuild", "program.js", "--bundle", "--platform=node", "--format=esm", "--outfile=dist/program.mjs"]],
        run: ["node", "dist/program.mjs"],
        short: "0.28",
      },
    ],
  },
  {
    title: "Module scripts, no bundler",
    folder: "scripts",
    versions: { "": {} },
    ways: [
      { name: "page", title: "page", ...addresses, folder: ".", short: "" },
      {
        name: "worker",
        title: "module worker",
        ...addresses,
        folder: ".",
        pages: { "worker.html": ["page"] },
        short: "",
      },
    ],
  },
  {
    title: "Node",
    folder: "node",
    versions: Object.fromEntries(
      ["18.0.0", "18.20.8", "20.0.0", "22.0.0", "26.12.1"].map((version) => [
        version,
        { [`node-linux-${process.arch}`]: version },
      ]),
    ),
    ways: [
      { name: "import", title: "`import`", run: ["node", "program.js"], short: "18.0.0" },
      { name: "require", title: "`require`", run: ["node", "program.cjs"], short: "18.0.0" },
    ],
  },
  {
    title: "Next.js",
    folder: "next",
    source: "lib",
    versions: { "16.0": { next: "16.0.11" }, 16.4: { next: "16.4.6" } },
    packages: { react: "19.3.1", "react-dom": "19.3.1" },
    ways: [
      {
        name: "webpack",
        title: "webpack, server components, edge runtime and client",
        build: [["next", "build", "--webpack"]],
        serve: ["next", "start", "--port", "$PORT"],
        pages: servedAndEdge,
      },
      {
        name: "turbopack",
        title: "Turbopack, server components, edge runtime and client",
        build: [["next", "build"]],
        serve: ["next", "start", "--port", "$PORT"],
        pages: servedAndEdge,
        short: "16.4",
      },
      { name: "dev", title: "dev server, Turbopack", serve: ["next", "dev", "--port", "$PORT"], pages: servedAndEdge },
    ],
  },
  {
    title: "Nuxt",
    folder: "nuxt",
    source: "shared",
    versions: { 4: { nuxt: "4.5.2" } },
    packages: { vue: "3.5.45", "vue-router": "5.5.1", ...newerNode },
    ways: [
      {
        name: "build",
        title: "server and client",
        build: [["nuxt", "build"]],
        serve: ["node", ".output/server/index.mjs"],
        pages: served,
      },
      { name: "dev", title: "dev server", serve: ["nuxt", "dev", "--port", "$PORT"], pages: served },
    ],
  },
  {
    title: "SvelteKit",
    folder: "sveltekit",
    source: "src/lib",
    versions: { 3: { "@sveltejs/kit": "3.2.0", "@sveltejs/adapter-node": "6.0.1" } },
    packages: {
      "@sveltejs/vite-plugin-svelte": "7.3.1",
      svelte: "5.57.3",
      typescript: "6.0.3",
      vite: "8.4.0",
      ...newerNode,
    },
    ways: [
      {
        name: "dependencies",
        title: "in `dependencies`",
        build: [["vite", "build"]],
        serve: ["node", "build"],
        pages: served,
      },
      {
        name: "devDependencies",
        title: "in `devDependencies`",
        listed: "devDependencies",
        build: [["vite", "build"]],
        serve: ["node", "build"],
        pages: served,
      },
      { name: "dev", title: "dev server", serve: vite, pages: served },
    ],
  },
  {
    title: "Solid",
    folder: "solid",
    versions: { 1: { "solid-js": "1.9.20", "vite-plugin-solid": "2.11.14" } },
    packages: { vite: "8.4.0" },
    ways: [
      { name: "dev", title: "dev server", serve: vite },
      { name: "build", title: "build", build: [["vite", "build"]], folder: "dist" },
    ],
  },
  {
    ...controls,
    ways: [
      wayOfControls("Vite", ["vite", "build"], ofSource),
      wayOfControls("webpack", ["webpack"]),
      wayOfControls("Rspack", ["rspack", "build"]),
      wayOfControls("Rollup", ["rollup", "--config"], inline),
      wayOfControls("esbuild", ["esbuild", "controls.js", "--bundle", "--format=esm", "--outdir=dist"], inline),
      wayOfControls("Parcel", ["parcel", "build", "source.html", "--no-cache"], {
        ...ofSource,
        setting: '`"@parcel/resolver-default": { "packageExports": true }` in `package.json`',
      }),
      wayOfControls("Bun", ["bun", "build", "controls.js", "--outdir=dist"], inline),
    ],
  },
  {
    title: "Express, Fastify and handlers",
    folder: "guards",
    versions: {
      lowest: { express: "4.22.3", fastify: "4.29.1" },
      newest: { express: "5.3.0", fastify: "5.12.8" },
    },
    packages: { bun: "1.4.5", deno: "2.9.6", esbuild: "0.28.2" },
    installed: [["node", "node_modules/bun/install.js"]],
    ways: [
      { name: "node", title: "Node", run: ["node", "guards.js"], prints: ["guards"] },
      {
        name: "esbuild",
        title: "esbuild, `--platform=node --format=cjs`",
        build: [["esbuild", "guards.js", "--bundle", "--platform=node", "--format=cjs", "--outfile=dist/guards.cjs"]],
        run: ["node", "dist/guards.cjs"],
        prints: ["guards"],
      },
      { name: "bun", title: "Bun", run: ["bun", "run", "guards.js"], prints: ["guards"] },
      {
        name: "deno",
        title: "Deno",
        run: ["deno", "run", "--allow-all", "--cached-only", "--node-modules-dir=manual", "guards.js"],
        prints: ["guards"],
      },
    ],
  },
  {
    title: "Angular",
    folder: "angular19",
    over: "angular",
    source: "lib",
    versions: { "19.0": { "@angular/cli": "19.0.0", "@angular/core": "19.0.0" } },
    packages: {
      "@angular/build": "19.0.0",
      "@angular/common": "19.0.0",
      "@angular/compiler": "19.0.0",
      "@angular/compiler-cli": "19.0.0",
      "@angular/platform-browser": "19.0.0",
      rxjs: "7.8.2",
      tslib: "2.9.1",
      typescript: "5.6.3",
      "zone.js": "0.15.0",
    },
    ways: [
      {
        name: "build",
        title: "`ng build`",
        ...inline,
        build: [["ng", "build"]],
        folder: "dist/browser",
        pages: { "": ["page", "angular"] },
      },
    ],
  },
  {
    title: "Angular",
    folder: "angular",
    source: "lib",
    versions: { 22: { "@angular/cli": "22.2.7", "@angular/build": "22.2.7", "@angular/core": "22.2.6" } },
    packages: {
      "@angular/common": "22.2.6",
      "@angular/compiler": "22.2.6",
      "@angular/compiler-cli": "22.2.6",
      "@angular/platform-browser": "22.2.6",
      rxjs: "7.8.2",
      tslib: "2.9.1",
      typescript: "6.0.3",
      ...newerNode,
    },
    ways: [
      {
        name: "build",
        title: "`ng build`",
        ...inline,
        build: [["ng", "build"]],
        folder: "dist/browser",
        pages: { "": ["page", "angular"] },
      },
      { name: "plain", build: [["ng", "build"]], folder: "dist/browser", refused: true },
      { name: "serve", title: "`ng serve`", ...inline, serve: ["ng", "serve", "--port", "$PORT"] },
    ],
  },
  {
    title: "Parcel",
    folder: "parcel",
    versions: { 2: { parcel: "2.16.4" } },
    manifest: { browserslist: "chrome 100" },
    ways: [
      {
        build: [["parcel", "build", "index.html", "--no-cache"]],
        folder: "dist",
        setting:
          "under a strict Content-Security-Policy, a `browserslist` without import maps (`chrome 100`): Parcel writes its map into the page",
      },
    ],
  },
  {
    title: "Jest",
    folder: "jest",
    versions: {
      29: { jest: "29.7.0", "jest-environment-jsdom": "29.7.0", "babel-jest": "29.7.0" },
      30: { jest: "30.5.2", "jest-environment-jsdom": "30.5.2", "babel-jest": "30.5.2" },
    },
    packages: { "@babel/core": "7.29.13", "@babel/preset-env": "7.29.14" },
    manifest: { type: "commonjs" },
    ways: [
      { name: "node", title: "`node`", run: ["jest"] },
      { name: "jsdom", title: "`jsdom`", run: ["jest", "--env=jsdom"] },
    ],
  },
  {
    title: "Vitest",
    folder: "vitest",
    versions: { 3: { vitest: "3.2.7" }, 5: { vitest: "5.1.2" } },
    packages: { jsdom: "26.1.0", vite: "7.3.8", ...newerNode },
    ways: [
      { name: "node", title: "`node`", run: ["vitest", "run"] },
      { name: "jsdom", title: "`jsdom`", run: ["vitest", "run", "--environment=jsdom"] },
    ],
  },
  {
    title: "Bun",
    folder: "bun",
    versions: { 1.4: { bun: "1.4.5" } },
    installed: [["node", "node_modules/bun/install.js"]],
    ways: [
      { name: "run", title: "`bun run`", run: ["bun", "run", "program.js"] },
      {
        name: "compile",
        title: "`bun build --compile`",
        build: [["bun", "build", "--compile", "program.js", "--outfile", "program"]],
        run: ["./program"],
      },
      {
        name: "page",
        title: "`bun build`, for pages",
        ...inline,
        build: [["bun", "build", "page.js", "--outdir=dist"]],
        folder: ".",
      },
      { name: "page-plain", build: [["bun", "build", "page.js", "--outdir=dist"]], folder: ".", refused: true },
    ],
  },
  {
    title: "Deno",
    folder: "deno",
    versions: { 2.9: { deno: "2.9.6" } },
    ways: [
      {
        name: "run",
        title: "`deno run`",
        run: ["deno", "run", "--cached-only", "--node-modules-dir=manual", "program.js"],
      },
    ],
  },
  {
    title: "workerd",
    folder: "workerd",
    versions: { 4: { wrangler: "4.164.0" } },
    packages: newerNode,
    ways: [
      { name: "dev", title: "`wrangler dev`", serve: wrangler, pages: served },
      {
        name: "own",
        title: "`wrangler dev`, module given",
        serve: [...wrangler, "own.js"],
        setting: "`wasm` and `compiler`, from `lockstep/lockstep.wasm` and `lockstep/lockstep_server.wasm`",
      },
    ],
  },
  {
    title: "TypeScript, without DOM",
    folder: "typescript",
    versions: { 5.9: { typescript: "5.9.3" }, "7.0": { typescript: "7.0.2" } },
    ways: [
      {
        name: "nodenext",
        title: "`moduleResolution: nodenext`",
        build: [["tsc", "--module", "nodenext"]],
        short: "7.0",
      },
      { name: "bundler", title: "`moduleResolution: bundler`", build: [["tsc", "--module", "preserve"]] },
    ],
  },
  {
    title: "attw (types for every resolver)",
    folder: "attw",
    versions: { 0.18: { "@arethetypeswrong/cli": "0.18.5" } },
    ways: [{ title: "`attw`, of the package as packed", build: [["attw", "$TARBALL"]] }],
  },
  {
    title: "The app of `lockstep init --app`",
    folder: "app",
    versions: { react: {} },
    app: true,
    ways: [
      {
        title: "`npm test`, `npm run check`, `npm run build`, `npm run serve`",
        build: [
          ["npm", "test"],
          ["npm", "run", "check"],
          ["npm", "run", "build"],
        ],
        serve: ["npm", "run", "serve"],
        pages: { "": ["app"] },
        short: "react",
      },
      { name: "start", title: "`npm start`", serve: ["npm", "start"], pages: { "": ["app"] } },
    ],
  },
];
