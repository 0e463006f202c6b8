// What is under way to the server, and the pauses between: all that is to end at once when the connection does.

import { unreachable } from "./live_server.js";
import { pauseBefore, type Timing } from "./timing.js";

/** Heartbeats come every 15 seconds: who is silent for so long is gone. */
const longestSilence = 45_000;

export class Attempts {
  readonly #timing: Timing;
  readonly #running = new Set<AbortController>();
  readonly #pauses = new Set<() => void>();
  #hasEnded = false;

  constructor(timing: Timing) {
    this.#timing = timing;
  }

  /**
   * Does something whose signal ends it with the connection, or once nothing was heard for too long. What heeds no signal
   * is left to itself: a token that does not come, a `fetch` of the host's own.
   */
  async make<T>(work: (signal: AbortSignal, heard: () => void) => Promise<T>): Promise<T> {
    const attempt = new AbortController();
    let cancel = (): void => undefined;
    const heard = () => {
      cancel();
      if (!this.#running.has(attempt)) return;
      cancel = this.#timing.after(longestSilence, () => attempt.abort(unreachable("It was silent for too long, or the token was.")));
    };
    this.#running.add(attempt);
    heard();
    const { signal } = attempt;
    const broken = new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    try {
      return await Promise.race([work(signal, heard), broken]);
    } finally {
      cancel();
      this.#running.delete(attempt);
    }
  }

  /** Waits before the next one, after so many failures; `least` is the server's own wish in milliseconds. */
  pause(failures: number, least: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#hasEnded) return resolve();
      const resume = () => {
        cancel();
        this.#pauses.delete(resume);
        resolve();
      };
      const cancel = this.#timing.after(pauseBefore(failures, least, this.#timing), resume);
      this.#pauses.add(resume);
    });
  }

  /** Ends all pauses: there is a reason to try now. */
  resume(): void {
    for (const resume of [...this.#pauses]) resume();
  }

  /** Breaks off all that runs; `isFinal`: and never waits again. */
  end(isFinal: boolean, why: unknown): void {
    this.#hasEnded ||= isFinal;
    for (const attempt of this.#running) attempt.abort(why);
    this.resume();
  }
}
