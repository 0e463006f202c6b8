// A question to the engine: what a control is about.
import { actions, type Action, type Resource } from "lockstep";
import type { LiveRequest } from "lockstep/live";

export type Question = LiveRequest;
/** The context fields that a page may set; the others are trusted fields. */
export type OwnContext = NonNullable<Question["context"]>;

export function pathOf(resource: Resource | undefined): string | undefined {
  if (typeof resource === "string") return resource;
  return resource && "path" in resource ? resource.path : undefined;
}

/** Returns the resource of a request as one short string: a path, or "user rita". */
export function placeOf(resource: Resource | undefined): string {
  const path = pathOf(resource);
  if (path !== undefined) return path;
  if (typeof resource !== "object") return "";
  const [kind, id] = Object.entries(resource)[0] ?? ["", ""];
  return `${kind} ${id}`;
}

/** The actions one can ask about here, in the order of the policy. */
export function actionsOn(resource: Resource | undefined, kind?: "file" | "folder"): Action[] {
  const all = Object.keys(actions) as Action[];
  return all.filter((action) => {
    const { on, kind: only } = actions[action];
    if (resource === undefined)
      return on.some((place) => place === "account" || place === "library" || place === "self");
    if (typeof resource === "object" && "collection" in resource) return on.includes("collection");
    if (typeof resource === "object" && "user" in resource) return on.includes("user");
    if (typeof resource === "object" && "group" in resource) return on.includes("group");
    return on.includes("asset") && (!only || !kind || only === kind);
  });
}
