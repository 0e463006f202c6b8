// lockstep/lockstep.wasm and lockstep/lockstep_server.wasm: what a bundler makes of the file is for the option `wasm`,
// be it an address, bytes or a module.

import type { Wasm } from "./shared/load.js";

declare const wasm: Wasm;
export default wasm;
