import type { Question } from "../session/question";
import type { Session } from "../session/store";

/**
 * All links are run in the library's settings; who runs but those of some items has the page for them. Where
 * there are none, a file says whether there could be.
 */
export function questionOfLinks({ access, facts, listing }: Session): Question {
  // The lists come a little later than the permissions: a link that was just deleted may still be among them.
  const seen = facts.links.find(({ id }) => access.can("link.view", { link: id }));
  if (seen) return { action: "link.view", resource: { link: seen.id } };
  const settings = { action: "media_settings.edit" } as const;
  const [path] = access.can("media_settings.edit") ? listing.byPath.keys() : [];
  return path === undefined ? settings : { action: "link.view", resource: path };
}
