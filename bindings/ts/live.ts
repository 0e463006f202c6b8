// lockstep/live: an access object that keeps itself current with `lockstep serve`.

import { Attempts } from "./attempts.js";
import { EventStream, type ServerEvent } from "./event_stream.js";
import type { Builtin } from "./generated/policy.js";
import { Access, LockstepError } from "./index.js";
import { hasDrifted, newKey, requestText, type Answer, type Drift, type LiveRequest, type RequestOptions } from "./live_request.js";
import { everyPage, type ListOptions, type Lists, type Terms } from "./live_lists.js";
import { asProblem, endAfter, mayPass, Server, unreachable, type Token } from "./live_server.js";
import { openSnapshot } from "./live_snapshot.js";
import type { LoadOptions } from "./load.js";
import type { Fetch, Url } from "./platform.js";
import type { Keys, Signature } from "./signature.js";
import { ServerClock } from "./server_clock.js";
import { tell } from "./tell.js";
import { clock, type Timing } from "./timing.js";
import type { Allowed, Preview } from "./account.js";
import type { AccessRequest, Decision } from "./types.js";
import type { Vocabulary, Words } from "./vocabulary.js";

/**
 * "connecting": there is a snapshot, and no event stream yet. "live": changes come as they are made. "stale": the
 * connection is lost and tried again; answers go on, and destructive actions are denied once the snapshot has expired.
 * "signedOut": the server takes no token any more; connect anew. "closed": by `close`, or the account is gone.
 */
export type State = "connecting" | "live" | "stale" | "signedOut" | "closed";

export interface ConnectOptions<V extends Vocabulary = Builtin> extends LoadOptions {
  /** Where the server is; "" in a page that it serves. */
  readonly url: string | Url;
  readonly account: string;
  /** A function is asked anew at each reconnection, and when the server no longer takes what it gave; it has 45 seconds. */
  readonly token: Token;
  /** The keys that snapshots may be signed with. Without them the server is asked for its own, and believed. */
  readonly keys?: Keys | undefined;
  readonly fetch?: Fetch | undefined;
  readonly onDrift?: ((drift: Drift<V>) => void) | undefined;
  /** Called at each change of state, and at each failed attempt with what went wrong. */
  readonly onState?: ((state: State, problem: LockstepError | undefined) => void) | undefined;
  /** @internal */
  readonly timing?: Timing | undefined;
}

/**
 * Loads a snapshot, checks its signature and follows the account's changes. Rejects with a LockstepError where there is
 * no snapshot to be had, or it is not what the server signed. Later failures are states, not exceptions.
 */
export async function connect<V extends Vocabulary = never, const P = unknown>(options: ConnectOptions<Words<V, P>> & { readonly policy?: P }): Promise<Live<Words<V, P>>> {
  return Live.open(options);
}

const mostAttempts = 6;

/** An access object kept current, and the way to ask the server for a change. */
export class Live<V extends Vocabulary = Builtin> {
  readonly #options: ConnectOptions<V>;
  readonly #server: Server;
  readonly #timing: Timing;
  readonly #clock: ServerClock;
  readonly #listeners = new Set<() => void>();
  readonly #attempts: Attempts;
  #access = Access.none<V>();
  #leaveAccess = (): void => undefined;
  /** Of the access objects that were given up. */
  #generation = 0;
  #state: State = "connecting";
  #problem: LockstepError | undefined;
  #signature: Signature = "unsupported";
  #failures = 0;
  #retry = 0;
  #lifetime = 0;
  #renewedAt = 0;

  private constructor(options: ConnectOptions<V>) {
    this.#options = options;
    this.#timing = options.timing ?? clock;
    this.#clock = new ServerClock(this.#timing, new Date(0));
    this.#attempts = new Attempts(this.#timing);
    this.#server = new Server(options.url, options.account, options.token, options.keys, this.#clock, options.fetch);
  }

