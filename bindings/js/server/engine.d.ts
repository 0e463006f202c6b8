// The module for servers, which Emscripten makes of bindings/wasm/embind.cpp and embind_server.cpp. The build replaces
// this file by it.

import type { Glue, Handle, Start, Text } from "../shared/engine_functions.js";
import type { Wasm } from "../shared/load.js";

export interface ServerGlue extends Glue {
  /** Returns the string for `openPolicy`, of a policy's document; or `{ "problems": […] }`. */
  compilePolicy(document: Text): Text;

  openAccount(policy: Handle, account: Text): Handle;
  accountProblems(account: Handle): Text;
  accountSetMessages(account: Handle, messages: Text): Text;
  accountFacts(account: Handle): Text;
  accountRevision(account: Handle): number;
  accountDecide(account: Handle, request: Text): Text;
  accountApply(account: Handle, request: Text): Text;
  accountSnapshot(account: Handle, principal: Text, now: number): Text;
  accountWhoCan(account: Handle, request: Text): Text;
  accountMatrixOf(account: Handle, user: Text, now: number): Text;
  accountMatrixAt(account: Handle, request: Text, now: number): Text;
  accountPreview(account: Handle, request: Text): Text;
  accountDeltaSince(account: Handle, snapshot: Text, now: number): Text;
  closeAccount(account: Handle): void;
}

declare const start: Start<ServerGlue>;
export default start;

export declare function wasm(): Wasm;
