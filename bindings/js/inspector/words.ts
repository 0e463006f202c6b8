// Parts of a decision in words.

import type { Grant, Remedy } from "../shared/decision.js";
import type { Principal } from "../shared/request.js";
import type { Vocabulary } from "../shared/vocabulary.js";

export function principalOf(principal: Principal): string {
  if ("user" in principal) return principal.user;
  if ("apiKey" in principal) return `API key ${principal.apiKey}`;
  return "system" in principal
    ? "the host"
    : `visitor${principal.link === undefined ? "" : ` of link ${principal.link}`}`;
}

/** Returns a grant as `share on /brand with group g1: view, until 2026-02-01`. */
export function grantOf(grant: Grant<Vocabulary>): string {
  const { kind, on, collection, role, link, apiKey, relation, level, until } = grant;
  const [subject] = Object.entries(grant.with ?? {});
  const parts = [
    kind.replaceAll("_", " "),
    role ?? relation ?? link ?? apiKey,
    on !== undefined && `on ${on}`,
    collection !== undefined && `in collection ${collection}`,
    subject && `with ${subject[0] === "everyone" ? "everyone" : subject.join(" ")}`,
  ];
  const end = until === undefined ? "" : `, until ${until}`;
  return `${parts.filter(Boolean).join(" ")}${level === undefined ? "" : `: ${level}`}${end}`;
}

export function remedyOf({ kind, level, on, plan, feature, limit, field, who }: Remedy<Vocabulary>): string {
  const whom = who !== undefined && who.length > 0 ? `${who.slice(0, 3).join(" or ")} ` : "";
  switch (kind) {
    case "ask":
      return `Ask ${whom}for ${level ?? "access"}${on === undefined ? "" : ` on ${on}`}`;
    case "upgrade":
      return `Upgrade to the plan ${plan}`;
    case "switch_on":
      return `Switch on the feature ${feature}`;
    case "raise_limit":
      return `Raise the limit ${limit}, or free one`;
    case "change_field":
      return `Change the field ${field}`;
  }
}

/** Returns a time as `48 ns`, `3.1 µs` or `1.2 ms`. */
export function durationOf(nanoseconds: number): string {
  const [value, unit] =
    nanoseconds < 1e3 ? [nanoseconds, "ns"] : nanoseconds < 1e6 ? [nanoseconds / 1e3, "µs"] : [nanoseconds / 1e6, "ms"];
  return `${value < 10 && unit !== "ns" ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

export function sizeOf(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} KB`;
}

export const clockOf = (time: Date): string => time.toTimeString().slice(0, 8);

export const countOf = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
