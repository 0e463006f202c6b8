// The layers point one way, and what the CMake list compiles is what is there.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { root } from "../../tools/run.mjs";

/** Each may include itself and those before it. */
const layers = ["base", "policy", "account", "access", "change"];

/** Folders of src/ outside the library: they use all of it, and it none of them; each may use those before it. */
const programs = ["server", "cli"];

const publicHeader = "lockstep.h";

const sources = filesUnder("src").filter((path) => /\.(h|cpp)$/.test(path));
const bindings = filesUnder("bindings").filter((path) => /\.(h|cpp)$/.test(path));

test("there is something to look at", () => {
  for (const layer of layers) assert.ok(sources.some((path) => path.startsWith(`src/${layer}/`)), `src/${layer} is empty`);
  assert.ok(bindings.length > 0);
});

test("every folder of src is a layer or a program", () => {
  const folders = new Set(sources.map((path) => path.split("/")).filter((parts) => parts.length > 2).map((parts) => parts[1]));
  assert.deepEqual([...folders].filter((folder) => !layers.includes(folder) && !programs.includes(folder)), []);
});

test("no layer includes a later one", () => {
  assert.deepEqual(
    eachInclude(sources, (layer, included) => {
      if (!layers.includes(layer)) return undefined;
      if (included === publicHeader) return "a layer includes what it uses, not the public header";
      const other = included.split("/")[0];
      if (programs.includes(other)) return "the library knows no program";
      return layers.indexOf(other) > layers.indexOf(layer) ? `${layer} comes before ${other}` : undefined;
    }),
    [],
  );
});

test("a program includes the library, itself and the programs before it", () => {
  assert.deepEqual(
    eachInclude(sources, (layer, included) => {
      const other = included.split("/")[0];
      return programs.includes(layer) && programs.indexOf(other) > programs.indexOf(layer) ? `${layer} comes before ${other}` : undefined;
    }),
    [],
  );
});

test("the bindings include the public header alone", () => {
  assert.deepEqual(
    eachInclude(bindings, (_, included) =>
      included !== publicHeader && [...layers, ...programs].includes(included.split("/")[0]) ? `${publicHeader} has it` : undefined,
    ),
    [],
  );
});

test("nothing in src knows Emscripten", () => {
  const named = sources.filter((path) => /emscripten|__EMSCRIPTEN__/i.test(read(path)));
  assert.deepEqual(named, []);
});

/** The one source of random bytes, for ids that nobody can guess. */
const chance = "src/base/random.cpp";

test("the library has no input, output, clock, chance or thread, but for what ids are made from", () => {
  const impure = /^(iostream|fstream|cstdio|stdio\.h|filesystem|chrono|ctime|time\.h|random|thread|mutex|atomic|future|unistd\.h|sys\/.*)$/;
  assert.deepEqual(
    eachInclude(
      sources.filter((path) => path !== chance),
      (layer, included) => (layers.includes(layer) && impure.test(included) ? "the host's business" : undefined),
    ),
    [],
  );
  assert.deepEqual([...read(chance).matchAll(/#include\s*<(.+)>/g)].map((match) => match[1]), ["unistd.h"]);
});

test("random bytes are for changes alone, so that a page has none", () => {
  const users = sources.filter((path) => path !== chance && read(path).includes('"base/random.h"'));
  assert.ok(users.length > 0 && users.every((path) => path.startsWith("src/change/")), users.join(", "));
});

test("the library throws and catches nothing", () => {
  const library = sources.filter((path) => layers.includes(path.split("/")[1]));
  assert.deepEqual(library.filter((path) => /\b(throw|catch)\b\s*[\w(;]/.test(withoutCommentsAndTexts(read(path)))), []);
});

test("CMakeLists.txt names every source file, and no other", () => {
  const listed = [...read("CMakeLists.txt").matchAll(/^\s+((?:src|bindings|tests)\/\S+\.cpp)$/gm)].map((match) => match[1]);
  const present = ["src", "bindings", "tests/native", "tests/server"].flatMap(filesUnder).filter((path) => path.endsWith(".cpp"));
  assert.deepEqual([...new Set(listed)].sort(), present.sort());
});

test("the dashboard imports the package by its name, and of it what a page needs: the account stays with the server", () => {
  const imports = filesUnder("web/src")
    .filter((path) => /\.tsx?$/.test(path))
    .flatMap((path) => [...read(path).matchAll(/\bfrom\s+"([^"]+)"|\bimport\("([^"]+)"\)/g)].map((match) => [path, match[1] ?? match[2]]));
  assert.deepEqual(imports.filter(([path, target]) => target.startsWith(".") && !join(path, "..", target).startsWith("web/")), []);
  const parts = imports.map(([, target]) => target).filter((target) => /^lockstep(\/|$)/.test(target));
  assert.deepEqual([...new Set(parts)].sort(), ["lockstep", "lockstep/live"]);
});

/** [file, included, why] of the includes for which `judge` says why not. */
function eachInclude(files, judge) {
  return files.flatMap((path) =>
    [...read(path).matchAll(/^\s*#\s*include\s*[<"]([^>"]+)[>"]/gm)]
      .map((match) => [path, match[1], judge(path.split("/")[1], match[1])])
      .filter(([, , why]) => why !== undefined),
  );
}

function withoutCommentsAndTexts(text) {
  return text.replace(/"(?:\\.|[^"\\\n])*"/g, '""').replace(/\/\/.*|\/\*[^]*?\*\//g, "");
}

function filesUnder(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.path, entry.name).slice(root.length + 1));
}

function read(path) {
  return readFileSync(join(root, path), "utf8");
}
