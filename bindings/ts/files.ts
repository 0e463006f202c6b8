// Files, for a page's code that runs in Node, as in a test. In the modules for Node, files_node.ts is in its place.

interface Node {
  readonly process?: { getBuiltinModule?(name: "node:fs"): { readFileSync(path: URL): BufferSource } };
}

/** The bytes of a file; undefined where there are no files. No bundler for browsers looks for a `node:fs` asked for so. */
export function readFile(path: URL): BufferSource | undefined | Promise<BufferSource | undefined> {
  return (globalThis as Node).process?.getBuiltinModule?.("node:fs").readFileSync(path);
}
