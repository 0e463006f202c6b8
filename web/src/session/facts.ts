// What the server lists for the person who looks. The page draws it; it never decides on it.
import type { Subject } from "lockstep";
import type { Asset, Collection, Comment, Group, Link, Live, Terms, User } from "lockstep/live";

export interface Facts {
  readonly terms: Terms;
  readonly users: readonly User[];
  readonly groups: readonly Group[];
  readonly assets: readonly Asset[];
  readonly collections: readonly Collection[];
  readonly links: readonly Link[];
  readonly comments: readonly Comment[];
}

export async function readFacts(live: Live): Promise<Facts> {
  const [terms, users, groups, assets, collections, links, comments] = await Promise.all([
    live.terms(),
    live.list("users"),
    live.list("groups"),
    live.list("assets"),
    live.list("collections"),
    live.list("links"),
    live.list("comments"),
  ]);
  return { terms, users, groups, assets, collections, links, comments };
}

/** The name of the principal that a share, an owner mark or a link in a chain refers to. */
export function nameOfSubject(facts: Facts, who: Partial<Subject> | undefined): string {
  if (who?.group) return facts.groups.find((group) => group.id === who.group)?.name ?? who.group;
  if (who?.user) return facts.users.find((user) => user.id === who.user)?.name ?? who.user;
  return "";
}
