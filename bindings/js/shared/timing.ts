// How long to wait before the next attempt.

/** The clock, the timers and the random numbers that waiting uses; a test passes its own. */
export interface Timing {
  /** Returns milliseconds of a monotonic clock. */
  now(): number;
  /** `setTimeout`, capped at 24 days. Returns a function that cancels it. An "idle" timer does not keep Node alive. */
  after(milliseconds: number, work: () => void, kind?: "idle"): () => void;
  /** Returns a number from 0 up to, but not including, 1. */
  random(): number;
}

/** A longer timer would fire at once. */
const longestTimer = 2 ** 31 - 1;

export const clock: Timing = {
  now: () => performance.now(),
  after(milliseconds, work, kind) {
    const timer: unknown = setTimeout(work, Math.min(milliseconds, longestTimer));
    if (kind === "idle") (timer as { unref?(): void }).unref?.();
    return () => clearTimeout(timer as number);
  },
  random: () => Math.random(),
};

const shortest = 500;
const longest = 30_000;

/**
 * Returns the milliseconds to wait after `failures` in a row: a random time whose maximum doubles with each failure, up
 * to 30 s. Pages that lost the server together so do not come back together. `least` is the server's wish.
 */
export function pauseBefore(failures: number, least: number, { random }: Pick<Timing, "random">): number {
  const most = Math.min(longest, 2 * shortest * 2 ** failures);
  return Math.min(longest, Math.max(least, shortest + random() * (most - shortest)));
}
