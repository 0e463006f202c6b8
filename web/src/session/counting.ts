// Numbers and names inside sentences.

/** "1 file", "1,228 files"; `others` where the plural is not made with an s. */
export function many(count: number, one: string, others = `${one}s`): string {
  return count === 1 ? `1 ${one}` : `${count.toLocaleString("en-GB")} ${others}`;
}

/** "a", "a and b", "a, b and c". */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

export const quoted = (name: string): string => `“${name}”`;
