// The event stream of the server, and the snapshots that are loaded where its deltas do not suffice.

import { EventStream, type ServerEvent } from "./event_stream.js";
import type { Policies } from "./policies.js";
import type { Retries } from "./retries.js";
import { asProblem, endAfter, isOfGoneHistory, type Server, unreachable } from "./server.js";
import { openSnapshot } from "./snapshot.js";
import type { Signature } from "./signature.js";
import { type Access, LockstepError } from "../index.js";
import type { LoadOptions } from "../shared/load.js";
import type { Timing } from "../shared/timing.js";
import type { Vocabulary } from "../shared/vocabulary.js";

/** The page that is kept current. */
export interface Page<V extends Vocabulary> {
  readonly access: Access<V>;
  /** Makes another access object the page's. */
  replace(access: Access<V>, signature: Signature): void;
  become(state: "live" | "stale", problem: LockstepError | undefined): void;
  end(state: "signedOut" | "closed", problem: LockstepError): void;
  hasEnded(): boolean;
}

/** Follows the server until the page has ended. */
export class Following<V extends Vocabulary> {
  readonly #server: Server;
  readonly #policies: Policies;
  readonly #retries: Retries;
  readonly #timing: Timing;
  readonly #options: LoadOptions & { readonly account: string };
  readonly #page: Page<V>;
  #at = "";
  #failures = 0;
  #retry = 0;
  #lifetime = 0;
  #renewedAt = 0;
  /** The revision of a snapshot that has to be loaded before the page is live, if there is one. */
  #behind: string | undefined;

  constructor(
    server: Server,
    policies: Policies,
    retries: Retries,
    timing: Timing,
    options: LoadOptions & { readonly account: string },
    page: Page<V>,
  ) {
    this.#server = server;
    this.#policies = policies;
    this.#retries = retries;
    this.#timing = timing;
    this.#options = options;
    this.#page = page;
  }

  /** The revision that the page has, as the server names it; "" if it is of no history that there is. */
  get at(): string {
    return this.#at;
  }

  /** Loads the first snapshot, and follows from then on. Rejects if it cannot be loaded. */
  async begin(): Promise<void> {
    await this.#retries.run((signal, onActivity) => this.#load(signal, onActivity, ""));
    void this.#follow();
  }

  /** Connects now, if it is waiting after a failure. */
  readonly reconnect = (): void => {
    this.#failures = 0;
    this.#retries.resume();
  };

  async #follow(): Promise<void> {
    while (!this.#page.hasEnded()) {
      let problem = unreachable("The server has ended the event stream.");
      try {
        await this.#retries.run((signal, onActivity) => this.#read(signal, onActivity));
      } catch (error) {
        problem = asProblem(error);
      }
      if (this.#page.hasEnded()) return;
      const ended = endAfter(problem);
      if (ended) return this.#page.end(ended, problem);
      if (isOfGoneHistory(problem)) this.#at = "";
      this.#page.become("stale", problem);
      await this.#retries.pause(this.#failures++, this.#retry);
      this.#server.forgetToken();
    }
  }

  /** One connection, from its request to its end. */
  async #read(signal: AbortSignal, onActivity: () => void): Promise<void> {
    // Where nothing has changed meanwhile the stream brings nothing, so nothing would renew what we have.
    if (!this.#at || this.#behind !== undefined || this.#timing.now() > this.#renewedAt + this.#lifetime / 2)
      await this.#load(signal, onActivity, this.#behind ?? this.#at);
    const since = this.#at;
    const headers = { Accept: "text/event-stream", "Lockstep-Revision": since };
    const response = await this.#server.send(`events?since=${since}`, { headers, cache: "no-store", signal });
    // Not every `fetch` that is given heeds the signal to the end.
    signal.throwIfAborted();
    const reader = response.body?.getReader();
    if (!reader || !response.headers.get("Content-Type")?.startsWith("text/event-stream"))
      throw unreachable("What it sends is no event stream.");
    const stream = new EventStream();
    const cancel = () => void reader.cancel().catch(() => undefined);
    signal.addEventListener("abort", cancel);
    try {
      this.#page.become("live", undefined);
      for (;;) {
        const { done, value } = await reader.read();
        signal.throwIfAborted();
        if (done) return;
        onActivity();
        this.#failures = 0;
        for (const event of stream.push(value)) await this.#take(event, signal, onActivity);
        this.#retry = stream.retry ?? 0;
      }
    } finally {
      cancel();
    }
  }

  async #take({ type, data, id }: ServerEvent, signal: AbortSignal, onActivity: () => void): Promise<void> {
    if (type === "reload") return this.#load(signal, onActivity, id);
    if (type !== "delta") return;
    try {
      this.#page.access.update(data);
      this.#at = id;
      this.#renewedAt = this.#timing.now();
    } catch (error) {
      // A reload may have brought more than what the stream had still to say.
      const isKnown =
        parseInt(id, 10) <= this.#page.access.revision &&
        error instanceof LockstepError &&
        error.problems.every(({ code }) => code === "delta_gap");
      if (!isKnown) await this.#load(signal, onActivity, id);
    }
  }

  /** Loads a snapshot of at least the revision `atLeast`, or of the new history if that revision's history is gone. */
  async #load(signal: AbortSignal, onActivity: () => void, atLeast: string): Promise<void> {
    this.#behind = atLeast;
    const open = (wanted: string) =>
      openSnapshot<V>(this.#server, this.#policies, this.#options, wanted, signal, onActivity);
    const { access, signature, lifetime, at } = await open(atLeast).catch((error: unknown) => {
      if (isOfGoneHistory(error)) return open("");
      throw error;
    });
    if (signal.aborted) access.dispose();
    signal.throwIfAborted();
    this.#behind = undefined;
    this.#at = at;
    this.#lifetime = lifetime;
    this.#renewedAt = this.#timing.now();
    this.#page.replace(access, signature);
  }
}
