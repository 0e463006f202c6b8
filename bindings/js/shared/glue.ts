// The glue between JavaScript and a module that Emscripten has linked. Emscripten's own would be larger. Of embind this
// one needs free functions over numbers alone, and nothing of strings, files and threads. tools/package.mjs writes the
// calls of `begin`.

/** A module's instance: its exports, and the functions that embind registers, by name. */
interface Instance {
  [name: string]: unknown;
  readonly memory: WebAssembly.Memory;
  readonly table: WebAssembly.Table;
  /** The memory's bytes, other ones after it has grown. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  start(): void;
}

/** The function that a module imports. */
export type Import = (instance: Instance) => (...numbers: number[]) => unknown;

/**
 * `imports` by the name that the module has for each, `exports` by their own names; Emscripten has shortened the
 * module's.
 */
export async function begin(
  module: WebAssembly.Module,
  imports: Readonly<Record<string, Import>>,
  exports: Readonly<Record<string, string>>,
): Promise<Instance> {
  let heap = new Uint8Array();
  const instance = {
    get HEAPU8() {
      // A memory that has grown detaches its former buffer.
      if (!heap.length) heap = new Uint8Array(instance.memory.buffer as ArrayBuffer);
      return heap;
    },
  } as Instance;
  const a: Record<string, (...numbers: number[]) => unknown> = {};
  for (const name in imports) a[name] = (imports[name] as Import)(instance);
  const made = await WebAssembly.instantiate(module, { a });
  for (const name in exports) instance[name] = made.exports[exports[name] as string];
  instance.start();
  return instance;
}

/** Called for each function that `EMSCRIPTEN_BINDINGS` names. `call` takes `target`, then the function's numbers. */
export const _embind_register_function: Import =
  (instance) =>
  (at = 0, _count, _types, _signature, call = 0, target) => {
    let name = "";
    for (; instance.HEAPU8[at]; at++) name += String.fromCharCode(instance.HEAPU8[at] as number);
    instance[name] = instance.table.get(call).bind(null, target);
  };

/**
 * Grows by a fifth, so that many small growths cost little; if that fails, by the requested size. Returns 0 on failure.
 */
export const emscripten_resize_heap: Import =
  (instance) =>
  (wanted = 0) => {
    const { length } = instance.HEAPU8;
    for (const size of [length * 1.2, 0]) {
      try {
        instance.memory.grow((Math.max(size, wanted) - length + 65535) >>> 16);
        return 1;
      } catch {
        // No memory is left, or none that large.
      }
    }
    return 0;
  };

export const abort: Import = () => () => {
  throw new Error("abort");
};
