// The question of a control or a call, and how it is written.

import type { ControlMarks } from "../shared/marking.js";
import type { Decision } from "../shared/decision.js";
import type { Vocabulary } from "../shared/vocabulary.js";

/** Any decision. */
export type Answer = Decision<Vocabulary>;

/** A request, without its principal. */
export interface Question {
  readonly action: string;
  readonly resource?: unknown;
  readonly context?: unknown;
}

/** The attribute of a control: its action. Beside it are `-path`, `-resource` and `-context`. */
export const attribute = "data-lockstep";

/** Attributes that change the question of a control, or how it looks. */
export const attributes = [
  attribute,
  `${attribute}-path`,
  `${attribute}-resource`,
  `${attribute}-context`,
  "hidden",
  "disabled",
  "aria-disabled",
  "class",
  "style",
  "open",
];

/** Returns a question whose resource is written out, so that equal questions have equal keys. */
export function question(action: string, resource?: unknown, context?: unknown): Question {
  const place = isHandle(resource) ? resource.toJSON() : resource;
  return {
    action,
    ...(resource === undefined ? {} : { resource: place }),
    ...(context === undefined ? {} : { context }),
  };
}

/** Whether a resource was made ready by `access.resource`. */
const isHandle = (resource: unknown): resource is { toJSON(): unknown } =>
  typeof resource === "object" && resource !== null && "toJSON" in resource && typeof resource.toJSON === "function";

/** Returns the attributes of a control for a question, which `questionOf` reads. */
export function marksFor(action: string, resource?: unknown, context?: unknown): ControlMarks {
  const asked = question(action, resource, context);
  const { resource: place } = asked;
  return {
    [attribute]: action,
    ...(typeof place === "string" ? { [`${attribute}-path`]: place } : {}),
    ...(typeof place === "object" && place !== null ? { [`${attribute}-resource`]: JSON.stringify(place) } : {}),
    ...(context === undefined ? {} : { [`${attribute}-context`]: JSON.stringify(context) }),
  };
}

/** Returns the same string for equal questions. Throws a TypeError if JSON cannot express the question. */
export function keyOf({ action, resource, context }: Question): string {
  return JSON.stringify([action, resource, context]);
}

/** Returns the question of a control, or a sentence that says which attribute is wrong. */
export function questionOf(element: Element): Question | string {
  const read = (name: string): unknown => {
    const written = element.getAttribute(`${attribute}-${name}`);
    return written === null ? undefined : JSON.parse(written);
  };
  const path = element.getAttribute(`${attribute}-path`);
  for (const name of ["resource", "context"])
    try {
      read(name);
    } catch {
      return `\`${attribute}-${name}\` is not JSON; write an object such as {"collection": "c1"}.`;
    }
  return question(element.getAttribute(attribute) ?? "", path ?? read("resource"), read("context"));
}

/** Returns the resource in words: a path, `collection c1`, or the account. */
export function placeOf({ resource }: Question): string {
  if (resource === undefined || resource === null) return "the account";
  if (typeof resource === "string") return resource;
  const parts = Object.entries(resource).filter(([, value]) => typeof value === "string");
  const isPath = parts.length > 0 && parts.every(([name]) => name === "path" || name === "kind");
  if (isPath) return String((resource as { path?: unknown }).path);
  return parts.map(([name, value]) => `${name} ${value}`).join(", ") || JSON.stringify(resource);
}

/** How the answers are named on the page. */
export const looks = { enabled: "allowed", disabled: "greyed", hidden: "hidden" } as const;
