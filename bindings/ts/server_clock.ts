// What time it is for the answers.

import { clock, type Timing } from "./timing.js";
import type { Moment } from "./types.js";

/** An answer may be this old when it arrives, in milliseconds. One that seems older shows that this clock is ahead. */
const longestDelay = 10_000;

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

  /** Takes the `Date` header of an answer that has just arrived. */
  hear(date: string | null): void {
    const time = Date.parse(date ?? "");
    if (time < this.now() - longestDelay) this.#ahead = -Infinity;
    this.reach(time);
  }

  /** Takes a time that has passed already. */
  reach(time: number): void {
    if (time > this.now()) this.#ahead = time - this.#timing.now();
  }
}
