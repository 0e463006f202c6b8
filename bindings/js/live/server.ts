// The connection of one user's page to the server: the token, the keys, and the failures of requests.

import { LockstepError } from "../index.js";
import type { ServerClock } from "../shared/server_clock.js";
import type { Decision, Problem } from "../shared/decision.js";
import type { Vocabulary } from "../shared/vocabulary.js";
import { canVerify, keyIdOf, verify, type Keys, type Signature, type Signed } from "./signature.js";

/** The token of the signed-in user, or a function that returns it. A function may get a new one. */
export type Token = string | (() => string | Promise<string>);

/** A response of the server that is no success. */
export class Refusal extends LockstepError {
  /** The HTTP status of the response. */
  readonly status: number;

  constructor(status: number, problems: readonly Problem[]) {
    super(`The server answers ${status}.`, problems);
    this.status = status;
  }
}

export function unreachable(message: string): LockstepError {
  return new LockstepError("The server cannot be reached.", [{ code: "server_unreachable", field: "", message }]);
}

/** Returns the LockstepError that was thrown, or one that the server cannot be reached. */
export function asProblem(error: unknown): LockstepError {
  return error instanceof LockstepError ? error : unreachable(error instanceof Error ? error.message : String(error));
}

/** An answer may be this old when it arrives, in milliseconds. One that seems older shows that the clock is ahead. */
const longestDelay = 10_000;

type Sent = RequestInit & { readonly headers?: Record<string, string>; readonly signal: AbortSignal };

/** @internal */
export class Server {
  readonly #base: string;
  readonly #account: string;
  readonly #askToken: () => string | Promise<string>;
  readonly #fetch: typeof fetch;
  readonly #clock: ServerClock;
  readonly #pinned: Keys | undefined;
  #token: string | undefined;
  #keys: Keys | undefined;

  constructor(
    url: string | URL,
    account: string,
    token: Token,
    pinned: Keys | undefined,
    clock: ServerClock,
    fetching: typeof fetch = (input, init) => fetch(input, init),
  ) {
    this.#base = String(url).replace(/\/+$/, "");
    this.#account = `/v1/accounts/${encodeURIComponent(account)}/`;
    this.#askToken = typeof token === "string" ? () => token : token;
    this.#fetch = fetching;
    this.#pinned = pinned;
    this.#clock = clock;
  }

  /** Makes the next request ask for the token again. */
  forgetToken(): void {
    this.#token = undefined;
  }

  /** Returns a successful response, and throws a Refusal for any other. On a 401, asks for a new token once. */
  async send(path: string, init: Sent): Promise<Response> {
    const response = await this.#answer(this.#account + path, init);
    this.#adjustClock(Date.parse(response.headers.get("Date") ?? ""));
    return response;
  }

