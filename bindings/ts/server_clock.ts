// What time it is for the answers.

import { clock, type Timing } from "./timing.js";
import type { Moment } from "./types.js";

/** Timers stand still while a computer sleeps: it looks at least this often. */
const longestWait = 60_000;

/**
 * The server's time: what is known of it, and a monotonic clock from there, since the device's own clock may be wrong or be
 * set. While the server's time is not known, the device's clock counts, but never less than a snapshot's `issuedAt`.
 */
export class ServerClock {
  readonly #timing: Timing;
  readonly #isKnown: boolean;
  /** Added to the monotonic clock. */
  #ahead = -Infinity;

  constructor(timing: Timing = clock, now?: Moment | null) {
    const time = +new Date(now ?? NaN);
    this.#timing = timing;
    this.#isKnown = !Number.isNaN(time);
    this.reach(time);
  }

  /** Milliseconds since 1970. */
  now(): number {
    const counted = this.#timing.now() + this.#ahead;
    return this.#isKnown ? counted : Math.max(counted, Date.now());
  }

  /** Calls `work` at this time, or after a minute; returns what prevents that. No process stays for it. */
  at(time: number, work: () => void): () => void {
    return this.#timing.after(Math.min(time - this.now(), longestWait), work, "idle");
  }

  /** Takes a time that has passed already. */
  reach(time: number): void {
    if (time > this.now()) this.set(time);
  }

  /** Takes the time that it is now. */
  set(time: number): void {
    this.#ahead = time - this.#timing.now();
  }
}
