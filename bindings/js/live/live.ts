// An access object that keeps itself current with `lockstep serve`.

import { Asking } from "./asking.js";
import type { ConnectOptions, State } from "./connect.js";
import { Retries } from "./retries.js";
import { Following, type Page } from "./following.js";
import type { Builtin } from "../shared/generated/policy.js";
import { Access, type LockstepError } from "../index.js";
import { hasDrifted, newKey, requestBody, type Answer, type LiveRequest, type RequestOptions } from "./request.js";
import { everyPage, together, type ListOptions, type Lists, type LoadedTogether } from "./lists.js";
import type { Terms, Together } from "./lists.js";
import { asProblem, Server } from "./server.js";
import { Policies } from "./policies.js";
import type { Signature } from "./signature.js";
import { ServerClock } from "../shared/server_clock.js";
import { notify } from "../shared/notify.js";
import { clock, type Timing } from "../shared/timing.js";
import type { Allowed, Cell, Preview } from "../shared/answers.js";
import type { Decision } from "../shared/decision.js";
import type { AccessRequest } from "../shared/request.js";
import type { Snapshot } from "../shared/snapshot.js";
import type { Vocabulary } from "../shared/vocabulary.js";

/** An access object that is kept current, and the connection that changes are requested by. */
export class Live<V extends Vocabulary = Builtin> {
  readonly #options: ConnectOptions<V>;
  readonly #server: Server;
  readonly #timing: Timing;
  readonly #clock: ServerClock;
  readonly #listeners = new Set<() => void>();
  readonly #retries: Retries;
  readonly #asking: Asking;
  readonly #following: Following<V>;
  #access = Access.none<V>();
  #leaveAccess = (): void => undefined;
  /** Of the access objects that were given up. */
  #generation = 0;
  #state: State = "connecting";
  #problem: LockstepError | undefined;
  #signature: Signature = "unsupported";

