// Handlers that take a Request and return a Response: Next, Hono, Workers, Deno and Bun.

import type { FetchRequest, FetchResponse } from "../shared/platform.js";
import type { Vocabulary } from "../shared/vocabulary.js";
import type { Answer } from "./answer.js";
import { Guard, type Checked } from "./guard.js";
import type { Awaitable, GuardOptions, Route } from "./route.js";

export type { FetchRequest } from "../shared/platform.js";

/** What a handler gets first: a Request, or the context of Hono with the Request in it. */
export type Incoming =
  | FetchRequest
  | {
      /** Hono's request. */
      readonly req: {
        /** The Request in it. */
        readonly raw: FetchRequest;
      };
    };

/** Guards handlers. `R` is what they get first. */
export interface HandlerGuard<V extends Vocabulary, R> {
  /**
   * Returns a handler that calls `handle` for an allowed request, and answers any other. `M` is what follows the
   * request: the parameters of Next, or the environment of a Worker.
   */
  require<M = never>(
    action: V["action"],
    route: Route<V, readonly [R, M]>,
    handle: (request: R, more: M) => Awaitable<FetchResponse>,
  ): (request: R, ...more: [M] extends [never] ? unknown[] : [M, ...unknown[]]) => Promise<FetchResponse>;
  /** The handler of the route that serves the snapshot of the signed-in principal. */
  readonly snapshot: (request: R) => Promise<FetchResponse>;
  /** Returns what was checked of a request. Throws if this guard has not allowed it. */
  checked(request: R): Checked<V>;
}

/** Makes the guard of an account. `R` is what handlers get first, taken from the parameter of `principal`. */
export function createGuard<V extends Vocabulary, R extends Incoming = FetchRequest>(
  options: GuardOptions<V, R>,
): HandlerGuard<V, R> {
  const guard = new Guard(options);
  return {
    require<M>(
      action: V["action"],
      route: Route<V, readonly [R, M]>,
      handle: (request: R, more: M) => Awaitable<FetchResponse>,
    ) {
      const check = guard.check(action, route);
      return async (request: R, ...more: unknown[]) => {
        const answer = await check([request, more[0] as M]);
        return answer ? responseOf(answer) : handle(request, more[0] as M);
      };
    },
    async snapshot(request) {
      const { headers }: Request = "req" in request ? request.req.raw : request;
      return responseOf(await guard.snapshot(request, headers.get("If-None-Match") ?? ""));
    },
    checked: (request) => guard.checked(request),
  };
}

function responseOf({ status, headers, body }: Answer): Response {
  // A response with this status must have no body.
  return new Response(status === 304 ? null : body, { status, headers });
}
