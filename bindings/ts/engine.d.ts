// What Emscripten makes of bindings/embind.cpp: the module for pages. The build puts it in the place of this file.

import type { Wasm } from "./load.js";

/** The address of an object of the engine; freed by the `close…` of its kind. */
export type Handle = number;

/** A text, which crosses as its length in bytes: `Engine` writes and reads it in the memory. */
export type Text = number;

export interface Glue {
  /** The memory, anew after it has grown. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;

  _textBuffer(size: number): number;
  _answerText(): number;

  _beginVerdicts(access: Handle, now: number): number;
  _verdictTable(access: Handle): number;
  _pathBuffer(access: Handle, size: number): number;
  _classOf(access: Handle, length: number): number;
  _classesOf(access: Handle, length: number, count: number): number;
  _askVerdict(access: Handle, ofClass: number, action: number): number;

  openPolicy(compiled: Text): Handle;
  /** What it names; or the problems, as a list. */
  policyOutline(policy: Handle): Text;
  closePolicy(policy: Handle): void;

  openAccess(policy: Handle, snapshot: Text): Handle;
  /** Whose snapshot it is, and how fresh; or the problems, as a list. */
  accessOutline(access: Handle): Text;
  accessSetMessages(access: Handle, messages: Text): Text;
  accessDecide(access: Handle, question: Text): Text;
  /** Returns the outline after the delta; or the problems, as a list. */
  accessUpdate(access: Handle, delta: Text): Text;
  closeAccess(access: Handle): void;
}

/** Makes an instance of the module. */
export type Start<G extends Glue> = (module: WebAssembly.Module) => Promise<G>;

declare const start: Start<Glue>;
export default start;

/** Where its .wasm is, or what it is: by where the package is loaded (tools/package.mjs). */
export declare function wasm(): Wasm;
