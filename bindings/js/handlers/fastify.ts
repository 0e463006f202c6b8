// Fastify: a preHandler for routes, and a plugin that serves snapshots.

import type { Vocabulary } from "../shared/vocabulary.js";
import type { Answer } from "./answer.js";
import { Guard, type Checked } from "./guard.js";
import type { GuardOptions, Route } from "./route.js";

/** The part of Fastify's reply that a guard uses. */
export interface FastifyReply {
  /** Sets the HTTP status. */
  code(status: number): unknown;
  /** Sets headers. */
  headers(values: Record<string, string>): unknown;
  /** Sends the response. */
  send(body: string): unknown;
}

/** The part of Fastify's request that a guard uses itself. */
export interface FastifyRequest {
  /** The headers, by their names in lower case. */
  readonly headers: { readonly [name: string]: string | string[] | undefined };
}

/** A `preHandler` or a handler of Fastify. */
export type FastifyHandler<R> = (request: R, reply: FastifyReply) => Promise<unknown>;

/** The part of an instance of Fastify that the plugin uses. */
export interface FastifyInstance<R> {
  /** Adds a route. */
  get(path: string, handler: FastifyHandler<R>): unknown;
}

/** Guards routes of Fastify. */
export interface FastifyGuard<V extends Vocabulary, R> {
  /** Returns the `preHandler` of a route, which answers a request that is not allowed. */
  require(action: V["action"], route?: Route<V, readonly [R]>): FastifyHandler<R>;
  /** The handler of the route that serves the snapshot of the signed-in principal. */
  readonly snapshot: FastifyHandler<R>;
  /** A plugin that serves the snapshot at `path`; `/snapshot` by default. */
  plugin(instance: FastifyInstance<R>, options?: { readonly path?: string }): Promise<void>;
  /** Returns what was checked of a request. Throws if this guard has not allowed it. */
  checked(request: R): Checked<V>;
}

/** Makes the guard of an account. `R` is the type of requests, taken from the parameter of `principal`. */
export function createGuard<V extends Vocabulary, R extends FastifyRequest>(
  options: GuardOptions<V, R>,
): FastifyGuard<V, R> {
  const guard = new Guard(options);
  const snapshot = handling((request: R) => guard.snapshot(request, String(request.headers["if-none-match"] ?? "")));
  return {
    require(action, route = {}) {
      const check = guard.check(action, route);
      return handling((request) => check([request]));
    },
    snapshot,
    async plugin(instance, { path = "/snapshot" } = {}) {
      instance.get(path, snapshot);
    },
    checked: (request) => guard.checked(request),
  };
}

/** Fastify stops at a hook that returns the reply. */
function handling<R>(answering: (request: R) => Promise<Answer | undefined>): FastifyHandler<R> {
  return async (request, reply) => {
    const answer = await answering(request);
    if (!answer) return undefined;
    reply.code(answer.status);
    reply.headers(answer.headers);
    reply.send(answer.body);
    return reply;
  };
}
