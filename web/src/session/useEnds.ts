import { useEffect, useState } from "react";
import type { Live } from "lockstep/live";

/** A timer cannot wait longer. */
const longest = 2 ** 31 - 1;

/** Returns how many of these moments have passed by the server's clock; renders again at the next one. */
export function useEnds(live: Live, moments: readonly string[]): number {
  const [now, setNow] = useState(() => timeOf(live));
  const times = moments.map((moment) => Date.parse(moment));
  const next = Math.min(...times.filter((time) => time > now));
  // biome-ignore lint/correctness/useExhaustiveDependencies: `now` starts the next timer where `longest` ended one
  useEffect(() => {
    if (!Number.isFinite(next)) return;
    const timer = window.setTimeout(
      () => setNow(timeOf(live)),
      Math.min(Math.max(next - timeOf(live), 0) + 1000, longest),
    );
    return () => window.clearTimeout(timer);
  }, [live, next, now]);
  return times.filter((time) => time <= now).length;
}

/** The server's time, in milliseconds since 1970. */
export const timeOf = (live: Live): number => Date.now() + live.clockOffset;
