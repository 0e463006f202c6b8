// Express 4 and 5, and other frameworks whose handlers take a request, a response and `next`.

import type { Vocabulary } from "../shared/vocabulary.js";
import type { Answer } from "./answer.js";
import { Guard, type Checked } from "./guard.js";
import type { GuardOptions, Route } from "./route.js";

/** The part of Express's response that a guard uses, which is Node's. */
export interface ExpressResponse {
  /** The HTTP status. */
  statusCode: number;
  /** Sets a header. */
  setHeader(name: string, value: string): unknown;
  /** Sends the response. */
  end(body: string): unknown;
}

/** The part of Express's request that a guard uses itself. */
export interface ExpressRequest {
  /** The headers, by their names in lower case. */
  readonly headers: { readonly [name: string]: string | string[] | undefined };
}

/** A handler or middleware of Express. */
export type ExpressHandler<R> = (
  request: R,
  response: ExpressResponse,
  next: (error?: unknown) => void,
) => Promise<void>;

/** Guards routes of Express. */
export interface ExpressGuard<V extends Vocabulary, R> {
  /** Returns the middleware of a route: calls `next` for an allowed request, and answers any other. */
  require(action: V["action"], route?: Route<V, readonly [R]>): ExpressHandler<R>;
  /** The handler of the route that serves the snapshot of the signed-in principal. */
  readonly snapshot: ExpressHandler<R>;
  /** Returns what was checked of a request. Throws if this guard has not allowed it. */
  checked(request: R): Checked<V>;
}

/** Makes the guard of an account. `R` is the type of requests, taken from the parameter of `principal`. */
export function createGuard<V extends Vocabulary, R extends ExpressRequest>(
  options: GuardOptions<V, R>,
): ExpressGuard<V, R> {
  const guard = new Guard(options);
  return {
    require(action, route = {}) {
      const check = guard.check(action, route);
      return handling((request) => check([request]));
    },
    snapshot: handling((request) => guard.snapshot(request, String(request.headers["if-none-match"] ?? ""))),
    checked: (request) => guard.checked(request),
  };
}

/** Express 4 does not wait for a handler, so an error is passed on. */
function handling<R>(answering: (request: R) => Promise<Answer | undefined>): ExpressHandler<R> {
  return async (request, response, next) => {
    try {
      const answer = await answering(request);
      if (answer) return send(response, answer);
    } catch (error) {
      return next(error);
    }
    next();
  };
}

function send(response: ExpressResponse, { status, headers, body }: Answer): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(body);
}
