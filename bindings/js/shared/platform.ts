// Types of the platform, taken from the program that uses the package: DOM or WebWorker of `lib`, or @types/node.
// Without them, the parts that the package uses.

export type Url = typeof globalThis extends { readonly URL: { readonly prototype: infer Type } }
  ? Type
  : { readonly href: string };

export type Fetch = typeof globalThis extends { readonly fetch: infer Type }
  ? Type
  : (address: string, options?: object) => Promise<object>;

/** A WebAssembly.Module. TypeScript's own type for it accepts any value. */
export type WasmModule = typeof globalThis extends {
  readonly WebAssembly: { readonly Module: { readonly prototype: infer Type } };
}
  ? Type & object
  : object;

/** A request of the Fetch API. */
export type FetchRequest = typeof globalThis extends { readonly Request: { readonly prototype: infer Type } }
  ? Type
  : { readonly headers: { get(name: string): string | null } };

/** A response of the Fetch API. */
export type FetchResponse = typeof globalThis extends { readonly Response: { readonly prototype: infer Type } }
  ? Type
  : { readonly status: number };
