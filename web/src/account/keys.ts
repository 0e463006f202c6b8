// API keys in words.
import type { ApiKey } from "lockstep/live";

export const kinds = { standard: "Standard", restricted: "Restricted" } as const;
export type Kind = keyof typeof kinds;

export const scopes = { none: "None", read: "Read only", write: "Read and write" } as const;
export type Scope = keyof typeof scopes;

/** How long an old key goes on once there is a new one: seconds, 0 for not at all. */
export const graces = {
  "0": "At once",
  "3600": "In 1 hour",
  "86400": "In 24 hours",
  "259200": "In 3 days",
  "604800": "In 7 days",
} as const;
export type Grace = keyof typeof graces;

export function scopeInWords({ kind, media }: ApiKey): string {
  return kind === "standard" ? "Reads and writes the whole library" : `Media: ${scopes[media ?? "none"].toLowerCase()}`;
}

export function endInWords({ endsAt }: ApiKey, now: Date): string {
  if (endsAt === undefined) return "Active";
  const end = new Date(endsAt);
  const moment = end.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
  return end <= now ? `Ended ${moment}` : `Ends ${moment}`;
}
