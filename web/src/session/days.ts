// Days in the form of a date field, and their moments.

/** Returns the day of a moment; "" for undefined. */
export const dayOf = (moment: string | undefined): string => moment?.slice(0, 10) ?? "";

/** None for ""; the moment there was, to the second, where its day was not changed. */
function momentOn(day: string, time: string, before: string | undefined): string | undefined {
  if (day === dayOf(before)) return before;
  return day ? `${day}T${time}Z` : undefined;
}

export const beginningOf = (day: string, before?: string) => momentOn(day, "00:00:00", before);
export const endOf = (day: string, before?: string) => momentOn(day, "23:59:59", before);

/** To the minute, with the zone: every day here begins and ends in it. */
export function momentInWords(moment: string): string {
  const time = new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
  return `${dayInWords(moment)}, ${time} UTC`;
}

/** Until when something holds: a whole day where it ends with one, else to the minute. */
export function endInWords(moment: string): string {
  return moment.endsWith("T23:59:59Z") ? `${dayInWords(moment)} (UTC)` : momentInWords(moment);
}

export function dayInWords(moment: string): string {
  return new Date(moment).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
}