  /** @internal */
  static async open<V extends Vocabulary>(options: ConnectOptions<V>): Promise<Live<V>> {
    const live = new Live(options);
    try {
      await live.#attempts.make((signal, heard) => live.#load(signal, heard, 0));
    } catch (error) {
      throw asProblem(error);
    }
    globalThis.addEventListener?.("online", live.#hurry);
    void live.#follow();
    return live;
  }

  /** As the page may ask now. Another object after a reload: ask for it each time. */
  get access(): Access<V> {
    return this.#access;
  }

  get state(): State {
    return this.#state;
  }

  /**
   * Milliseconds by which the server's clock is ahead of the device's, which may be wrong: `Date.now() + live.clockOffset` is the
   * server's time. Answers end by the server's.
   */
  get clockOffset(): number {
    return this.#clock.now() - Date.now();
  }

  /** Why it is not live. */
  get problem(): LockstepError | undefined {
    return this.#problem;
  }

  /**
   * Whether the snapshot's signature was checked. "unsupported": this runtime's WebCrypto has no Ed25519, and it went on
   * without. Changes on the stream are not signed: TLS guards them.
   */
  get signature(): Signature {
    return this.#signature;
  }

  /** A number that rises whenever any answer may have changed, also by time alone, or `access` is another object. */
  get generation(): number {
    return this.#generation + this.#access.generation;
  }

  /** Calls `listener` whenever `generation` has risen; returns how to stop that. Needs no `this`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    const own = () => listener();
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  };

  /**
   * Asks the server to do it, which decides for itself; a denial is an answer. Asks again with the same Idempotency-Key
   * where the network or the server fails, so it is done at most once. Rejects with a LockstepError where that does not
   * help, or the request is malformed.
   */
  async request(request: LiveRequest<V>, { idempotencyKey = newKey(), patience = 5_000 }: RequestOptions = {}): Promise<Answer<V>> {
    const page = this.#access.decide(request);
    const body = requestText(request);
    const server = (await this.#patiently((signal) => this.#server.decide(body, idempotencyKey, signal))) as Decision<V>;
    if (hasDrifted(page, server)) tell([() => this.#options.onDrift?.({ request, page, server })]);
    if (this.#state === "stale") this.#hurry();
    await this.#reach(server.revision, patience);
    return { decision: server, revision: server.revision };
  }

  /**
   * One of the server's lists for screens, as this person may know it, at the page's revision or a later one. Rejects
   * with a LockstepError where that is refused or cannot be had. Ask again when `access` has changed.
   */
  async list<Name extends keyof Lists>(name: Name, options: ListOptions = {}): Promise<readonly Lists<V>[Name][]> {
    return everyPage<Lists<V>[Name]>(name, options, (address) => this.#ask(address));
  }

  /** Plan, features and limits of the account. */
  async terms(): Promise<Terms<V>> {
    return this.#ask("terms");
  }

  /** Who may do this here, of the people this person knows; refused to who may not see who has access. */
  async whoCan({ action, resource }: Omit<AccessRequest<V>, "context">): Promise<readonly Allowed<V>[]> {
    const place = typeof resource === "string" ? { path: resource } : resource;
    const { users }: { readonly users: readonly Allowed<V>[] } = await this.#ask(`who-can?${new URLSearchParams({ action, ...place })}`);
    return users;
  }

  /** What a request would change, and for whom, of the people this person knows. Changes nothing. */
  async preview(request: LiveRequest<V>): Promise<Preview<V>> {
    return this.#ask("preview", requestText(request));
  }

  /** Ends it: from then on `access` denies everything. */
  close(): void {
    this.#end("closed", undefined);
  }

  // ---- Following ----

  async #follow(): Promise<void> {
    while (!this.#hasEnded()) {
      let problem = unreachable("The server has ended the event stream.");
      try {
        await this.#attempts.make((signal, heard) => this.#read(signal, heard));
      } catch (error) {
        problem = asProblem(error);
      }
      if (this.#hasEnded()) return;
      const ended = endAfter(problem);
      if (ended) return this.#end(ended, problem);
      this.#become("stale", problem);
      await this.#attempts.pause(this.#failures++, this.#retry);
      this.#server.forgetToken();
    }
  }

  /** One connection, from its request to its end. */
  async #read(signal: AbortSignal, heard: () => void): Promise<void> {
    // Where nothing has changed meanwhile the stream brings nothing, so nothing would renew what we have.
    if (this.#timing.now() > this.#renewedAt + this.#lifetime / 2) await this.#load(signal, heard, this.#access.revision);
    const since = String(this.#access.revision);
    const headers = { Accept: "text/event-stream", "Lockstep-Revision": since };
    const response = await this.#server.send(`events?since=${since}`, { headers, cache: "no-store", signal });
    // Not every `fetch` that is given heeds the signal to the end.
    signal.throwIfAborted();
    const reader = response.body?.getReader();
    if (!reader || !response.headers.get("Content-Type")?.startsWith("text/event-stream")) throw unreachable("What it sends is no event stream.");
    const stream = new EventStream();
    const cancel = () => void reader.cancel().catch(() => undefined);
    signal.addEventListener("abort", cancel);
    try {
      this.#become("live", undefined);
      for (;;) {
        const { done, value } = await reader.read();
        signal.throwIfAborted();
        if (done) return;
        heard();
        this.#failures = 0;
        for (const event of stream.push(value)) await this.#take(event, signal, heard);
        this.#retry = stream.retry ?? 0;
      }
    } finally {
      cancel();
    }
  }

  async #take({ type, data, id }: ServerEvent, signal: AbortSignal, heard: () => void): Promise<void> {
    const revision = id === "" ? NaN : Number(id);
    if (type === "reload") return this.#load(signal, heard, revision);
    if (type !== "delta") return;
    try {
      this.#access.update(data);
      this.#renewedAt = this.#timing.now();
    } catch (error) {
      // A reload may have brought more than what the stream had still to say.
      const isKnown = revision <= this.#access.revision && error instanceof LockstepError && error.problems.every(({ code }) => code === "delta_gap");
      if (!isKnown) await this.#load(signal, heard, revision);
    }
  }

  /** Puts a new snapshot, at this revision or a later one, in the place of what there is. */
  async #load(signal: AbortSignal, heard: () => void, atLeast: number): Promise<void> {
    const { access, signature, lifetime } = await openSnapshot<V>(this.#server, { ...this.#options, clock: this.#clock }, atLeast, signal, heard);
    if (signal.aborted) access.dispose();
    signal.throwIfAborted();
    const old = this.#access;
    this.#leaveAccess();
    this.#generation = this.generation + 1;
    this.#access = access;
    this.#leaveAccess = access.watch(this.#tell);
    this.#signature = signature;
    this.#lifetime = lifetime;
    this.#renewedAt = this.#timing.now();
    this.#tell();
    old.dispose();
  }

  // ---- Asking ----

  async #ask<T>(path: string, body?: string): Promise<T> {
    return this.#patiently(async (signal) => {
      const headers: Record<string, string> = { "Lockstep-Revision": String(this.#access.revision) };
      if (body !== undefined) headers["Content-Type"] = "application/json";
      const response = await this.#server.send(path, { ...(body === undefined ? {} : { method: "POST", body }), headers, signal });
      return response.json();
    });
  }

  /** Asks again where the network or the server has failed. */
  async #patiently<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      if (this.#state === "closed") throw new LockstepError("The request was not sent.", [{ code: "closed", field: "", message: "This connection was closed." }]);
      try {
        return await this.#attempts.make(ask);
      } catch (error) {
        const problem = asProblem(error);
        if (endAfter(problem) === "signedOut") this.#end("signedOut", problem);
        if (attempt >= mostAttempts || !mayPass(problem)) throw problem;
      }
      await this.#attempts.pause(attempt - 1, 0);
    }
  }

  /** Waits until the page is at this revision, but no longer than so many milliseconds. */
  #reach(revision: number, patience: number): Promise<void> {
    const isThere = () => this.#access.revision >= revision || this.#hasEnded();
    return new Promise((resolve) => {
      if (isThere()) return resolve();
      const done = () => {
        cancel();
        leave();
        resolve();
      };
      const cancel = this.#timing.after(patience, done);
      const leave = this.subscribe(() => isThere() && done());
    });
  }

  // ---- States and ends ----

  #hasEnded(): boolean {
    return this.#state === "closed" || this.#state === "signedOut";
  }

  #become(state: State, problem: LockstepError | undefined): void {
    const isNews = state !== this.#state || problem !== this.#problem;
    this.#state = state;
    this.#problem = problem;
    if (isNews) tell([() => this.#options.onState?.(state, problem)]);
  }

  #end(state: "signedOut" | "closed", problem: LockstepError | undefined): void {
    if (this.#state === "closed" || this.#state === state) return;
    globalThis.removeEventListener?.("online", this.#hurry);
    this.#become(state, problem);
    this.#attempts.end(state === "closed", problem);
    // Which tells our listeners.
    if (state === "closed") this.#access.dispose();
  }

  readonly #hurry = (): void => {
    this.#failures = 0;
    this.#attempts.resume();
  };

  readonly #tell = (): void => tell(this.#listeners);
}

export type { Allowed, Difference, Preview } from "./account.js";
export type * from "./live_lists.js";
export type { Answer, Drift, LiveRequest, RequestOptions } from "./live_request.js";
export type { Keys, Signature } from "./signature.js";
export type { Token } from "./live_server.js";
