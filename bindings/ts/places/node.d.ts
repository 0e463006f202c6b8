// What is used of Node, whose types the package does not need.

declare module "node:fs" {
  export function readFileSync(path: URL): BufferSource;
}

declare module "node:crypto" {
  export const webcrypto: Crypto;
}

declare function require(name: string): unknown;
