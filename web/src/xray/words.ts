// Times and sizes of the X-ray.

/** Returns a time as `48 ns`, `3.1 µs` or `1.2 ms`. */
export function durationInWords(nanoseconds: number): string {
  const [value, unit] =
    nanoseconds < 1e3 ? [nanoseconds, "ns"] : nanoseconds < 1e6 ? [nanoseconds / 1e3, "µs"] : [nanoseconds / 1e6, "ms"];
  return `${value < 10 && unit !== "ns" ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

export const sizeInWords = (bytes: number): string => (bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} KB`);

/** Returns an age as `31 ms`, `12 s` or `4 min`. */
export function ageInWords(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
