// The time that answers are decided by.

import { clock, type Timing } from "./timing.js";
import type { Moment } from "./request.js";

/** Timers stop while a computer sleeps, so the clock is read at least this often. */
const longestWait = 60_000;

/**
 * The server's time: its last known value, and a monotonic clock from there. The device's own clock may be wrong. It
 * counts only while the server's time is not known, and never before a snapshot's `issuedAt`.
 */
export class ServerClock {
  readonly #timing: Timing;
  readonly #isKnown: boolean;
  /** The server's time minus the monotonic clock. */
  #ahead = -Infinity;

  constructor(timing: Timing = clock, now?: Moment | null) {
    const time = +new Date(now ?? NaN);
    this.#timing = timing;
    this.#isKnown = !Number.isNaN(time);
    this.reach(time);
  }

  /** Returns milliseconds since 1970. */
  now(): number {
    const counted = this.#timing.now() + this.#ahead;
    return this.#isKnown ? counted : Math.max(counted, Date.now());
  }

  /**
   * Calls `work` at `time`, at the latest in a minute. Returns a function that cancels it. Does not keep Node alive.
   */
  at(time: number, work: () => void): () => void {
    return this.#timing.after(Math.min(time - this.now(), longestWait), work, "idle");
  }

  /** Moves the clock forward to `time`, a moment that has passed on the server. Never back. */
  reach(time: number): void {
    if (time > this.now()) this.set(time);
  }

  /** Sets the clock to `time`, the present moment on the server. */
  set(time: number): void {
    this.#ahead = time - this.#timing.now();
  }
}
