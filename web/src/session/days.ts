// Days, as a date field writes them, and the moments that they stand for.

/** The day of a moment; "" where there is none. */
export const dayOf = (moment: string | undefined): string => moment?.slice(0, 10) ?? "";

/** The end of this day, none for ""; the moment there was, to the second, where its day was not changed. */
export function endOf(day: string, before: string | undefined): string | undefined {
  if (day === dayOf(before)) return before;
  return day ? `${day}T23:59:59Z` : undefined;
}

export function dayInWords(moment: string): string {
  return new Date(moment).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
}
