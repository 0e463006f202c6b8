// Values as the strings that cross to the engine.

import type { Moment } from "./request.js";

/** Returns JSON: `value` itself if it is a string. */
export function textOf(value: string | object): string {
  // A value that JSON cannot express becomes an empty string, which the engine refuses.
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** Returns a time as `2026-01-15T12:00:00Z`: the engine's times have whole seconds. */
export function timeText(moment: Moment): string {
  return moment instanceof Date ? `${moment.toISOString().slice(0, 19)}Z` : moment;
}

/** Returns `value` as JSON, its dates as the engine reads them. */
export function jsonWithTimes(value: object): string {
  // `each` is what Date has made of itself already.
  return JSON.stringify(value, function (this: Record<string, unknown>, key, each: unknown) {
    const own = this[key];
    return own instanceof Date ? timeText(own) : each;
  });
}

/** Returns seconds since 1970. Throws a RangeError if `moment` is no date. */
export function timeNumber(moment: Moment = new Date()): number {
  const time = moment instanceof Date ? moment.getTime() : Date.parse(moment);
  if (Number.isNaN(time)) throw new RangeError(`not a date: ${String(moment)}`);
  return Math.floor(time / 1000);
}

/** A request of any vocabulary. */
export interface Requested {
  readonly action: string;
  readonly resource?: unknown;
  readonly context?: unknown;
}

/**
 * Returns a request as JSON with `now` in its context, unless the context has a `now`. JSON escapes strings that are
 * not well-formed, so the result crosses unchanged.
 */
export function requestText(now: number, { action, resource, context }: Requested, principal?: object): string {
  return JSON.stringify({ principal, action, resource, context: timed(now, context) });
}

function timed(now: number, context: unknown): unknown {
  // A context that is no object is passed on, and denied by the engine.
  if (context !== undefined && context !== null && (typeof context !== "object" || Array.isArray(context)))
    return context;
  const fields: Record<string, unknown> = { ...context };
  for (const [key, value] of Object.entries(fields)) if (value instanceof Date) fields[key] = timeText(value);
  if (fields.now === undefined) fields.now = timeText(new Date(now));
  return fields;
}
