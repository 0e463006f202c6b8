// Files, for `require`, in the place of files.ts. In a bundle for browsers there is no `fs`.

export function readFile(path: URL): BufferSource | undefined {
  const fs = require("fs") as { readFileSync?(path: URL): BufferSource };
  return fs.readFileSync?.(path);
}
