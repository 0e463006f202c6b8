// When time alone changes what an access object answers.

import type { Access } from "./index.js";
import type { ServerClock } from "./server_clock.js";
import type { Timing } from "./timing.js";

/** Timers stand still while a computer sleeps, and clocks are set: it looks at least this often. */
const longestWait = 60_000;

export class Expiry {
  readonly #timing: Timing;
  readonly #clock: Pick<ServerClock, "now">;
  readonly #changed: () => void;
  #cancel = (): void => undefined;

  constructor(timing: Timing, clock: Pick<ServerClock, "now">, changed: () => void) {
    this.#timing = timing;
    this.#clock = clock;
    this.#changed = changed;
  }

  /** Waits for this one's next change, and for no other's: to be called after each update. One that was disposed ends it. */
  follow(access: Pick<Access, "validUntil">): void {
    this.#cancel();
    const until = access.validUntil?.getTime();
    if (until === undefined) return;
    const look = () => {
      this.follow(access);
      if (access.validUntil?.getTime() !== until) this.#changed();
    };
    this.#cancel = this.#timing.after(Math.min(until - this.#clock.now(), longestWait), look, "idle");
  }
}
