// A resource as numbers and one string, in which it crosses to the engine in a tenth of the time of JSON
// (bindings/wasm/packed_resource.h has the form).

import { Packed, ValueType } from "../shared/generated/engine_numbers.js";
import { encoder } from "../shared/load.js";

/** An object, by its fields. */
export type Fields = Record<string, unknown>;

/** The fields of resources that are of none of the policy's kinds. */
const unpacked = /* @__PURE__ */ new Set(["path", "kind", "user", "group", "link", "apiKey", "key", "role"]);

/** Writes resources. */
export class ResourcePacker {
  readonly #attributes: ReadonlyMap<string, number>;
  #numbers: Float64Array = new Float64Array();
  #used = 0;
  #text = "";
  #isAscii = true;

  /** `attributes` has the place of each attribute that the policy declares, by its name. */
  constructor(attributes: ReadonlyMap<string, number>) {
    this.#attributes = attributes;
  }

  /**
   * Writes a resource into `numbers`. Returns its strings, joined; `undefined` for a resource that has no such form, as
   * one of two kinds: the engine reads its JSON, and reports what is wrong. Lengths count bytes, which are UTF-16 units
   * where all is ASCII.
   */
  pack(resource: unknown, numbers: Float64Array, isAscii: boolean): string | undefined {
    this.#numbers = numbers;
    this.#used = 0;
    this.#text = "";
    this.#isAscii = isAscii;
    const isPacked = isFields(resource) && this.#packAll(resource) && this.#used <= Packed.mostNumbers;
    return isPacked ? this.#text : undefined;
  }

  /** The number of numbers of the last resource. */
  get used(): number {
    return this.#used;
  }

  #packAll(resource: Fields): boolean {
    let kind: string | undefined;
    for (const key in resource) {
      if (key === "in" || key === "attributes" || key === "relations") continue;
      if (kind !== undefined || unpacked.has(key)) return false;
      kind = key;
    }
    if (kind === undefined) return false;
    const place = resource.in;
    return (
      this.#packString(kind) &&
      this.#packString(resource[kind]) &&
      (place === undefined || place === null ? this.#number(-1) : this.#packString(place)) &&
      this.#packAttributes(resource.attributes) &&
      this.#packRelations(resource.relations)
    );
  }

  #packAttributes(attributes: unknown = {}): boolean {
    if (!isFields(attributes)) return false;
    const start = this.#used;
    let count = 0;
    this.#number(0);
    for (const name in attributes) {
      const value = attributes[name];
      if (value === undefined || value === null) continue;
      const place = this.#attributes.get(name);
      if (place === undefined || !this.#number(place) || !this.#packValue(value)) return false;
      count++;
    }
    this.#numbers[start] = count;
    return true;
  }

  #packValue(value: unknown): boolean {
    if (typeof value === "string") return this.#number(ValueType.string) && this.#packString(value);
    if (typeof value === "boolean") return this.#number(ValueType.boolean) && this.#number(Number(value));
    if (typeof value === "number")
      return Number.isSafeInteger(value) && this.#number(ValueType.integer) && this.#number(value);
    return this.#number(ValueType.strings) && this.#packList(value);
  }

  #packRelations(relations: unknown = {}): boolean {
    if (!isFields(relations)) return false;
    const start = this.#used;
    let count = 0;
    this.#number(0);
    for (const name in relations) {
      const users = relations[name];
      if (users === undefined) continue;
      if (!this.#packString(name) || !this.#packList(typeof users === "string" ? [users] : users)) return false;
      count++;
    }
    this.#numbers[start] = count;
    return true;
  }

  #packList(list: unknown): boolean {
    return Array.isArray(list) && this.#number(list.length) && list.every((item) => this.#packString(item));
  }

  #packString(value: unknown): boolean {
    if (typeof value !== "string") return false;
    this.#text += value;
    return this.#number(this.#isAscii ? value.length : encoder.encode(value).length);
  }

  /** Returns true. What does not fit is not written, and found by the number of numbers. */
  #number(value: number): true {
    this.#numbers[this.#used++] = value;
    return true;
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
