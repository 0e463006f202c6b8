// The functions of bindings/wasm/embind.cpp, which both modules of the engine have.

/** The address of an object of the engine; freed by the `close…` of its kind. */
export type Handle = number;

/** A string, which crosses as its length in bytes. `Engine` writes and reads it in the memory. */
export type Text = number;

export interface Glue {
  /** The memory; another view after it has grown. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;

  _textBuffer(size: number): number;
  _answerText(): number;

  _cacheBegin(access: Handle, now: number): number;
  _cacheValidUntil(access: Handle): number;
  _cachePathBuffer(access: Handle, size: number): number;
  _cacheEquivalenceClass(access: Handle, length: number): number;
  _cacheNumbers(): number;
  _cacheResourceClass(access: Handle, numbers: number, length: number): number;
  _cacheEquivalenceClasses(access: Handle, length: number, count: number): number;
  _cacheAsk(access: Handle, ofClass: number, action: number): number;

  openPolicy(compiled: Text): Handle;
  /** Returns the policy's names, or the problems as a list. */
  policyOutline(policy: Handle): Text;
  closePolicy(policy: Handle): void;

  openAccess(policy: Handle, snapshot: Text): Handle;
  /** Whose snapshot it is, and how fresh; or the problems, as a list. */
  accessOutline(access: Handle): Text;
  accessSetMessages(access: Handle, messages: Text): Text;
  accessDecide(access: Handle, request: Text): Text;
  /** Returns the outline after the delta; or the problems, as a list. */
  accessUpdate(access: Handle, delta: Text): Text;
  closeAccess(access: Handle): void;
}

/** Makes an instance of the module. */
export type Start<G extends Glue> = (module: WebAssembly.Module) => Promise<G>;
