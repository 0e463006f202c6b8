// What the server lists for the person who looks. The page draws it; it never decides on it.
import type { Subject } from "lockstep";
import type { Live, LoadedTogether } from "lockstep/live";

const names = ["terms", "users", "groups", "assets", "collections", "links", "comments"] as const;

export type Facts = LoadedTogether<(typeof names)[number]>;

/** Returns `before` itself where nothing of it has changed. */
export async function readFacts(live: Live, before?: Facts): Promise<Facts> {
  const facts = await live.lists(names, before);
  return before?.at === facts.at ? before : facts;
}

/** The name of the principal that a share, an owner mark or a link in a chain refers to. */
export function nameOfSubject(facts: Facts, who: Partial<Subject> | undefined): string {
  if (who?.group) return facts.groups.find((group) => group.id === who.group)?.name ?? who.group;
  if (who?.user) return facts.users.find((user) => user.id === who.user)?.name ?? who.user;
  return "";
}
