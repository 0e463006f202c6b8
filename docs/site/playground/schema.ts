// What a JSON Schema offers at a path: keys with what they mean, and values. It checks nothing; the engine does.

import type { Path } from "./json_place.js";

/** The parts of JSON Schema that schemas/ uses. */
export interface Schema {
  readonly $id?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly if?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
}

/** A schema and the document that its references are of. */
interface Located {
  readonly schema: Schema;
  readonly root: Schema;
}

export interface Key {
  readonly name: string;
  readonly description: string;
  /** The bracket or the quote that its value begins with; nothing if it may be several. */
  readonly opens: "{" | "[" | '"' | "";
}

export class Schemas {
  readonly #byId = new Map<string, Schema>();
  /** The format of the policy: 1 or 2. */
  format = 2;

  constructor(schemas: readonly Schema[]) {
    for (const schema of schemas) if (schema.$id) this.#byId.set(schema.$id, schema);
  }

  /** Returns the keys of the object at a path of a document with the schema `id`. */
  keysAt(id: string, path: Path): readonly Key[] {
    const keys = new Map<string, Key>();
    for (const { schema, root } of this.#at(id, path)) {
      for (const [name, property] of Object.entries(schema.properties ?? {}))
        if (!keys.has(name)) keys.set(name, this.#keyOf(name, { schema: property, root }));
      for (const name of schema.propertyNames?.enum ?? [])
        if (typeof name === "string" && !keys.has(name)) keys.set(name, { name, description: "", opens: "" });
    }
    return [...keys.values()];
  }

  /** Returns the values at a path that the schema names, as JSON. */
  valuesAt(id: string, path: Path): readonly string[] {
    const found = this.#at(id, path);
    const values = found.flatMap(({ schema }) => [
      ...(schema.enum ?? []),
      ...("const" in schema ? [schema.const] : []),
    ]);
    const booleans = found.some(({ schema }) => isOf(schema, "boolean")) ? [true, false] : [];
    return [...new Set([...values, ...booleans].map((value) => JSON.stringify(value)))];
  }

  #keyOf(name: string, of: Located): Key {
    const all = this.#whole(of);
    const description = all.find(({ schema }) => schema.description)?.schema.description ?? "";
    const kinds = ["object", "array", "string"].filter((type) => all.some(({ schema }) => isOf(schema, type)));
    const others = all.some(({ schema }) => ["boolean", "integer", "number"].some((type) => isOf(schema, type)));
    const opens = ({ object: "{", array: "[", string: '"' } as const)[kinds[0] ?? ""] ?? "";
    return { name, description, opens: kinds.length === 1 && !others ? opens : "" };
  }

  #at(id: string, path: Path): readonly Located[] {
    const root = this.#byId.get(id);
    if (!root) return [];
    let here = this.#whole({ schema: root, root });
    for (const step of path) here = here.flatMap((each) => this.#step(each, step)).flatMap((each) => this.#whole(each));
    return here;
  }

  #step({ schema, root }: Located, step: string | number): readonly Located[] {
    if (typeof step === "number") return schema.items ? [{ schema: schema.items, root }] : [];
    const own = schema.properties?.[step];
    if (own) return [{ schema: own, root }];
    const other = schema.additionalProperties;
    return typeof other === "object" ? [{ schema: other, root }] : [];
  }

  /** Returns a schema with all that it refers to and combines. */
  #whole(first: Located): readonly Located[] {
    const found: Located[] = [];
    const rest = [first];
    for (let next = rest.pop(); next; next = rest.pop()) {
      const { schema, root } = next;
      if (found.some((each) => each.schema === schema)) continue;
      found.push(next);
      const inside = [schema.allOf, schema.anyOf, schema.oneOf].flatMap((list) => list ?? []);
      for (const each of [...inside, ...this.#branches(schema)]) if (each) rest.push({ schema: each, root });
      const referred = schema.$ref && this.#referred(schema.$ref, root);
      if (referred) rest.push(referred);
    }
    return found;
  }

  /** Where a schema has both branches, these are format 2 and format 1. */
  #branches(schema: Schema): readonly (Schema | undefined)[] {
    if (schema.then && schema.else) return [this.format === 2 ? schema.then : schema.else];
    return [schema.then, schema.else];
  }

  #referred(reference: string, root: Schema): Located | undefined {
    const [id = "", pointer = ""] = reference.split("#");
    const document = id === "" ? root : this.#byId.get(id);
    const name = /^\/\$defs\/(.+)$/.exec(pointer)?.[1];
    const schema = name === undefined ? document : document?.$defs?.[name];
    return document && schema && { schema, root: document };
  }
}

function isOf({ type, properties, items, const: only, enum: allowed }: Schema, wanted: string): boolean {
  if (type !== undefined) return [type].flat().includes(wanted);
  if (wanted === "object") return properties !== undefined;
  if (wanted === "array") return items !== undefined;
  return wanted === "string" && (typeof only === "string" || typeof allowed?.[0] === "string");
}
