// Files, in the modules for Node, in the place of files.ts: also where Node lacks `process.getBuiltinModule`. Imported
// only when there is one to read, since an import of a module of Node's takes half a millisecond.

export async function readFile(path: URL): Promise<BufferSource | undefined> {
  const { readFileSync } = await import("node:fs");
  return readFileSync(path);
}
