// The inspector is in bundles for development, and nothing of it is in others.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, test } from "node:test";
import { build } from "esbuild";
import { root } from "../../tools/run.mjs";

const program = `import { inspect } from "lockstep/inspector"; globalThis.inspector = inspect(globalThis.access);`;
/** A string of the inspector that no minifier changes. */
const sign = "lockstep-inspector";

const folder = mkdtempSync(join(tmpdir(), "lockstep-bundles-"));
mkdirSync(join(folder, "node_modules"));
symlinkSync(root, join(folder, "node_modules/lockstep"));
writeFileSync(join(folder, "index.html"), '<script type="module" src="/page.js"></script>');
writeFileSync(join(folder, "page.js"), program);
after(() => rmSync(folder, { recursive: true }));

async function bundled(conditions, contents = program) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: folder },
    conditions,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    logLevel: "silent",
  });
  return { code: outputFiles[0].text, inputs: Object.keys(metafile.inputs) };
}

for (const conditions of [[], ["production"]])
  test(`esbuild with the conditions ${JSON.stringify(conditions)} bundles a function that does nothing`, async () => {
    const { code } = await bundled(conditions);
    assert.ok(code.length < 150, code);
    assert.ok(!code.includes(sign));
  });

test("esbuild with the condition development bundles the inspector", async () =>
  assert.ok((await bundled(["development"])).code.includes(sign)));

test("lockstep/inspector/always is the inspector without a condition", async () =>
  assert.ok((await bundled([], program.replace('inspector"', 'inspector/always"'))).code.includes(sign)));

test("the other entries have nothing of the inspector", async () => {
  for (const entry of ["lockstep/inline", "lockstep/inline/live", "lockstep/live"]) {
    const { code, inputs } = await bundled(["development"], `export * from "${entry}";`);
    assert.ok(inputs.length > 0);
    assert.ok(!code.includes(sign), entry);
  }
});

test("Vite builds without it for production, and serves it in development", async () => {
  const vite = await import(pathToFileURL(createRequire(`${root}/web/`).resolve("vite")).href);
  const config = { root: folder, configFile: false, logLevel: "silent" };
  const server = await vite.createServer({
    ...config,
    server: { middlewareMode: true, ws: false },
    optimizeDeps: { noDiscovery: true },
  });
  try {
    const { id } = await server.pluginContainer.resolveId("lockstep/inspector", join(folder, "page.js"));
    assert.match(id, /\/dist\/inspector\.js/);
  } finally {
    await server.close();
  }
  // Vite has set it for the whole process.
  delete process.env.NODE_ENV;
  const { output } = await vite.build({ ...config, build: { write: false } });
  const code = output.map(({ code = "" }) => code).join("");
  assert.ok(code.includes("inspector"), "the page's own program");
  assert.ok(!code.includes(sign));
});

test("where there is no document, as on a server, it does nothing", async () => {
  const { inspect } = await import("lockstep/inspector/always");
  const inspector = inspect({});
  for (const method of ["show", "hide", "close"]) assert.equal(inspector[method](), undefined);
});
