// The guard that the bindings to frameworks share. Everything that fails denies.

import type { Decision } from "../shared/decision.js";
import type { Request } from "../shared/request.js";
import type { Snapshot } from "../shared/snapshot.js";
import type { Vocabulary } from "../shared/vocabulary.js";
import { denied, notSignedIn, unavailable, unreadable, type Answer } from "./answer.js";
import type { SignedSnapshot } from "./decider.js";
import { isInvalid } from "./invalid_request.js";
import { checkGuard, checkRoute, requestOf, signedIn, type GuardOptions, type Route } from "./route.js";
import { snapshotAnswer } from "./snapshot.js";

/** A request that was allowed. */
export interface Checked<V extends Vocabulary> {
  /** The request that was decided: act on this resource and these fields. */
  readonly request: Request<V>;
  /** The decision, which allows. */
  readonly decision: Decision<V>;
}

type Checking<A> = (request: A) => Promise<Answer | undefined>;

/** @internal */
export class Guard<V extends Vocabulary, R extends object> {
  readonly #options: GuardOptions<V, R>;
  readonly #checked = new WeakMap<R, Checked<V>>();

  constructor(options: GuardOptions<V, R>) {
    checkGuard(options);
    this.#options = options;
  }

  /** Returns a function that returns the answer to a request that is not allowed; undefined if it is. */
  check<A extends readonly [R, ...unknown[]]>(action: V["action"], route: Route<V, A>): Checking<A> {
    checkRoute(route);
    return async (args) => {
      // An allowance of an earlier check is not one of this.
      this.#checked.delete(args[0]);
      const principal = signedIn(await this.#options.principal(args[0]));
      if (!principal) return notSignedIn();
      try {
        const request = await requestOf(principal, action, route, this.#options.trusted ?? {}, args);
        return await this.#decide(args[0], request);
      } catch (error) {
        if (isInvalid(error)) return unreadable(error.problems);
        if (error instanceof URIError) return unreadable([undecodable]);
        throw error;
      }
    };
  }

  /** Returns the answer of the route for snapshots. `ifNoneMatch` is the header. */
  async snapshot(of: R, ifNoneMatch: string): Promise<Answer> {
    const principal = signedIn(await this.#options.principal(of));
    if (!principal) return notSignedIn();
    let made: Snapshot | SignedSnapshot;
    try {
      made = await this.#options.decider.snapshot(principal);
    } catch (error) {
      return this.#fail(error);
    }
    return snapshotAnswer(made, ifNoneMatch);
  }

  /** Returns what was checked of a request. Throws if this guard has not allowed it. */
  checked(request: R): Checked<V> {
    const checked = this.#checked.get(request);
    if (!checked) throw new Error("This request was not checked: its route lacks the guard.");
    return checked;
  }

  async #decide(of: R, request: Request<V>): Promise<Answer | undefined> {
    let decision: Decision<V>;
    try {
      decision = await this.#options.decider.decide(request);
    } catch (error) {
      if (isInvalid(error)) throw error;
      return this.#fail(error);
    }
    if (typeof decision?.allowed !== "boolean") return this.#fail(new TypeError("The decider returned no decision."));
    if (decision.reason === "not_ready") return this.#fail(new Error(decision.message));
    // The engine names by a JSON pointer what it could not read.
    const faults = (decision.problems ?? []).filter(({ field }) => field.startsWith("/"));
    if (faults.length > 0) return unreadable(faults);
    if (!decision.allowed) return denied(decision);
    if (decision.unverified.length > 0) return denied(open(decision));
    this.#checked.set(of, { request, decision });
    return undefined;
  }

  #fail(error: unknown): Answer {
    (this.#options.onError ?? console.error)(error);
    return unavailable();
  }
}

/**
 * Returns the denial of a request that an allowance has left open: a menu may show the action, but it cannot be carried
 * out before these fields are known.
 */
function open<V extends Vocabulary>({ unverified, revision }: Decision<V>): Decision<V> {
  const message = `Something the action needs is missing or not valid: ${unverified.join(", ")}.`;
  const nothing = { because: [], remedies: [], problems: [] };
  return { allowed: false, reason: "context_missing", show: "disabled", message, ...nothing, unverified, revision };
}

const undecodable = { code: "path_invalid", field: "", message: "The address has an invalid `%` sequence." };
