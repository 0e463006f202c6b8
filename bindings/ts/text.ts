// Values as the texts that cross to the engine.

import type { AccessRequest, Context, Moment, Principal } from "./types.js";
import type { Vocabulary } from "./vocabulary.js";

/** A text from outside. */
export function textOf(given: string | object): string {
  // What JSON has no word for becomes no text, which the engine refuses.
  return typeof given === "string" ? given : (JSON.stringify(given) ?? "");
}

/** `2026-01-15T12:00:00Z`: the engine's dates have whole seconds. */
export function timeText(moment: Moment): string {
  return moment instanceof Date ? `${moment.toISOString().slice(0, 19)}Z` : moment;
}

/** Seconds since 1970. */
export function timeNumber(moment: Moment = new Date()): number {
  const time = moment instanceof Date ? moment.getTime() : Date.parse(moment);
  if (Number.isNaN(time)) throw new RangeError(`not a date: ${String(moment)}`);
  return Math.floor(time / 1000);
}

/**
 * A request with the time in it: `now`, unless its context says another. Its strings are escaped where they are not well-formed,
 * so it crosses as it is.
 */
export function questionText(now: number, { action, resource, context }: AccessRequest<Vocabulary>, principal?: Principal): string {
  return JSON.stringify({ principal, action, resource, context: timed(now, context) });
}

function timed(now: number, context: Context<Vocabulary> | null | undefined): unknown {
  // What is no object goes on as it is, to be denied.
  if (context !== undefined && context !== null && (typeof context !== "object" || Array.isArray(context))) return context;
  const given: Record<string, unknown> = { ...context };
  for (const [key, value] of Object.entries(given)) if (value instanceof Date) given[key] = timeText(value);
  if (given["now"] === undefined) given["now"] = timeText(new Date(now));
  return given;
}
