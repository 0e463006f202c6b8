// Formats what a script writes, as `npm run format` would: a generated file must pass `npm run lint`.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./run.mjs";

/** Returns `contents` as Biome formats a file named `path`. */
export function formatted(path, contents) {
  const biome = join(root, "node_modules/.bin/biome");
  return execFileSync(biome, ["format", `--stdin-file-path=${path}`], { cwd: root, input: contents, encoding: "utf8" });
}
