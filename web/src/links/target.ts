// What a public link opens: a file, a folder or a collection.
import type { Resource } from "lockstep";
import type { Session } from "../session/store";

/** Its path or its name; a target that this person cannot see has neither. */
export function nameOfTarget({ listing, facts }: Session, on: string): string {
  return listing.byId.get(on)?.path ?? facts.collections.find(({ id }) => id === on)?.name ?? "";
}

/** Whether a link is on this very resource. */
export function isOn({ listing }: Session, on: string, resource: Resource): boolean {
  if (typeof resource === "string") return listing.byPath.get(resource)?.id === on;
  return "collection" in resource && resource.collection === on;
}
