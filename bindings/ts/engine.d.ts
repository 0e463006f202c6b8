// What Emscripten makes of bindings/embind.cpp. The build puts its module in the place of this file.

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
  _askVerdicts(access: Handle, ofClass: number): void;

  openPolicy(json: Text): Handle;
  policyProblems(policy: Handle): string;
  policyOutline(policy: Handle): string;
  closePolicy(policy: Handle): void;

  openAccess(policy: Handle, snapshot: Text): Handle;
  accessProblems(access: Handle): string;
  accessPrincipal(access: Handle): string;
  accessRevision(access: Handle): number;
  accessDecide(access: Handle, question: Text): string;
  accessCan(access: Handle, question: Text): boolean;
  accessUpdate(access: Handle, delta: Text): string;
  closeAccess(access: Handle): void;

  openAccount(policy: Handle, account: Text): Handle;
  accountProblems(account: Handle): string;
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

interface Options {
  instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void): object;
  printErr?(text: string): void;
}

export default function createEngine(options: Options): Promise<Glue>;
