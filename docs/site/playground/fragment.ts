// The state of the page in the fragment of its address: `#example=github`, or the documents, deflated. No browser
// sends a fragment.

import { type Documents, documentNames } from "./messages.js";

export interface State {
  /** The example that the documents began as. */
  readonly example: string;
  /** The documents, where they differ from the example. */
  readonly documents?: Documents;
  /** The view of answers. */
  readonly view: string;
}

/** Begins the fragment of documents; the number is the format's. */
const prefix = "1.";

/** The longest documents that a link restores. It keeps a crafted link from filling the memory. */
const mostBytes = 8_000_000;

export async function fragmentOf({ example, documents, view }: State): Promise<string> {
  if (!documents) return `#${new URLSearchParams({ example, view })}`;
  const json = new Blob([JSON.stringify({ example, view, ...documents })]);
  const deflated = await new Response(json.stream().pipeThrough(new CompressionStream("deflate"))).arrayBuffer();
  return `#${prefix}${base64(new Uint8Array(deflated))}`;
}

/** Returns the state of a fragment; nothing if there is none in it. Throws if the link is damaged. */
export async function stateOf(fragment: string): Promise<State | undefined> {
  const written = fragment.replace(/^#/, "");
  if (!written.startsWith(prefix)) {
    const given = new URLSearchParams(written);
    const example = given.get("example");
    return example === null ? undefined : { example, view: given.get("view") ?? "" };
  }
  const { example = "", view = "", ...documents } = JSON.parse(await inflated(bytesOf(written.slice(prefix.length))));
  if (!documentNames.every((name) => typeof documents[name] === "string")) throw new Error("A document is missing.");
  return { example: String(example), view: String(view), documents };
}

async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.byteLength;
    if (size > mostBytes) throw new Error("The documents are too large.");
    chunks.push(next.value);
  }
  return new Blob(chunks).text();
}

function base64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function bytesOf(written: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(written.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
}
