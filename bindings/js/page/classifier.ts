// Asks the engine for the classes of resources. Paths and packed resources cross in buffers of the engine's memory.

import type { Handle } from "../shared/engine_functions.js";
import { ClassNumber, Packed } from "../shared/generated/engine_numbers.js";
import { type Engine, encoder, type Policy } from "../shared/load.js";
import { ResourcePacker } from "./packed_resource.js";

/** Half a surrogate pair, which UTF-8 cannot express. */
const halfPair = /[\ud800-\udfff]/u;

/** Finds classes in one access object of the engine. After the memory has grown, a view of it has length 0. */
export class Classifier {
  readonly #engine: Engine;
  readonly #access: Handle;
  /** For policies in format 2: in format 1 no object has a class. */
  readonly #packer: ResourcePacker | undefined;
  #bytes = new Uint8Array();
  #numbers = new Float64Array();

  constructor(engine: Engine, policy: Policy, access: Handle) {
    this.#engine = engine;
    this.#access = access;
    this.#packer = policy.attributes && new ResourcePacker(policy.attributes);
  }

  ofPath(path: string): number {
    const length = this.#write(path);
    return this.#engine.call((glue) => glue._cacheEquivalenceClass(this.#access, length));
  }

  /** Returns the classes of all paths by one call; `undefined` if a path has NUL or half a surrogate pair. */
  ofPaths(paths: readonly string[]): Uint8Array | undefined {
    const joined = paths.join("\0");
    if (joined === "" || halfPair.test(joined)) return undefined;
    const length = this.#write(joined);
    const found = this.#engine.call((glue) => glue._cacheEquivalenceClasses(this.#access, length, paths.length));
    return found === 0 ? undefined : this.#engine.glue.HEAPU8.slice(found, found + paths.length);
  }

  ofResource(resource: unknown): number {
    const packer = this.#packer;
    const length = packer && this.#pack(packer, resource);
    if (length === undefined || !packer) return ClassNumber.unclassed;
    return this.#engine.call((glue) => glue._cacheResourceClass(this.#access, packer.used, length));
  }

  /** Writes a resource into the engine's buffers. Returns the length of its strings in bytes. */
  #pack(packer: ResourcePacker, resource: unknown): number | undefined {
    const numbers = this.#roomForNumbers();
    const strings = packer.pack(resource, numbers, true);
    if (strings === undefined) return undefined;
    const length = this.#write(strings);
    // The memory has grown, and the numbers are in its former buffer.
    if (numbers.length === 0) return this.#pack(packer, resource);
    if (length === strings.length) return length;
    if (halfPair.test(strings)) return undefined;
    packer.pack(resource, numbers, false);
    return length;
  }

  #roomForNumbers(): Float64Array {
    if (this.#numbers.length === 0) {
      const start = this.#engine.call((glue) => glue._cacheNumbers());
      this.#numbers = new Float64Array(this.#engine.glue.HEAPU8.buffer, start, Packed.mostNumbers);
    }
    return this.#numbers;
  }

  /** Writes a path, or strings, into the engine's buffer; returns the length in bytes. */
  #write(path: string): number {
    // At most three bytes for each UTF-16 unit.
    const room = 3 * path.length + 1;
    if (room > this.#bytes.length) {
      const start = this.#engine.call((glue) => glue._cachePathBuffer(this.#access, room));
      this.#bytes = this.#engine.glue.HEAPU8.subarray(start, start + room);
    }
    const { written } = encoder.encodeInto(path, this.#bytes);
    if (written === path.length || !halfPair.test(path)) return written;
    // UTF-8 never contains this byte, so the engine refuses it, as it refuses such a path in JSON.
    this.#bytes[0] = 0xff;
    return 1;
  }
}
