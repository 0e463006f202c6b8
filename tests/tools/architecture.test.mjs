// The layers point one way, and what the CMake list compiles is what is there.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { root } from "../../tools/run.mjs";

/** Each may include itself and those before it. */
const layers = ["base", "policy", "account", "access", "disclosure", "cache", "change", "c"];

/** Folders of src/ outside the library: they use all of it, and it none of them; each may use those before it. */
const programs = ["server", "export", "scenarios", "cli"];

const publicHeader = "lockstep.h";

/** The headers that are installed; of each layer in a folder of its name. */
const installed = filesUnder("include").filter((path) => /\.(h|def)$/.test(path));
const sources = [...filesUnder("src"), ...installed].filter((path) => /\.(h|cpp)$/.test(path));
const bindings = filesUnder("bindings").filter((path) => /\.(h|cpp)$/.test(path));

test("there is something to look at", () => {
  for (const layer of layers)
    assert.ok(
      sources.some((path) => folderOf(path) === layer),
      `src/${layer} is empty`,
    );
  assert.ok(bindings.length > 0);
});

test("every folder of src is a layer or a program", () => {
  const folders = new Set(sources.map(folderOf).filter((folder) => folder !== undefined));
  assert.deepEqual(
    [...folders].filter((folder) => !layers.includes(folder) && !programs.includes(folder)),
    [],
  );
});

test("no layer includes a later one", () => {
  assert.deepEqual(
    eachInclude(sources, (layer, included) => {
      if (!layers.includes(layer)) return undefined;
      if (included === publicHeader) return "a layer includes what it uses, not the public header";
      const other = folderOf(included);
      if (programs.includes(other)) return "the library knows no program";
      return layers.indexOf(other) > layers.indexOf(layer) ? `${layer} comes before ${other}` : undefined;
    }),
    [],
  );
});

test("a program includes the library, itself and the programs before it", () => {
  assert.deepEqual(
    eachInclude(sources, (layer, included) => {
      const other = folderOf(included);
      return programs.includes(layer) && programs.indexOf(other) > programs.indexOf(layer)
        ? `${layer} comes before ${other}`
        : undefined;
    }),
    [],
  );
});

/** Folders of src/server. Each may include itself and those before it. */
const serverFolders = ["wire", "store", "auth", "live", "api", "commands"];

test("no folder of the server includes a later one", () => {
  const folderIn = (path) => /^(?:src\/)?server\/(\w+)\//.exec(path)?.[1];
  const backward = sources
    .filter((path) => folderIn(path) !== undefined)
    .flatMap((path) => includesOf(path).map((included) => [path, included]))
    .filter(([path, included]) => {
      const [from, to] = [folderIn(path), folderIn(included)].map((folder) => serverFolders.indexOf(folder));
      return to > from || (included.startsWith("server/") && to < 0);
    });
  assert.deepEqual(backward, []);
});

test("the bindings include the public header alone, and those of the playground the scenarios too", () => {
  const refused =
    (...folders) =>
    (_, included) =>
      folders.includes(folderOf(included)) ? `${publicHeader} has it` : undefined;
  const playground = "bindings/wasm/embind_playground.cpp";
  assert.deepEqual(
    [
      ...eachInclude(
        bindings.filter((path) => path !== playground),
        refused(...layers, ...programs),
      ),
      ...eachInclude([playground], refused(...layers, ...programs.filter((program) => program !== "scenarios"))),
    ],
    [],
  );
});

test("a header that is installed includes only installed ones, and the public header has them all", () => {
  const included = new Map(
    installed.map((path) => [path, includesOf(path).filter((name) => !/^\w+$|^std\w+\.h$/.test(name))]),
  );
  const names = new Set([...installed, `include/lockstep/version.h`].map((path) => path.slice("include/".length)));
  assert.deepEqual(
    [...included].flatMap(([path, all]) => all.filter((name) => !names.has(name)).map((name) => [path, name])),
    [],
  );
  const reached = new Set(["lockstep.h", "lockstep/lockstep.h", "lockstep/c.h"]);
  for (const name of reached) for (const next of included.get(`include/${name}`) ?? []) reached.add(next);
  assert.deepEqual(
    [...names].filter((name) => !reached.has(name)),
    [],
  );
});

