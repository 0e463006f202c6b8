// The answer of a route that serves snapshots.

import type { Snapshot } from "../shared/snapshot.js";
import type { Answer } from "./answer.js";
import type { SignedSnapshot } from "./decider.js";

/** Returns a snapshot as a response, or 304 if `ifNoneMatch` names it. */
export function snapshotAnswer(made: Snapshot | SignedSnapshot, ifNoneMatch: string): Answer {
  const { text, tag, revision, signature } = isSigned(made) ? made : unsigned(made);
  const headers = {
    "Cache-Control": "private, no-store",
    Vary: "Authorization, Cookie",
    ETag: tag,
    "Lockstep-Revision": revision,
  };
  if (names(ifNoneMatch, tag)) return { status: 304, headers, body: "" };
  const signed = signature === "" ? {} : { "Lockstep-Signature": signature };
  return { status: 200, headers: { "Content-Type": "application/json", ...headers, ...signed }, body: text };
}

function isSigned(made: Snapshot | SignedSnapshot): made is SignedSnapshot {
  return typeof made.text === "string";
}

/** The tag stays the same for half the life of a snapshot, unless something in it has changed. */
function unsigned(snapshot: Snapshot): SignedSnapshot {
  const { issuedAt, expiresAt, ...facts } = snapshot;
  const [from, to] = [issuedAt, expiresAt].map(Date.parse) as [number, number];
  const half = Math.floor(from / ((to - from) / 2));
  const revision = String(snapshot.revision);
  const tag = `"${revision}.${half}.${markOf(JSON.stringify(facts))}"`;
  return { text: JSON.stringify(snapshot), tag, revision, signature: "" };
}

/**
 * Returns 64 bits of a string. They are no secret and prove nothing: a snapshot of the same revision differs by time
 * alone.
 */
function markOf(text: string): string {
  let [a, b] = [0x811c9dc5, 0x41c6ce57];
  for (let at = 0; at < text.length; at++) {
    a = Math.imul(a ^ text.charCodeAt(at), 0x9e3779b1);
    b = Math.imul(b ^ text.charCodeAt(at) ^ (a >>> 15), 0x5f356495);
  }
  return [a, b].map((each) => (each >>> 0).toString(16).padStart(8, "0")).join("");
}

/** Whether a header `If-None-Match` names a tag, also as a weak one. */
function names(header: string, tag: string): boolean {
  return header.split(",").some((each) => [tag, `W/${tag}`, "*"].includes(each.trim()));
}
