// The parts of Node that the package uses, so that it needs no @types/node.

declare module "node:fs" {
  export function readFileSync(path: URL): BufferSource;
}

declare module "node:crypto" {
  export const webcrypto: Crypto;
}

declare function require(name: string): unknown;
