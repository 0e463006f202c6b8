// What Emscripten makes of bindings/embind.cpp: the module for pages. The build puts it in the place of this file.

/** The address of an object of the engine; freed by the `close…` of its kind. */
export type Handle = number;

/** A text crosses as UTF-8. Only bytes may hold what is not well-formed UTF-16. */
export type Text = string | Uint8Array;

export interface Glue {
  /** The memory, anew after it has grown. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;

  _beginVerdicts(access: Handle, now: number): number;
  _verdictTable(access: Handle): number;
  _pathBuffer(access: Handle, size: number): number;
  _classOf(access: Handle, length: number): number;
  _classesOf(access: Handle, length: number, count: number): number;
  _askVerdict(access: Handle, ofClass: number, action: number): number;

  openPolicy(json: Text): Handle;
  policyProblems(policy: Handle): string;
  policyOutline(policy: Handle): string;
  closePolicy(policy: Handle): void;

  openAccess(policy: Handle, snapshot: Text): Handle;
  accessProblems(access: Handle): string;
  accessPrincipal(access: Handle): string;
  accessSetMessages(access: Handle, messages: Text): string;
  accessRevision(access: Handle): number;
  accessDecide(access: Handle, question: Text): string;
  accessCan(access: Handle, question: Text): boolean;
  accessUpdate(access: Handle, delta: Text): string;
  closeAccess(access: Handle): void;
}

export interface Options {
  instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void): object;
  printErr?(text: string): void;
}

export type Start<G extends Glue> = (options: Options) => Promise<G>;

declare const start: Start<Glue>;
export default start;
