// The requests of a page to the server, and whether both decide alike.

import type { Builtin } from "../shared/generated/policy.js";
import { jsonWithTimes } from "../shared/text.js";
import type { Decision } from "../shared/decision.js";
import type { AccessRequest, Context } from "../shared/request.js";
import type { Vocabulary } from "../shared/vocabulary.js";

/** A change that a page requests of the server. The principal is in the token. */
export interface LiveRequest<V extends Vocabulary = Builtin> extends AccessRequest<V> {
  /** Without the trusted fields, which only a host may set. */
  readonly context?:
    | (Context<V> & {
        /** Excluded: a trusted field. */
        readonly owner?: never;
        /** Excluded: a trusted field. */
        readonly passwordVerified?: never;
        /** Excluded: a trusted field. */
        readonly now?: never;
      })
    | undefined;
}

/** How a change is requested. */
export interface RequestOptions {
  /** The key of the change: requests with the same key are carried out once, also after a reload. Random by default. */
  readonly idempotencyKey?: string | undefined;
  /** Milliseconds to wait after the answer until the page shows the change. Defaults to 5000. */
  readonly patience?: number | undefined;
}

/** The server's answer to a request. */
export interface Answer<V extends Vocabulary = Builtin> {
  /** The server's decision. If it is allowed, the change is on disk. */
  readonly decision: Decision<V>;
  /** The revision of the change. `live.access` has it, unless the events took longer than `patience`. */
  readonly revision: number;
}

/** The page and the server disagreed: the page is behind, runs another policy, or has been tampered with. */
export interface Drift<V extends Vocabulary = Builtin> {
  /** The request that both decided. */
  readonly request: LiveRequest<V>;
  /** The page's decision. */
  readonly page: Decision<V>;
  /** The server's decision. */
  readonly server: Decision<V>;
}

/** A page without a snapshot cannot disagree, and a decision with `unverified` reasons is no disagreement. */
export function hasDrifted(page: Decision<Vocabulary>, server: Decision<Vocabulary>): boolean {
  if (page.allowed === server.allowed || page.reason === "not_ready") return false;
  const { reason } = server;
  const wasLeftOpen =
    page.allowed &&
    reason !== undefined &&
    (page.unverified.includes(reason) || (reason === "context_missing" && page.unverified.length > 0));
  return !wasLeftOpen;
}

export function requestBody({ action, resource, context }: LiveRequest<Vocabulary>): string {
  return jsonWithTimes({ action, resource, context });
}

/** A page without https has no randomUUID. */
export function newKey(): string {
  return crypto.randomUUID?.() ?? crypto.getRandomValues(new Uint32Array(4)).join("-");
}
