// What things are called on the screens: by their paths, or by the names that this person may know.
import type { Resource } from "lockstep";
import type { Session } from "./following";
import { pathOf, placeOf } from "./question";

/** A file, folder or collection by its id; one that this person cannot see has no name. */
export function nameOfItem({ listing, facts }: Session, id: string): string {
  return listing.byId.get(id)?.path ?? facts.collections.find((one) => one.id === id)?.name ?? "";
}

/** What a question is about; where no name is known, by its kind and id. */
export function nameOfPlace(session: Session, resource: Resource | undefined): string {
  const { users, groups, links } = session.facts;
  const path = pathOf(resource);
  if (path !== undefined) return path;
  if (typeof resource !== "object") return "";
  if ("collection" in resource) return nameOfItem(session, resource.collection) || placeOf(resource);
  if ("user" in resource) return users.find(({ id }) => id === resource.user)?.name ?? placeOf(resource);
  if ("group" in resource) return groups.find(({ id }) => id === resource.group)?.name ?? placeOf(resource);
  const link = "link" in resource ? links.find(({ id }) => id === resource.link) : undefined;
  return link ? `the link on ${nameOfItem(session, link.on)}` : placeOf(resource);
}
