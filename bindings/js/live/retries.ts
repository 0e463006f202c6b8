// The requests that are under way to the server, and the pauses between them. All end when the connection is closed.

import { unreachable } from "./server.js";
import { pauseBefore, type Timing } from "../shared/timing.js";

/** A heartbeat comes every 15 seconds: a server that is silent for 45 is gone. */
const longestSilence = 45_000;

/** Runs requests until the connection is closed, and makes the pauses between them. */
export class Retries {
  readonly #timing: Timing;
  readonly #running = new Set<AbortController>();
  readonly #pauses = new Set<() => void>();
  #hasEnded = false;

  constructor(timing: Timing) {
    this.#timing = timing;
  }

  /**
   * Runs `work` with an AbortSignal that fires when the connection is closed, or after 45 s without a call of
   * `onActivity`. Work that ignores the signal keeps running, and its result is dropped.
   */
  async run<T>(work: (signal: AbortSignal, onActivity: () => void) => Promise<T>): Promise<T> {
    const attempt = new AbortController();
    let cancel = (): void => undefined;
    const onActivity = () => {
      cancel();
      if (!this.#running.has(attempt)) return;
      cancel = this.#timing.after(longestSilence, () =>
        attempt.abort(unreachable("Timed out waiting for the server or the token.")),
      );
    };
    this.#running.add(attempt);
    onActivity();
    const { signal } = attempt;
    const broken = new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    try {
      return await Promise.race([work(signal, onActivity), broken]);
    } finally {
      cancel();
      this.#running.delete(attempt);
    }
  }

  /** Waits before the next attempt, after `failures` in a row; `least` is the server's wish in milliseconds. */
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

  /** Ends all pauses, because there is a reason to try now. */
  resume(): void {
    for (const resume of [...this.#pauses]) resume();
  }

  /** Aborts all running work with `why`. `isFinal`: later pauses end at once. */
  end(isFinal: boolean, why: unknown): void {
    this.#hasEnded ||= isFinal;
    for (const attempt of this.#running) attempt.abort(why);
    this.resume();
  }
}
