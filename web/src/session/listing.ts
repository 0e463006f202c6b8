// What one person sees of the library: every asset whose `asset.view` the engine allows, and nothing else.
import type { Access } from "lockstep";
import { ageOf } from "../demo/display";
import type { Asset, Collection } from "lockstep/live";
import type { Facts } from "./facts";
import { nameOf, parentOf } from "./paths";

export interface Entry extends Asset {
  kind: "file" | "folder";
  name: string;
  /** The folder it lies in, where that is not listed and this person sees the whole library. */
  strayIn?: string;
}

export interface Listing {
  byPath: Map<string, Entry>;
  byId: Map<string, Entry>;
  /** Returns folders first, then files, by name. "/" contains the assets without a visible folder above them. */
  children: Map<string, Entry[]>;
  collections: readonly Collection[];
}

const names = new Intl.Collator("en", { numeric: true });

function folderFirst(a: Entry, b: Entry): number {
  if (a.kind !== b.kind) return a.kind === "folder" ? -1 : 1;
  return names.compare(a.name, b.name);
}

export function listFor(access: Access, facts: Facts): Listing {
  const entries = facts.assets
    .filter((asset) => access.can("asset.view", asset.path))
    .map((asset): Entry => ({ ...asset, kind: asset.kind ?? "file", name: nameOf(asset.path) }));
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const children = new Map<string, Entry[]>([["/", []]]);
  const seesAll = !seesParts(access);
  for (const entry of entries) {
    const parent = parentOf(entry.path);
    const listedUnder = byPath.has(parent) ? parent : "/";
    if (parent !== listedUnder && seesAll) entry.strayIn = parent;
    const list = children.get(listedUnder);
    if (list) list.push(entry);
    else children.set(listedUnder, [entry]);
  }
  for (const list of children.values()) list.sort(folderFirst);
  return {
    byPath,
    byId: new Map(entries.map((entry) => [entry.id, entry])),
    children,
    collections: facts.collections.filter((collection) => access.can("collection.view", { collection: collection.id })),
  };
}

/** Whether this person sees parts of the library alone, and not what lies above them. */
export const seesParts = (access: Access): boolean =>
  access.decide({ action: "folder.create", resource: "/" }).reason === "root_closed";

/** Returns the next visible folder above; the top if there is none. */
export function nextUp(listing: Listing, path: string): string {
  let at = parentOf(path);
  while (at !== "/" && !listing.byPath.has(at)) at = parentOf(at);
  return at;
}

/** The visible folders above a path, outermost first, ending with the path itself. */
export function visibleTrail(listing: Listing, path: string): Entry[] {
  const steps: Entry[] = [];
  for (let entry = listing.byPath.get(path); entry; entry = listing.byPath.get(parentOf(entry.path)))
    steps.unshift(entry);
  return steps;
}

/** Returns the files that changed last, without those at the top. */
export function recent(listing: Listing, count: number): Entry[] {
  const tops = new Set(listing.children.get("/"));
  return [...listing.byPath.values()]
    .filter((entry) => entry.kind === "file" && !tops.has(entry))
    .sort((a, b) => ageOf(a.id) - ageOf(b.id))
    .slice(0, count);
}

export function search(listing: Listing, words: string): Entry[] {
  const wanted = words.trim().toLowerCase();
  return [...listing.byPath.values()].filter((entry) => entry.name.toLowerCase().includes(wanted)).sort(folderFirst);
}
