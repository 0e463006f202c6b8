import { useEffect, useState } from "react";

/** A timer cannot wait longer. */
const longest = 2 ** 31 - 1;

/** How many of these moments are past; draws anew when the next one is. */
export function useEnds(moments: readonly string[]): number {
  const [now, setNow] = useState(() => Date.now());
  const times = moments.map((moment) => Date.parse(moment));
  const next = Math.min(...times.filter((time) => time > now));
  useEffect(() => {
    if (!Number.isFinite(next)) return;
    const timer = window.setTimeout(() => setNow(Date.now()), Math.min(Math.max(next - Date.now(), 0) + 1000, longest));
    return () => window.clearTimeout(timer);
  }, [next, now]);
  return times.filter((time) => time <= now).length;
}
