// The module for pages, which Emscripten makes of bindings/wasm/embind.cpp. The build replaces this file by it.

import type { Glue, Start } from "../shared/engine_functions.js";
import type { Wasm } from "../shared/load.js";

declare const start: Start<Glue>;
export default start;

/**
 * The address or the bytes of the .wasm, depending on the place that loads the package (tools/package.mjs): of the one
 * whose number a compiled policy has. 2 reads all policies.
 */
export declare function wasm(module: 1 | 2 | 3): Wasm | Promise<Wasm>;
