// The assets that a public link shows to its visitors: answered by the demonstration's host, decided by Lockstep.
import type { Decision } from "lockstep";
import { Failure, unreachable } from "../session/failures";

export interface Item {
  readonly kind: "file" | "folder" | "collection";
  /** Of a file or folder. */
  readonly path?: string;
  /** Of a collection. */
  readonly name?: string;
  readonly endsAt?: string;
}

export interface Shown {
  readonly id: string;
  readonly path: string;
  readonly kind: "file" | "folder";
}

export type Visit = { readonly item: Item; readonly assets: readonly Shown[] } | { readonly decision: Decision };

export interface Visited {
  readonly answer: Visit;
  /** The server's time, in milliseconds since 1970: the device's clock may be wrong. */
  readonly at: number;
}

export const addressOf = (link: string): string => `${window.location.origin}/?link=${encodeURIComponent(link)}`;

/** The link that the page was opened for; null: the dashboard itself is meant. */
export const linkOf = (query: string): string | null => new URLSearchParams(query).get("link");

/** Throws a Failure where there is no answer; a refusal is one. */
export async function visit(link: string, password: string | undefined): Promise<Visited> {
  const response = await fetch("/demo/visit", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ link, password }),
    cache: "no-store",
  }).catch(() => {
    throw new Failure("server_unreachable", unreachable);
  });
  const answer: Visit & { readonly detail?: string } = await response.json().catch(() => ({}));
  if (response.ok || "decision" in answer)
    return { answer, at: Date.parse(response.headers.get("Date") ?? "") || Date.now() };
  throw new Failure(
    "http",
    response.status === 429 && answer.detail ? answer.detail : "The server cannot show this link now.",
  );
}