  private constructor(options: ConnectOptions<V>) {
    this.#options = options;
    this.#timing = options.timing ?? clock;
    this.#clock = new ServerClock(this.#timing, new Date(0));
    this.#retries = new Retries(this.#timing);
    this.#server = new Server(options.url, options.account, options.token, options.keys, this.#clock, options.fetch);
    this.#asking = new Asking(this.#server, this.#retries, {
      isClosed: () => this.#state === "closed",
      revision: () => this.#following.at,
      signOut: (problem) => this.#end("signedOut", problem),
    });
    const timed = { ...options, clock: this.#clock };
    const policies = new Policies(this.#server);
    this.#following = new Following(this.#server, policies, this.#retries, this.#timing, timed, this.#page());
  }

  /** @internal */
  static async open<V extends Vocabulary>(options: ConnectOptions<V>): Promise<Live<V>> {
    const live = new Live(options);
    try {
      await live.#following.begin();
    } catch (error) {
      throw asProblem(error);
    }
    globalThis.addEventListener?.("online", live.#following.reconnect);
    return live;
  }

  /** The access object of the current snapshot. A reload replaces it, so read this property each time. */
  get access(): Access<V> {
    return this.#access;
  }

  /** The state of the connection. */
  get state(): State {
    return this.#state;
  }

  /**
   * Milliseconds by which the server's clock is ahead of the device's, which may be wrong: `Date.now() +
   * live.clockOffset` is the server's time. Answers end by the server's.
   */
  get clockOffset(): number {
    return this.#clock.now() - Date.now();
  }

  /** Why the state is not "live"; `undefined` if it is. */
  get problem(): LockstepError | undefined {
    return this.#problem;
  }

  /**
   * Whether the snapshot's signature was checked. "unsupported": this runtime's WebCrypto has no Ed25519, and it went
   * on without. Changes on the stream are not signed: TLS guards them.
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
   * Sends a request to the server, which decides again and carries it out. Resolves also for a denial. Retries with the
   * same Idempotency-Key if the network or the server fails, so the change is made at most once. Rejects with a
   * LockstepError if retries do not help, or the request is malformed.
   */
  async request(
    request: LiveRequest<V>,
    { idempotencyKey = newKey(), patience = 5_000 }: RequestOptions = {},
  ): Promise<Answer<V>> {
    const page = this.#access.decide(request);
    const body = requestBody(request);
    const server = (await this.#asking.patiently((signal) =>
      this.#server.decide(body, idempotencyKey, signal),
    )) as Decision<V>;
    if (hasDrifted(page, server)) notify([() => this.#options.onDrift?.({ request, page, server })]);
    if (this.#state === "stale") this.#following.reconnect();
    await this.#reach(server.revision, patience);
    return { decision: server, revision: server.revision };
  }

  /**
   * Loads a list for a screen, with the entries that the user may know, at the page's revision or a later one. Rejects
   * with a LockstepError if the server refuses it or cannot be reached. Call it again when `access` has changed.
   */
  async list<Name extends keyof Lists>(name: Name, options: ListOptions = {}): Promise<readonly Lists<V>[Name][]> {
    return everyPage<Lists<V>[Name]>(name, options, (address) => this.#asking.ask(address));
  }

  /**
   * Loads several lists by one request, of at most 20,000 entries each. With `before`, the result of an earlier call
   * with the same names, the server sends only what differs.
   */
  async lists<Name extends keyof Together>(
    names: readonly Name[],
    before?: LoadedTogether<Name, V>,
  ): Promise<LoadedTogether<Name, V>> {
    return together(names, before, (address) => this.#asking.ask(address));
  }

  /** Loads the plan, the features and the limits of the account. */
  async terms(): Promise<Terms<V>> {
    return this.#asking.ask("terms");
  }

  /** Loads the users who may do an action, of those that the user may know. Refused to users who may not see access. */
  async whoCan({ action, resource }: Omit<AccessRequest<V>, "context">): Promise<readonly Allowed<V>[]> {
    // A handle becomes the resource that it is of.
    const place = typeof resource === "string" ? { path: resource } : JSON.parse(JSON.stringify(resource ?? {}));
    const { users }: { readonly users: readonly Allowed<V>[] } = await this.#asking.ask(
      `who-can?${new URLSearchParams({ action, ...place })}`,
    );
    return users;
  }

  /**
   * Loads the access of one user at every listed place where they have any, with one cell for the root if their role
   * gives one level everywhere; or the access of all users at one place. Refused to users who may not see it.
   */
  async matrix(
    of: { readonly user: string } | { readonly path: string } | { readonly collection: string },
  ): Promise<readonly Cell<V>[]> {
    const { cells }: { readonly cells: readonly Cell<V>[] } = await this.#asking.ask(
      `matrix?${new URLSearchParams({ ...of })}`,
    );
    return cells;
  }

  /** Asks the server to decide requests, and changes nothing. The decisions are in the order of the requests. */
  async decisions(requests: readonly LiveRequest<V>[]): Promise<readonly Decision<V>[]> {
    return this.#asking.ask("decisions", `[${requests.map(requestBody).join()}]`);
  }

  /** Loads the user's snapshot as the server has it now. `access` stays as it is. */
  async snapshot(): Promise<Snapshot> {
    return this.#asking.ask("snapshot");
  }

  /** Loads what a request would change, for the users that the user may know. Changes nothing. */
  async preview(request: LiveRequest<V>): Promise<Preview<V>> {
    return this.#asking.ask("preview", requestBody(request));
  }

  /** Closes the connection. From then on `access` denies everything. */
  close(): void {
    this.#end("closed", undefined);
  }

  // ---- States and ends ----

  #page(): Page<V> {
    const access = () => this.#access;
    return {
      get access() {
        return access();
      },
      replace: (newer, signature) => this.#replace(newer, signature),
      become: (state, problem) => this.#become(state, problem),
      end: (state, problem) => this.#end(state, problem),
      hasEnded: () => this.#hasEnded(),
    };
  }

  #replace(access: Access<V>, signature: Signature): void {
    const old = this.#access;
    this.#leaveAccess();
    this.#generation = this.generation + 1;
    this.#access = access;
    this.#leaveAccess = access.watch(this.#notify);
    this.#signature = signature;
    this.#notify();
    old.dispose();
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

  #hasEnded(): boolean {
    return this.#state === "closed" || this.#state === "signedOut";
  }

  #become(state: State, problem: LockstepError | undefined): void {
    const isNews = state !== this.#state || problem !== this.#problem;
    this.#state = state;
    this.#problem = problem;
    if (isNews) notify([() => this.#options.onState?.(state, problem)]);
  }

  #end(state: "signedOut" | "closed", problem: LockstepError | undefined): void {
    if (this.#state === "closed" || this.#state === state) return;
    globalThis.removeEventListener?.("online", this.#following.reconnect);
    this.#become(state, problem);
    this.#retries.end(state === "closed", problem);
    // Calls the listeners.
    if (state === "closed") this.#access.dispose();
  }

  readonly #notify = (): void => notify(this.#listeners);
}
