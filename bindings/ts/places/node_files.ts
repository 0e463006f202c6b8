// Files, in the modules for Node, in the place of files.ts: also where Node lacks `process.getBuiltinModule`.

import { readFileSync } from "node:fs";

export function readFile(path: URL): BufferSource | undefined {
  return readFileSync(path);
}
