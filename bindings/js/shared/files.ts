// Reads files when a page's code runs in Node, such as in a test. The modules for Node have places/node_files.ts.

interface Node {
  readonly process?: { getBuiltinModule?(name: "node:fs"): { readFileSync(path: URL): BufferSource } };
}

/**
 * Returns the bytes of a file; `undefined` without a file system. No bundler for browsers resolves this form of
 * `node:fs`.
 */
export function readFile(path: URL): BufferSource | undefined | Promise<BufferSource | undefined> {
  return (globalThis as Node).process?.getBuiltinModule?.("node:fs").readFileSync(path);
}
