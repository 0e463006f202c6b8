// The JSON Schemas by name, an account with everything in it, and documents made wrong in every place.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { root } from "../../tools/run.mjs";

const ending = ".schema.json";

/** By name (policy, account, …) the value in the file. */
export const schemas = Object.fromEntries(
  ["policies", "schemas"].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith(ending))
      .map((file) => [file.slice(0, -ending.length), JSON.parse(readFileSync(join(root, folder, file), "utf8"))]),
  ),
);

const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true });
addFormats(ajv);
ajv.addSchema(Object.values(schemas));

/** What the schema has against a document; null for nothing. */
export function faults(name, document) {
  const validate = ajv.getSchema(schemas[name].$id);
  return validate(document) ? null : ajv.errorsText(validate.errors);
}

/** What a part of a schema has against a value: `faultsAt("request", "principal", …)`. */
export function faultsAt(name, part, value) {
  const validate = ajv.getSchema(`${schemas[name].$id}#/$defs/${part}`);
  return validate(value) ? null : ajv.errorsText(validate.errors);
}

export const now = "2026-01-15T12:00:00Z";

/** Every table, and in one entry of each every field. */
export const everything = {
  format: "lockstep-account/1",
  id: "acme",
  revision: 1,
  plan: "enterprise",
  features: { draft_assets: false },
  limits: { users: 8 },
  users: [
    { id: "ada", name: "Ada", email: "ada@acme.test", role: "account_administrator" },
    { id: "rita", role: "media_library_restricted_access" },
  ],
  groups: [{ id: "g1", name: "Design", members: ["rita"] }],
  assets: [
    { id: "f1", kind: "folder", path: "/seen", owner: "rita", published: true, inherit: true },
    { id: "a1", kind: "file", path: "/seen/logo.png" },
  ],
  collections: [{ id: "c1", name: "Brand", owner: "rita", items: ["f1"] }],
  shares: [
    { on: "f1", with: { group: "g1" }, level: "view", until: "2100-01-01T00:00:00Z" },
    { on: "c1", with: { user: "rita" }, level: "manage" },
  ],
  links: [
    {
      id: "l1",
      on: "f1",
      startsAt: "2026-01-01T00:00:00Z",
      endsAt: "2027-01-01T00:00:00Z",
      hasPassword: true,
      exposeUnpublished: true,
    },
  ],
  apiKeys: [
    { id: "k1", kind: "standard" },
    { id: "k2", kind: "restricted", media: "read", endsAt: "2100-01-01T00:00:00Z" },
  ],
  comments: [{ id: "m1", on: "a1", author: "rita" }],
};
const kindOf = (value) => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);
const samples = [7, "text", true, [], {}];

/**
 * The document with one thing changed: a field that is unknown, a field left out, a value of another type, each at
 * every place. The keys of a `map` (by pointer; * for any one step) are ids of the policy: there no field is unknown.
 */
export function* mutations(document, maps = []) {
  for (const { at, value } of places(document, [])) {
    const pointer = at.map((step) => `/${step}`).join("");
    const isMap = maps.some((map) => new RegExp(`^${map.replaceAll("*", "[^/]+")}$`).test(pointer));
    if (kindOf(value) === "object" && !isMap) {
      yield {
        told: `${pointer || "/"} has an unknown field`,
        document: changed(document, at, { ...value, surprise: 1 }),
      };
      for (const key of Object.keys(value)) {
        const { [key]: _, ...rest } = value;
        yield { told: `${pointer}/${key} is left out`, document: changed(document, at, rest) };
      }
    }
    for (const sample of samples.filter((each) => at.length > 0 && kindOf(each) !== kindOf(value)))
      yield { told: `${pointer} is ${JSON.stringify(sample)}`, document: changed(document, at, sample) };
  }
}

function* places(value, at) {
  yield { at, value };
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value))
    yield* places(inner, [...at, Array.isArray(value) ? Number(key) : key]);
}

/** A copy of the document with another value at a place. */
export function changed(document, at, value) {
  if (at.length === 0) return value;
  const copy = structuredClone(document);
  const last = at.at(-1);
  at.slice(0, -1).reduce((inner, step) => inner[step], copy)[last] = value;
  return copy;
}
