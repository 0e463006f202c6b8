// The server as one person's page speaks to it: who asks, and what goes wrong on the way.

import { LockstepError } from "./index.js";
import type { ServerClock } from "./server_clock.js";
import type { Decision, Problem } from "./types.js";
import type { Vocabulary } from "./vocabulary.js";
import { canVerify, keyIdOf, verify, type Keys, type Signature } from "./signature.js";

export type Token = string | (() => string | Promise<string>);

/** What the server said instead of an answer. */
export class Refusal extends LockstepError {
  readonly status: number;

  constructor(status: number, problems: readonly Problem[]) {
    super(`The server answers ${status}.`, problems);
    this.status = status;
  }
}

export function unreachable(message: string): LockstepError {
  return new LockstepError("The server cannot be reached.", [{ code: "server_unreachable", field: "", message }]);
}

/** What was thrown, as a problem that can be sent. */
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

  constructor(url: string | URL, account: string, token: Token, pinned: Keys | undefined, clock: ServerClock, fetching: typeof fetch = (input, init) => fetch(input, init)) {
    this.#base = String(url).replace(/\/+$/, "");
    this.#account = `/v1/accounts/${encodeURIComponent(account)}/`;
    this.#askToken = typeof token === "string" ? () => token : token;
    this.#fetch = fetching;
    this.#pinned = pinned;
    this.#clock = clock;
  }

  /** The next request asks for the token anew. */
  forgetToken(): void {
    this.#token = undefined;
  }

  /** An answer that is none of success is thrown as a Refusal, but for a decision; a 401 once asks for another token. */
  async send(path: string, { headers, ...init }: Sent): Promise<Response> {
    const ask = async (): Promise<Response> => {
      const token = this.#token ?? (await this.#newToken());
      // One that comes too late takes no other's place.
      init.signal.throwIfAborted();
      this.#token = token;
      return this.#fetch(this.#base + this.#account + path, { ...init, headers: { ...headers, Authorization: `Bearer ${token}` } });
    };
    let response = await ask();
    if (response.status === 401) {
      await response.body?.cancel();
      this.forgetToken();
      response = await ask();
    }
    if (!response.ok) throw await refusalOf(response);
    this.#hear(Date.parse(response.headers.get("Date") ?? ""));
    return response;
  }

  /** What the server decided about a request: allowed and carried out, or not. */
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
  async check(body: Uint8Array, signature: string | null, signal: AbortSignal): Promise<Signature> {
    if (!(await canVerify())) return "unsupported";
    const kid = keyIdOf(signature);
    let keys = this.#pinned ?? this.#keys;
    // The server may have a new one.
    if (!this.#pinned && !keys?.keys.some((key) => key.kid === kid)) keys = this.#keys = await this.#fetchKeys(signal);
    await verify(body, signature ?? "", keys ?? { keys: [] });
    return "verified";
  }

  /** Takes the time at which an answer was written. */
  #hear(time: number): void {
    if (time < this.#clock.now() - longestDelay) this.#clock.set(time);
    this.#clock.reach(time);
  }

  async #newToken(): Promise<string> {
    try {
      return await this.#askToken();
    } catch (error) {
      throw new LockstepError("There is no token.", [{ code: "token_missing", field: "token", message: error instanceof Error ? error.message : String(error) }]);
    }
  }

  async #fetchKeys(signal: AbortSignal): Promise<Keys> {
    const response = await this.#fetch(`${this.#base}/v1/keys`, { cache: "no-cache", signal });
    if (!response.ok) throw unreachable(`/v1/keys answers ${response.status}.`);
    const given: Partial<Keys> | null = await response.json();
    return { keys: Array.isArray(given?.keys) ? given.keys : [] };
  }
}

/** What the server's answer means for the connection as a whole. That an account is gone only the server itself can say. */
export function endAfter(problem: LockstepError): "signedOut" | "closed" | undefined {
  if (!(problem instanceof Refusal)) return undefined;
  return problem.status === 401 ? "signedOut" : isOf(problem, "account_unknown") ? "closed" : undefined;
}

/** Whether asking again may help. */
export function mayPass(problem: LockstepError): boolean {
  if (!(problem instanceof Refusal)) return isOf(problem, "server_unreachable");
  // Of a proxy that has no server behind it for the moment.
  return [502, 503, 504].includes(problem.status) || (problem.status === 404 && isOf(problem, unsaid));
}

/** The code of what is no answer of the server's own. */
const unsaid = "http";

function isOf({ problems }: LockstepError, wanted: string): boolean {
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
  let sent: { readonly code?: string; readonly detail?: string; readonly problems?: readonly Problem[]; readonly decision?: Decision<Vocabulary> } = {};
  try {
    sent = (await response.json()) ?? {};
  } catch {
    // A proxy's page, say.
  }
  if (response.status === 403 && sent.decision) return new Denied(sent.decision);
  return new Refusal(response.status, sent.problems ?? [{ code: sent.code ?? unsaid, field: "", message: sent.detail ?? `HTTP status ${response.status}` }]);
}
