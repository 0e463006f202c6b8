// Modules of the package that no entry of it exports, by their paths in bindings/js.

import { join } from "node:path";
import { buildSync } from "esbuild";
import { root } from "../../tools/run.mjs";

export async function source(name) {
  const { outputFiles } = buildSync({
    entryPoints: [join(root, "bindings/js", name)],
    bundle: true,
    format: "esm",
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
