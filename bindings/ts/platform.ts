// The platform's types as the program has them that uses the package: of `lib`'s DOM or WebWorker, or of @types/node. Where
// it has none, as much of them as is used.

export type Url = typeof globalThis extends { readonly URL: { readonly prototype: infer Given } } ? Given : { readonly href: string };

export type Fetch = typeof globalThis extends { readonly fetch: infer Given } ? Given : (address: string, options?: object) => Promise<object>;

/** A WebAssembly.Module, whose own type is that of everything. */
export type WasmModule = typeof globalThis extends { readonly WebAssembly: { readonly Module: { readonly prototype: infer Given } } } ? Given & object : object;
