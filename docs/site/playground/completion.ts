// Completes keys and values: what the schema has at a place, and the names that the documents define.

import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  snippetCompletion,
} from "@codemirror/autocomplete";
import { type Path, type Place, placeAt } from "./json_place.js";
import type { DocumentName } from "./messages.js";
import type { Names } from "./names.js";
import type { Schemas } from "./schema.js";

/** What a string under this key names, in any document; the key of a list counts for its items. */
// biome-ignore format: a line for each word
const named: Readonly<Record<string, string>> = {
  action: "action", allow: "action", except: "action", actions: "action",
  user: "user", owner: "user", author: "user", member: "user", members: "user",
  role: "role", roles: "role", mayGive: "role",
  level: "level", includes: "level", gives: "level", levels: "level", shares: "level",
  plan: "plan", feature: "feature", limit: "limit", when: "condition", unless: "condition", condition: "condition",
  group: "group", collection: "collection", link: "link", apiKey: "apiKey", key: "apiKey",
  path: "path", to: "path", asset: "path", resource: "path", kind: "kind", in: "kind", collects: "kind", items: "id",
  policy: "policy", reason: "reason", count: "kind", maker: "relation", visitor: "action",
};

/** The keys under this key that are names. */
// biome-ignore format: it is short
const keysNamed: Readonly<Record<string, string>> = {
  attributes: "attribute", relations: "relation", context: "context", messages: "condition", show: "reason", resource: "kind",
};

export interface CompletionSource {
  readonly document: DocumentName;
  readonly schemas: Schemas;
  readonly names: () => Names;
}

/** Returns CodeMirror's source of completions for a document. */
export function completions({ document, schemas, names }: CompletionSource) {
  return (context: CompletionContext): CompletionResult | null => {
    const place = placeAt(context.state, context.pos);
    const before = context.state.sliceDoc(Math.max(0, context.pos - 1), context.pos);
    if (!place || (!context.explicit && !/[\w".*/-]/.test(before))) return null;
    schemas.format = names().format;
    const options = place.isKey
      ? keysOf(context, place, document, schemas, names())
      : valuesOf(place, document, schemas, names());
    const typed = context.state.sliceDoc(place.range.from, context.pos).replaceAll('"', "").toLowerCase();
    const fitting = options.filter(({ label }) => label.toLowerCase().includes(typed));
    if (fitting.length === 0) return null;
    // The whole value is replaced, and only what is before the cursor chooses.
    return { from: place.range.from, to: Math.max(place.range.to, context.pos), options: fitting, filter: false };
  };
}

function keysOf(
  context: CompletionContext,
  place: Place,
  document: DocumentName,
  schemas: Schemas,
  names: Names,
): Completion[] {
  const hasColon = /^\s*:/.test(context.state.sliceDoc(place.range.to, place.range.to + 20));
  const fromSchema = schemas.keysAt(schemaOf(document, names), inSchema(document, place.path));
  const word = keysNamed[lastKey(place.path)];
  const fromNames = (names.words[word ?? ""] ?? []).map((name) => ({
    name,
    description: word ?? "",
    opens: "" as const,
  }));
  return [...fromSchema, ...fromNames]
    .filter(({ name }) => !place.keys.includes(name) && name !== "")
    .map(({ name, description, opens }) => {
      const option = { label: JSON.stringify(name), type: "property", ...(description ? { info: description } : {}) };
      if (hasColon) return option;
      return snippetCompletion(`${escaped(JSON.stringify(name))}: ${values[opens]}`, option);
    });
}

/** CodeMirror's name of the place to write at. */
const here = "$" + "{}";
const values = { "{": `{ ${here} }`, "[": `[${here}]`, '"': `"${here}"`, "": here } as const;

const escaped = (written: string) => written.replace(/[\\{}$]/g, "\\$&");

function valuesOf(place: Place, document: DocumentName, schemas: Schemas, names: Names): Completion[] {
  const fromSchema = schemas.valuesAt(schemaOf(document, names), inSchema(document, place.path));
  const word = wordOf(document, place.path);
  const fromNames = (names.words[word ?? ""] ?? []).map((name) => JSON.stringify(name));
  const all = new Map<string, Completion>();
  for (const label of fromSchema) all.set(label, { label, type: "constant" });
  for (const label of fromNames) all.set(label, { label, type: "text", ...(word ? { detail: word } : {}) });
  return [...all.values()];
}

/** What a string at this path names. A few keys mean different things in different documents. */
function wordOf(document: DocumentName, path: Path): string | undefined {
  const key = lastKey(path);
  if (key === "on") return document === "policy" ? "kind" : "id";
  if (document === "policy" && key === "levels" && path[0] !== "customRoles") return undefined;
  if (document !== "policy" && path.at(-2) === "relations") return "user";
  return named[key];
}

const lastKey = (path: Path): string => String(path.findLast((step) => typeof step === "string") ?? "");

function schemaOf(document: DocumentName, { format }: Names): string {
  if (document === "scenarios") return "urn:lockstep:scenarios:1";
  return `urn:lockstep:${document === "questions" ? "request" : document}:${format}`;
}

/** The questions are a list of what their schema describes. */
const inSchema = (document: DocumentName, path: Path): Path => (document === "questions" ? path.slice(1) : path);
