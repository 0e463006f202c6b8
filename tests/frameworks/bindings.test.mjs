// What all bindings promise: their size, their types, and that they are there for ECMAScript modules and CommonJS.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { root, run } from "../../tools/run.mjs";

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const require = createRequire(import.meta.url);

/** What an app of each framework installs beside the package. */
const bindings = {
  react: ["react"],
  vue: ["vue"],
  svelte: ["svelte"],
  solid: ["solid-js"],
  angular: ["@angular/core"],
  element: [],
};

// Links the directive, as the compiler of an app does.
await import("@angular/compiler");

/** Bytes of a binding, minified, brotli. */
const budget = 2048;

for (const [name, peers] of Object.entries(bindings)) {
  test(`lockstep/${name} is at most ${budget} bytes, and has no engine in it`, async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [join(root, `dist/${name}.js`)],
      bundle: true,
      minify: true,
      format: "esm",
      packages: "external",
      metafile: true,
      write: false,
    });
    assert.deepEqual([...new Set(Object.values(metafile.outputs)[0].imports.map(({ path }) => path))], peers);
    const size = brotliCompressSync(outputFiles[0].contents).length;
    assert.ok(size <= budget, `it is ${size}`);
  });

  test(`lockstep/${name} is an optional peer of its framework, and loads by import and by require`, async () => {
    for (const peer of peers) {
      assert.ok(manifest.peerDependencies[peer], peer);
      assert.deepEqual(manifest.peerDependenciesMeta[peer], { optional: true });
    }
    const names = Object.keys(await import(`lockstep/${name}`)).filter((each) => each !== "module.exports");
    assert.deepEqual(Object.keys(require(`lockstep/${name}`)).sort(), names.sort());
    assert.ok(names.length > 0);
  });
}

test("every binding is in this list", () => {
  const own = readdirSync(join(root, "bindings/js/frameworks")).map((file) => file.replace(".ts", ""));
  const exported = Object.keys(manifest.exports).map((path) => path.slice(2));
  assert.deepEqual(
    exported.filter((name) => own.includes(name)),
    Object.keys(bindings),
  );
});

/** Compiles fixtures as an app would; returns what the compiler prints. */
async function compile(files, ...options) {
  const { code, output } = await run([
    process.execPath,
    "node_modules/typescript/bin/tsc",
    ...["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--target", "es2022", "--lib", "es2023,dom"],
    ...["--module", "nodenext", "--jsx", "react-jsx", "--types", "", ...options],
    ...files.map((file) => `tests/frameworks/fixtures/${file}`),
  ]);
  return { code, output };
}

test("a misspelt action of the app's own policy does not compile", async () => {
  const { code, output } = await compile(["react.tsx", "others.ts"]);
  assert.equal(code, 0, output);
});

test("without a policy of its own an app has the names of the built-in one", async () => {
  const right = await compile(["builtin.tsx"]);
  assert.equal(right.code, 0, right.output);
});

test("those tests would notice", async () => {
  const { code, output } = await compile(["misspelt.tsx"]);
  assert.notEqual(code, 0);
  assert.match(output, /asset\.veiw/);
});