test("a header is installed or private, and both are included by their whole names", () => {
  const there = new Set(filesUnder("src").map((path) => path.slice("src/".length)));
  assert.deepEqual(
    eachInclude([...sources, ...bindings], (_, included) =>
      there.has(included) || !layers.includes(included.split("/")[0]) ? undefined : "there is no such file in src",
    ),
    [],
  );
});

test("nothing in src knows Emscripten", () => {
  const named = sources.filter((path) => /emscripten|__EMSCRIPTEN__/i.test(read(path)));
  assert.deepEqual(named, []);
});

/** The one source of random bytes, for ids that cannot be guessed. */
const chance = "src/base/random.cpp";

/** The one source that includes <chrono>, for the calendar: the moment comes with each request. */
const calendar = "src/base/time.cpp";

test("the library has no input, output, clock, chance or thread, but for what ids are made from", () => {
  const impure =
    /^(iostream|fstream|cstdio|stdio\.h|filesystem|chrono|ctime|time\.h|random|thread|mutex|atomic|future|unistd\.h|sys\/.*)$/;
  assert.deepEqual(
    eachInclude(
      sources.filter((path) => path !== chance),
      (layer, included) => (layers.includes(layer) && impure.test(included) ? "the host's business" : undefined),
    ),
    [[calendar, "chrono", "the host's business"]],
  );
  assert.doesNotMatch(read(calendar), /clock|\bnow\b/);
  assert.deepEqual(
    [...read(chance).matchAll(/#include\s*<(.+)>/g)].map((match) => match[1]),
    ["unistd.h"],
  );
});

test("random bytes are for changes alone, so that a page has none", () => {
  const users = sources.filter((path) => path !== chance && read(path).includes('"base/random.h"'));
  assert.ok(users.length > 0 && users.every((path) => path.startsWith("src/change/")), users.join(", "));
});

test("the library throws and catches nothing", () => {
  const library = sources.filter((path) => layers.includes(folderOf(path)));
  assert.deepEqual(
    library.filter((path) => /\b(throw|catch)\b\s*[\w(;]/.test(withoutCommentsAndTexts(read(path)))),
    [],
  );
});

test("CMakeLists.txt names every source file, and no other", () => {
  const listed = [...read("CMakeLists.txt").matchAll(/^\s+((?:src|bindings|tests)\/\S+\.cpp)$/gm)].map(
    (match) => match[1],
  );
  const present = ["src", "bindings", "tests/native", "tests/server"]
    .flatMap(filesUnder)
    .filter((path) => path.endsWith(".cpp") && !path.startsWith("tests/native/misuse/"));
  assert.deepEqual([...new Set(listed)].sort(), present.sort());
});

/** The parts of bindings/js, each with those that it imports besides itself. The entries are files. */
const parts = {
  shared: [],
  page: ["shared"],
  server: ["shared"],
  live: ["shared", "index.ts"],
  handlers: ["shared"],
  "index.ts": ["page", "shared"],
  "server.ts": ["server", "shared"],
  "live.ts": ["live", "shared"],
  frameworks: ["shared", "index.ts", "live.ts"],
  "react.ts": ["frameworks"],
  inspector: ["shared", "page", "live"],
  "inspector.ts": ["inspector", "shared", "page", "live"],
  "inspector_off.ts": ["inspector"],
  "express.ts": ["handlers"],
  "fastify.ts": ["handlers"],
  "handler.ts": ["handlers"],
  "vue.ts": ["frameworks"],
  "svelte.ts": ["frameworks"],
  "solid.ts": ["frameworks"],
  "angular.ts": ["frameworks"],
  "element.ts": ["frameworks"],
  "wasm.ts": ["shared"],
  places: ["shared"],
};

const modules = filesUnder("bindings/js").filter((path) => path.endsWith(".ts"));

test("every file of the npm package is in a part, and every part has files", () => {
  assert.deepEqual([...new Set(modules.map(partOf))].sort(), Object.keys(parts).sort());
});

test("no part of the npm package imports a part that is built on it", () => {
  assert.deepEqual(
    modules.flatMap((path) =>
      relativeImportsOf(path, /^(?:import|export)\b[^"]*?\bfrom "(\.[^"]+)"|^import "(\.[^"]+)"/gm).filter(
        ([, target]) => partOf(target) !== partOf(path) && !parts[partOf(path)].includes(partOf(target)),
      ),
    ),
    [],
  );
});

test("a page loads the server's part only when it compiles a policy, and the built-in policy when it has no other", () => {
  assert.deepEqual(
    modules.flatMap((path) => relativeImportsOf(path, /\bimport\("(\.[^"]+)"\)/g)),
    [
      ["bindings/js/page/load_access.ts", "bindings/js/server.ts"],
      ["bindings/js/shared/builtin_policy.ts", "bindings/js/shared/generated/compiled_policy.ts"],
    ],
  );
});

test("lockstep/live has the error class and the engine of lockstep: it imports what has state from there", () => {
  const fromShared = modules
    .filter((path) => partOf(path) === "live")
    .flatMap((path) => relativeImportsOf(path, /^import (?!type\b)[^"]*?\bfrom "(\.[^"]+)"/gm))
    .map(([, target]) => target)
    .filter((target) => partOf(target) === "shared");
  assert.deepEqual([...new Set(fromShared)].sort(), [
    "bindings/js/shared/notify.ts",
    "bindings/js/shared/server_clock.ts",
    "bindings/js/shared/text.ts",
    "bindings/js/shared/timing.ts",
  ]);
});

test("the bindings of frameworks import the engine's modules for their types alone: a page has one engine", () => {
  const values = modules
    .filter((path) => partOf(path) === "frameworks")
    .flatMap((path) => relativeImportsOf(path, /^import (?!type\b)[^"]*?\bfrom "(\.[^"]+)"/gm))
    .map(([, target]) => target)
    .filter((target) => partOf(target) !== "frameworks");
  assert.deepEqual([...new Set(values)].sort(), [
    "bindings/js/shared/denial.ts",
    "bindings/js/shared/marking.ts",
    "bindings/js/shared/notify.ts",
  ]);
});

test("the dashboard imports the package by its name, and of it what a page needs: the account stays with the server", () => {
  const imports = filesUnder("web/src")
    .filter((path) => /\.tsx?$/.test(path))
    .flatMap((path) =>
      [...read(path).matchAll(/\bfrom\s+"([^"]+)"|\bimport\("([^"]+)"\)/g)].map((match) => [
        path,
        match[1] ?? match[2],
      ]),
    );
  assert.deepEqual(
    imports.filter(([path, target]) => target.startsWith(".") && !join(path, "..", target).startsWith("web/")),
    [],
  );
  const parts = imports.map(([, target]) => target).filter((target) => /^lockstep(\/|$)/.test(target));
  assert.deepEqual([...new Set(parts)].sort(), [
    "lockstep",
    "lockstep/inspector/always",
    "lockstep/live",
    "lockstep/react",
  ]);
});

/** [file, included, why] of the includes for which `judge` says why not. */
function eachInclude(files, judge) {
  return files.flatMap((path) =>
    includesOf(path)
      .map((included) => [path, included, judge(folderOf(path), included)])
      .filter(([, , why]) => why !== undefined),
  );
}

function includesOf(path) {
  return [...read(path).matchAll(/^\s*#\s*include\s*[<"]([^>"]+)[>"]/gm)].map((match) => match[1]);
}

/** The layer or program of a file, or of an include: `access` of src/access/levels.h and lockstep/access/levels.h. */
function folderOf(path) {
  const parts = path
    .replace(/^src\/|^include\//, "")
    .replace(/^lockstep\//, "")
    .split("/");
  return parts.length > 1 ? parts[0] : undefined;
}

/** The part of bindings/js that a file is in: a folder, or the file itself. */
function partOf(path) {
  return path.split("/")[2];
}

/** [file, imported file] of the imports in bindings/js that `pattern` finds. */
function relativeImportsOf(path, pattern) {
  return [...read(path).matchAll(pattern)].map((match) => [
    path,
    join(path, "..", match[1] ?? match[2]).replace(/\.js$/, ".ts"),
  ]);
}

function withoutCommentsAndTexts(text) {
  return text.replace(/"(?:\\.|[^"\\\n])*"/g, '""').replace(/\/\/.*|\/\*[\s\S]*?\*\//g, "");
}

function filesUnder(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.path, entry.name).slice(root.length + 1));
}

function read(path) {
  return readFileSync(join(root, path), "utf8");
}
