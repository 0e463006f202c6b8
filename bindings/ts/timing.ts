// When to try again.

/** The clock and the chance that waiting goes by; a test has its own. */
export interface Timing {
  /** Milliseconds since a moment that stays the same. Never goes back, whatever is done to the device's clock. */
  now(): number;
  /** Calls `work` after so many milliseconds, or 24 days; returns what prevents that. No process stays for what is "idle". */
  after(milliseconds: number, work: () => void, kind?: "idle"): () => void;
  /** From 0 up to 1. */
  random(): number;
}

/** A longer one would go off at once. */
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
 * How long to wait after so many failures in a row: up to twice as long each time, and anything down to half a second, so
 * that pages which lost the server together do not come back together. `least` is the server's own wish.
 */
export function pauseBefore(failures: number, least: number, { random }: Pick<Timing, "random">): number {
  const most = Math.min(longest, 2 * shortest * 2 ** failures);
  return Math.min(longest, Math.max(least, shortest + random() * (most - shortest)));
}
