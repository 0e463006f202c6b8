// The order of a list, and which of its entries are shown. What a user may see is decided before.
import { levels, type Access } from "lockstep";
import { ageOf, displayOf, extensionOf } from "../demo/display";
import type { Filter, Sort } from "../session/address";
import type { Entry } from "../session/listing";
import { heldLevel } from "../session/titles";

export const sortTitles: Record<Sort, string> = {
  name: "Name",
  kind: "Kind",
  size: "Size",
  changed: "Changed",
  access: "Your access",
};

const kinds: Record<string, readonly string[]> = {
  Images: ["jpg", "png", "svg"],
  Videos: ["mp4", "mov"],
  Audio: ["mp3"],
  Documents: ["pdf", "xlsx", "txt", "srt"],
};

export function kindOf({ kind, path }: Entry): string {
  if (kind === "folder") return "Folders";
  return Object.keys(kinds).find((title) => kinds[title]?.includes(extensionOf(path))) ?? "Other files";
}

/** The level that the user has there. */
export const levelOf = (access: Access, { path }: Entry) =>
  heldLevel(access.decide({ action: "asset.view", resource: path }));

const names = new Intl.Collator("en", { numeric: true });
const ranks = Object.keys(levels);

function keyOf(access: Access, entry: Entry, sort: Sort): number | string {
  if (sort === "kind") return entry.kind === "folder" ? "" : displayOf(entry).type;
  if (sort === "size") return entry.kind === "folder" ? 0 : displayOf(entry).megabytes;
  if (sort === "changed") return entry.kind === "folder" ? 0 : -ageOf(entry.id);
  return sort === "access" ? ranks.indexOf(levelOf(access, entry) ?? "") : entry.name;
}

const compare = (a: number | string, b: number | string): number =>
  typeof a === "number" && typeof b === "number" ? a - b : names.compare(String(a), String(b));

/** Returns the entries that pass, folders before files. */
export function arranged(
  access: Access,
  entries: Entry[],
  filter: Filter,
  { sort, descending }: { sort: Sort; descending: boolean },
): Entry[] {
  const passing = entries.filter(
    (entry) =>
      (filter.kind === null || kindOf(entry) === filter.kind) &&
      (filter.owner === null || entry.owner === filter.owner) &&
      (filter.level === null || levelOf(access, entry) === filter.level) &&
      (!filter.drafts || entry.published === false),
  );
  const sign = descending ? -1 : 1;
  const keys = new Map(passing.map((entry) => [entry, keyOf(access, entry, sort)]));
  const keyed = (entry: Entry) => keys.get(entry) ?? "";
  return passing.sort((a, b) =>
    a.kind === b.kind
      ? sign * compare(keyed(a), keyed(b)) || names.compare(a.name, b.name)
      : a.kind === "folder"
        ? -1
        : 1,
  );
}

export const isFiltered = ({ kind, owner, level, drafts }: Filter): boolean =>
  kind !== null || owner !== null || level !== null || drafts;
