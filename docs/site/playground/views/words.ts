// Parts of answers in words.

import { element } from "../../../../bindings/js/inspector/element.js";
import { grantOf, principalOf } from "../../../../bindings/js/inspector/words.js";
import type { Decision, Grant } from "../../../../bindings/js/shared/decision.js";
import type { Vocabulary } from "../../../../bindings/js/shared/vocabulary.js";
import type { Question } from "../messages.js";

export const titles = { enabled: "Allowed", disabled: "Denied, greyed", hidden: "Denied, hidden" } as const;

/** A mark that differs by its shape, not by its colour alone. */
export function markOf(show: Decision["show"]): HTMLElement {
  const sign = { enabled: "✓", disabled: "–", hidden: "✕" }[show];
  return element("span", { class: "pg-mark", "data-show": show, "aria-hidden": "true" }, sign);
}

export const unseen = (words: string): HTMLElement => element("span", { class: "pg-unseen" }, words);

/** Returns `rita · asset.move · /brand`. */
export function questionOf({ principal, action, resource }: Question): string {
  return [principalOf(principal), action, resourceOf(resource)].join(" · ");
}

export function resourceOf(resource: string | object | undefined): string {
  if (resource === undefined) return "the account";
  if (typeof resource === "string") return resource;
  const { path, kind, attributes, relations, ...rest } = resource as Record<string, unknown>;
  const [named] = Object.entries(rest);
  return String(path ?? (named ? named.join(" ") : JSON.stringify(resource)));
}

/** A list of grants, from which an answer follows. */
export function chainOf(because: readonly Grant<Vocabulary>[]): HTMLElement {
  return element("ul", { class: "pg-chain" }, ...because.map((grant) => element("li", {}, grantOf(grant))));
}

export const percentOf = (part: number, whole: number): string => `${Math.round((100 * part) / Math.max(whole, 1))} %`;
