// What a page asks the server for, and whether both agree.

import type { Builtin } from "./generated/policy.js";
import type { AccessRequest, Context, Decision } from "./types.js";
import type { Vocabulary } from "./vocabulary.js";

/** What a page asks the server to do; who asks is in the token. */
export interface LiveRequest<V extends Vocabulary = Builtin> extends AccessRequest<V> {
  /** Without the trusted fields, which only a host may set. */
  readonly context?: (Context<V> & { readonly owner?: never; readonly passwordVerified?: never; readonly now?: never }) | undefined;
}

export interface RequestOptions {
  /** Give the same one to ask again for the same change, after a reload of the page say. One is made where it is absent. */
  readonly idempotencyKey?: string | undefined;
  /** How long to wait, once the server has answered, for the page to show it: milliseconds (5000). */
  readonly patience?: number | undefined;
}

export interface Answer<V extends Vocabulary = Builtin> {
  readonly decision: Decision<V>;
  /** What `live.access.revision` has reached, unless the events took longer than `patience`. */
  readonly revision: number;
}

/** The page and the server disagreed: the page is behind, runs another policy, or has been tampered with. */
export interface Drift<V extends Vocabulary = Builtin> {
  readonly request: LiveRequest<V>;
  readonly page: Decision<V>;
  readonly server: Decision<V>;
}

/** A page that has nothing to decide with disagrees with nobody, and what it has left open is no disagreement. */
export function hasDrifted(page: Decision<Vocabulary>, server: Decision<Vocabulary>): boolean {
  if (page.allowed === server.allowed || page.reason === "not_ready") return false;
  const { reason } = server;
  const wasLeftOpen = page.allowed && reason !== undefined && (page.unverified.includes(reason) || (reason === "context_missing" && page.unverified.length > 0));
  return !wasLeftOpen;
}

export function requestText(request: LiveRequest<Vocabulary>): string {
  const { action, resource, context } = request;
  // The engine's dates have whole seconds; `value` is what Date has made of itself already.
  return JSON.stringify({ action, resource, context }, function (this: Record<string, unknown>, key, value: unknown) {
    const given = this[key];
    return given instanceof Date ? `${given.toISOString().slice(0, 19)}Z` : value;
  });
}

/** A page without https has no randomUUID. */
export function newKey(): string {
  return crypto.randomUUID?.() ?? crypto.getRandomValues(new Uint32Array(4)).join("-");
}
