// What Emscripten makes of bindings/embind.cpp and embind_server.cpp: the module for servers. The build puts it in the
// place of this file.

import type { Glue, Handle, Start, Text } from "./engine.js";

export interface ServerGlue extends Glue {
  openAccount(policy: Handle, account: Text): Handle;
  accountProblems(account: Handle): string;
  accountSetMessages(account: Handle, messages: Text): string;
  accountFacts(account: Handle): string;
  accountRevision(account: Handle): number;
  accountDecide(account: Handle, request: Text): string;
  accountApply(account: Handle, request: Text): string;
  accountSnapshot(account: Handle, principal: Text, now: number): string;
  accountWhoCan(account: Handle, question: Text): string;
  accountMatrixOf(account: Handle, user: Text, now: number): string;
  accountMatrixAt(account: Handle, question: Text, now: number): string;
  accountPreview(account: Handle, request: Text): string;
  accountDeltaSince(account: Handle, snapshot: Text, now: number): string;
  closeAccount(account: Handle): void;
}

declare const start: Start<ServerGlue>;
export default start;