  /** Returns a policy by its digest, compiled as `format`, after its signature was checked. */
  async policy(digest: string, format: string, signal: AbortSignal): Promise<string> {
    const load = async (cache: RequestCache): Promise<string> => {
      // The time of a response from the cache is long past.
      const response = await this.#answer(`/v1/policies/${digest}?format=${encodeURIComponent(format)}`, {
        cache,
        signal,
      });
      const body = new Uint8Array(await response.arrayBuffer());
      await this.check(body, response.headers.get("Lockstep-Signature"), signal, "lockstep-policy");
      return new TextDecoder().decode(body);
    };
    try {
      return await load("default");
    } catch (error) {
      // The cached policy may be signed by a key that the server no longer publishes.
      if (
        error instanceof Refusal ||
        !(error instanceof LockstepError) ||
        !error.problems.some(({ code }) => code.startsWith("signature_"))
      )
        throw error;
      return load("reload");
    }
  }

  async #answer(path: string, { headers, ...init }: Sent): Promise<Response> {
    const ask = async (): Promise<Response> => {
      const token = this.#token ?? (await this.#newToken());
      // One that comes too late takes no other's place.
      init.signal.throwIfAborted();
      this.#token = token;
      return this.#fetch(this.#base + path, { ...init, headers: { ...headers, Authorization: `Bearer ${token}` } });
    };
    let response = await ask();
    if (response.status === 401) {
      await response.body?.cancel();
      this.forgetToken();
      response = await ask();
    }
    if (!response.ok) throw await refusalOf(response);
    return response;
  }

  /** Returns the server's decision about a request, which it has carried out if it is allowed. */
  async decide(body: string, idempotencyKey: string, signal: AbortSignal): Promise<Decision<Vocabulary>> {
    try {
      const headers = { "Content-Type": "application/json", "Idempotency-Key": idempotencyKey };
      const response = await this.send("requests", { method: "POST", body, headers, signal });
      const { decision }: { readonly decision: Decision<Vocabulary> } = await response.json();
      return decision;
    } catch (error) {
      if (error instanceof Denied) return error.decision;
      throw error;
    }
  }

  /** Throws a LockstepError unless the server has signed these bytes. */
  async check(
    body: Uint8Array,
    signature: string | null,
    signal: AbortSignal,
    kind: Signed = "lockstep-snapshot",
  ): Promise<Signature> {
    if (!(await canVerify())) return "unsupported";
    const kid = keyIdOf(signature, kind);
    let keys = this.#pinned ?? this.#keys;
    // The server may have a new one.
    if (!this.#pinned && !keys?.keys.some((key) => key.kid === kid)) keys = this.#keys = await this.#fetchKeys(signal);
    await verify(body, signature ?? "", keys ?? { keys: [] }, kind);
    return "verified";
  }

  /** Adjusts the clock by the time at which an answer was written. */
  #adjustClock(time: number): void {
    if (time < this.#clock.now() - longestDelay) this.#clock.set(time);
    this.#clock.reach(time);
  }

  async #newToken(): Promise<string> {
    try {
      return await this.#askToken();
    } catch (error) {
      throw new LockstepError("There is no token.", [
        { code: "token_missing", field: "token", message: error instanceof Error ? error.message : String(error) },
      ]);
    }
  }

  async #fetchKeys(signal: AbortSignal): Promise<Keys> {
    const response = await this.#fetch(`${this.#base}/v1/keys`, { cache: "no-cache", signal });
    if (!response.ok) throw unreachable(`/v1/keys answers ${response.status}.`);
    const published: Partial<Keys> | null = await response.json();
    return { keys: Array.isArray(published?.keys) ? published.keys : [] };
  }
}

/**
 * Returns the state that a problem ends the connection in, if it does. Only the server itself can say that an account
 * is gone.
 */
export function endAfter(problem: LockstepError): "signedOut" | "closed" | undefined {
  if (!(problem instanceof Refusal)) return undefined;
  return problem.status === 401 ? "signedOut" : isOf(problem, "account_unknown") ? "closed" : undefined;
}

/** Returns whether the page has a history that the server lacks, such as after a restore from a backup. */
export function isOfGoneHistory(error: unknown): boolean {
  return error instanceof Refusal && isOf(error, "history_differs");
}

/** Returns whether another attempt may help. */
export function mayPass(problem: LockstepError): boolean {
  if (!(problem instanceof Refusal)) return isOf(problem, "server_unreachable");
  // The event stream brings another history soon.
  if (isOfGoneHistory(problem)) return true;
  // Of a proxy that has no server behind it for the moment.
  return [502, 503, 504].includes(problem.status) || (problem.status === 404 && isOf(problem, unsaid));
}

/** The code of a response that a proxy has sent, not the server. */
const unsaid = "http";

/** Whether a problem with this code is among an error's. @internal */
export function isOf({ problems }: LockstepError, wanted: string): boolean {
  return problems.some(({ code }) => code === wanted);
}

/** A 403 with the decision in it. */
class Denied extends Refusal {
  readonly decision: Decision<Vocabulary>;

  constructor(decision: Decision<Vocabulary>) {
    super(403, [{ code: decision.reason ?? "", field: "", message: decision.message }]);
    this.decision = decision;
  }
}

async function refusalOf(response: Response): Promise<Refusal> {
  let sent: {
    readonly code?: string;
    readonly detail?: string;
    readonly problems?: readonly Problem[];
    readonly decision?: Decision<Vocabulary>;
  } = {};
  try {
    sent = (await response.json()) ?? {};
  } catch {
    // A proxy's page, say.
  }
  if (response.status === 403 && sent.decision) return new Denied(sent.decision);
  return new Refusal(
    response.status,
    sent.problems ?? [
      { code: sent.code ?? unsaid, field: "", message: sent.detail ?? `HTTP status ${response.status}` },
    ],
  );
}
