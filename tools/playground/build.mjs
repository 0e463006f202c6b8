// Builds the playground of the documentation into build/playground/: a step of tools/build.mjs.
//
// It is a folder of static files. The site's page imports playground.js, which finds the others beside it.

import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { engineStart } from "../package.mjs";
import { Failure, must, root } from "../run.mjs";

const sources = join(root, "docs/site/playground");

/** The module of the engine, with what `bindings/wasm/embind_playground.cpp` adds. */
export const playgroundEngine = "lockstep_playground";

export async function makePlayground() {
  const folder = join(root, "build/playground");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await must([process.execPath, "node_modules/typescript/bin/tsc", "--project", sources], {
    log: "build/logs/playground-tsc.log",
  });
  const esbuild = await import("esbuild");
  try {
    await esbuild.build({
      entryPoints: ["playground.ts", "worker.ts", "playground.css"].map((name) => join(sources, name)),
      outdir: folder,
      bundle: true,
      minify: true,
      format: "esm",
      target: "es2022",
      legalComments: "none",
      logLevel: "silent",
      plugins: [engine],
    });
  } catch (error) {
    throw new Failure(error.message);
  }
  copyFileSync(join(root, `build/wasm/${playgroundEngine}.wasm`), join(folder, "lockstep.wasm"));
  // It asks the package, which is not there yet when the steps of a fresh clone are read.
  const { writeExamples } = await import("./examples.mjs");
  await writeExamples(join(folder, "examples"));
}

/** `import … from "…/server/engine.js"` begins the playground's module, which can do all that the server's can. */
const engine = {
  name: "engine of the playground",
  setup(build) {
    build.onResolve({ filter: /\/server\/engine\.js$/ }, () => ({ path: playgroundEngine, namespace: "engine" }));
    build.onLoad({ filter: /./, namespace: "engine" }, ({ path }) => ({
      contents: `${engineStart(path)}\nexport const wasm = () => new URL("./lockstep.wasm", import.meta.url);`,
      resolveDir: root,
    }));
  },
};
