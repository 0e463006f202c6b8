// Every place that the package is tried in. docs/places.md shows this list to readers.
//
// A place has a `title`, a `folder` of files/, and `versions`: the packages of each, pinned. `packages` are those that all
// of its versions need. The `folder` is laid over shared/, which goes to `source` where a place keeps its modules elsewhere.
//
// A way of it is built by the commands `build`. Its answers are then read from the output of `run`, from a page of `folder`
// (served under a strict Content-Security-Policy), or from a page of the server that `serve` starts on $PORT. `answers`
// names those that must be there: "page" alone unless it says more. `import` is the name that the page imports the package
// by, `setting` what a reader has to do; where both are missing, `import "lockstep"` works as it is.
// `short` puts a way, in the newest version, into `npm test`.

/** What npm installs is the newest that had been published by this day, where nothing pins it. */
export const installedOn = "2026-11-29";

const both = ["server", "page"];

export const places = [
  {
    title: "Vite",
    folder: "vite",
    versions: { 5: { vite: "5.4.21" }, 6: { vite: "6.4.6" }, 7: { vite: "7.3.8" } },
    ways: [
      { name: "dev", title: "dev server", serve: ["vite", "--config", "vite.exclude.config.js", "--port", "$PORT", "--strictPort"], setting: '`optimizeDeps: { exclude: ["lockstep"] }`' },
      { name: "build", title: "build", build: [["vite", "build"]], folder: "dist" },
    ],
  },
  {
    title: "Vite",
    folder: "vite",
    versions: { 8: { vite: "8.4.0" } },
    ways: [
      { name: "dev", title: "dev server", serve: ["vite", "--port", "$PORT", "--strictPort"] },
      { name: "build", title: "build", build: [["vite", "build"]], folder: "dist" },
    ],
  },
  {
    title: "webpack",
    folder: "webpack",
    versions: { 5.99: { webpack: "5.99.9" } },
    packages: { "webpack-cli": "6.0.1" },
    ways: [{ build: [["webpack"]], folder: ".", short: true }],
  },
  {
    title: "Module scripts, no bundler",
    folder: "scripts",
    versions: { "": {} },
    ways: [
      { name: "page", title: "page", import: "./node_modules/lockstep/dist/index.js", folder: "." },
      { name: "worker", title: "module worker", import: "./node_modules/lockstep/dist/index.js", folder: ".", page: "worker.html" },
    ],
  },
  {
    title: "Node",
    folder: "node",
    versions: Object.fromEntries(["26.12.1"].map((version) => [version, { [`node-linux-${process.arch}`]: version }])),
    ways: [
      { name: "import", title: "`import`", run: ["node", "program.js"], answers: both, short: true },
      { name: "require", title: "`require`", run: ["node", "program.cjs"], answers: both, short: true },
    ],
  },
];
