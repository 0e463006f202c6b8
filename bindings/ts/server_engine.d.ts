// What Emscripten makes of bindings/embind.cpp and embind_server.cpp: the module for servers. The build puts it in the
// place of this file.

import type { Glue, Handle, Start, Text } from "./engine.js";
import type { Wasm } from "./load.js";

export interface ServerGlue extends Glue {
  /** What `openPolicy` takes, of a policy's document; or `{ "problems": […] }`. */
  compilePolicy(document: Text): Text;

  openAccount(policy: Handle, account: Text): Handle;
  accountProblems(account: Handle): Text;
  accountSetMessages(account: Handle, messages: Text): Text;
  accountFacts(account: Handle): Text;
  accountRevision(account: Handle): number;
  accountDecide(account: Handle, request: Text): Text;
  accountApply(account: Handle, request: Text): Text;
  accountSnapshot(account: Handle, principal: Text, now: number): Text;
  accountWhoCan(account: Handle, question: Text): Text;
  accountMatrixOf(account: Handle, user: Text, now: number): Text;
  accountMatrixAt(account: Handle, question: Text, now: number): Text;
  accountPreview(account: Handle, request: Text): Text;
  accountDeltaSince(account: Handle, snapshot: Text, now: number): Text;
  closeAccount(account: Handle): void;
}

declare const start: Start<ServerGlue>;
export default start;

export declare function wasm(): Wasm;
