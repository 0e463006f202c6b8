// A resource that the page has as an object, made ready for many questions.

import type { ResourceHandle } from "../shared/request.js";
import { type Fields, isFields } from "./packed_resource.js";

/** What the page said of a resource when the handle was made, and the class that one cache has found for it. */
export class ClassedResource implements ResourceHandle {
  declare readonly __resource: true;
  readonly resource: unknown;
  /** The cache that found the class, in one generation of it. */
  cache: object | undefined;
  generation = 0;
  kind = 0;

  constructor(resource: unknown) {
    this.resource = copied(resource);
  }

  toJSON(): unknown {
    return this.resource;
  }
}

/** Returns a copy, which later changes of the page's object do not reach. */
function copied(resource: unknown): unknown {
  // An empty path names nothing: what JSON cannot express must not become a question about the account.
  if (!isFields(resource)) return typeof resource === "string" ? resource : "";
  const copy = { ...resource };
  for (const part of ["attributes", "relations"]) {
    const fields = copy[part];
    if (isFields(fields)) copy[part] = copiedFields(fields);
  }
  return copy;
}

function copiedFields(fields: Fields): Fields {
  const copy = { ...fields };
  for (const name in copy) {
    const value = copy[name];
    // Anything but a list becomes what it is in JSON, such as a Date.
    if (typeof value === "object")
      copy[name] = Array.isArray(value) ? [...(value as unknown[])] : JSON.parse(JSON.stringify(value));
  }
  return copy;
}
