// Every name that the package exports has a doc comment, and so has every member of an exported class or interface.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { root } from "../../tools/run.mjs";

const read = (file) => readFileSync(join(root, "dist", file), "utf8");
const declaration = /^export (?:declare )?(?:class|function|const|type|interface) (\w+)/gm;

/** `[file, name]` of each export of a module, followed to the file that declares it. */
function exportsOf(file) {
  const source = read(file);
  const own = [...source.matchAll(declaration)].map(([, name]) => [file, name]);
  const all = [...source.matchAll(/^export (?:type )?\* from "(.+)\.js";$/gm)].flatMap(([, from]) =>
    exportsOf(join(dirname(file), `${from}.d.ts`)),
  );
  const named = [...source.matchAll(/^export (?:type )?\{([^}]*)\} from "(.+)\.js";$/gm)].flatMap(([, names, from]) => {
    const wanted = names.split(",").map((name) => name.replace(/^\s*type /, "").trim());
    return exportsOf(join(dirname(file), `${from}.d.ts`)).filter(([, name]) => wanted.includes(name));
  });
  return [...own, ...all, ...named];
}

/** The lines of a declaration, with its members, that begin a name without a comment above. */
function undocumented(file, name) {
  const lines = read(file).split("\n");
  const start = lines.findIndex((line) => new RegExp(`^export (?:declare )?\\w+ ${name}\\b`).test(line));
  const isBlock = /^export (?:declare )?(?:class|interface) /.test(lines[start]);
  const end = isBlock ? lines.indexOf("}", start) : start;
  const isName = (line) => line === lines[start] || /^ {4}(?!private |constructor)(?:[a-z]+ )*\w+\??[(:<]/.test(line);
  return lines
    .map((line, index) => [line, index])
    .slice(start, end + 1)
    .filter(([line, index]) => isName(line) && !lines[index - 1].endsWith("*/"))
    .map(([line]) => `${file}: ${line.trim()}`);
}

/** The modules, and a number that each exports at least. */
const modules = {
  "index.d.ts": 20,
  "server.d.ts": 20,
  "live.d.ts": 20,
  "react.d.ts": 10,
  "inspector.d.ts": 3,
  "express.d.ts": 20,
  "fastify.d.ts": 20,
  "handler.d.ts": 20,
  "vue.d.ts": 8,
  "svelte.d.ts": 6,
  "solid.d.ts": 8,
  "angular.d.ts": 6,
  "element.d.ts": 2,
};

for (const [file, least] of Object.entries(modules))
  test(`every name of ${file} has a doc comment`, () => {
    const names = exportsOf(file);
    assert.ok(names.length > least, `${names.length}`);
    assert.deepEqual(
      names.flatMap(([from, name]) => undocumented(from, name)),
      [],
    );
  });
