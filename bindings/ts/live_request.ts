// What a page asks the server for, and whether both agree.

import type { Action } from "./generated/policy.js";
import type { Context, Decision, Resource } from "./types.js";

/** What a page asks the server to do; who asks is in the token. */
export interface LiveRequest<A extends string = Action> {
  readonly action: A;
  readonly resource?: Resource | undefined;
  /** Without what only a host may say. */
  readonly context?: (Context & { readonly owner?: never; readonly passwordVerified?: never; readonly now?: never }) | undefined;
}

export interface RequestOptions {
  /** Give the same one to ask again for the same change, after a reload of the page say. One is made where it is absent. */
  readonly idempotencyKey?: string | undefined;
  /** How long to wait, once the server has answered, for the page to show it: milliseconds (5000). */
  readonly patience?: number | undefined;
}

export interface Answer {
  readonly decision: Decision;
  /** What `live.access.revision` has reached, unless the events took longer than `patience`. */
  readonly revision: number;
}

/** The page and the server disagreed: the page is behind, runs another policy, or has been tampered with. */
export interface Drift<A extends string = Action> {
  readonly request: LiveRequest<A>;
  readonly page: Decision;
  readonly server: Decision;
}

/** What the page has left open is no disagreement. */
export function hasDrifted(page: Decision, server: Decision): boolean {
  if (page.allowed === server.allowed) return false;
  const { reason } = server;
  const wasLeftOpen = page.allowed && reason !== undefined && (page.unverified.includes(reason) || (reason === "context_missing" && page.unverified.length > 0));
  return !wasLeftOpen;
}

export function requestText(request: LiveRequest<string>): string {
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
