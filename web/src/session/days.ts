// Days in the form of a date field, and their moments.
import { many } from "./counting";

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

const hour = 3_600_000;
const day = 24 * hour;

/** "in 3 days", "in 5 hours"; undefined for a moment that is past, or more than a week away. */
export function soonInWords(moment: string, now: number): string | undefined {
  const left = Date.parse(moment) - now;
  if (left <= 0 || left > 7 * day) return undefined;
  if (left < hour) return "in less than an hour";
  return left < day ? `in ${many(Math.floor(left / hour), "hour")}` : `in ${many(Math.floor(left / day), "day")}`;
}

export function dayInWords(moment: string): string {
  return new Date(moment).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
}
