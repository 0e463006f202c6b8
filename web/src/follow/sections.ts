// The layout of actions. The actions and their titles are in the policy; one that no line here
// names still appears, under "More".
import type { Action } from "lockstep";

export interface Section {
  title: string;
  actions: Action[];
}

const layout: readonly [title: string, members: readonly string[]][] = [
  [
    "Open and download",
    [
      "asset.view",
      "file.download",
      "asset.download_zip",
      "file.view_details",
      "asset.history",
      "visual_search.use",
      "collection.view",
      "collection.view_assets",
      "collection.view_file_details",
      "collection.download_zip",
    ],
  ],
  [
    "Organise",
    [
      "file.upload",
      "folder.create",
      "asset.copy",
      "asset.move",
      "file.rename",
      "folder.rename",
      "asset.add_to_collection",
      "file.publish",
      "asset.delete",
      "collection.add_asset",
      "collection.rename",
      "collection.remove_asset",
      "collection.delete",
    ],
  ],
  ["Share", ["asset.share", "asset.view_access", "collection.share", "link.*"]],
  ["Edit", ["metadata.*", "tags.*", "extension.*", "image.*", "focus_area.*"]],
  ["Versions", ["file.view_versions", "file.upload_version", "version.*"]],
  ["Library", ["downloads.view", "collection.create"]],
  ["Library administration", ["media_settings.*", "media_audit_log.*", "audit_log.*", "media_library.*"]],
  ["Users", ["user.*"]],
  ["Groups", ["group.*"]],
  ["Billing", ["billing.*", "billing_alerts.*", "subscription.*"]],
  ["Analytics", ["analytics.*"]],
  ["Developer options", ["api_key.*", "webhook.*", "external_storage.*", "url_endpoint.*"]],
  ["Security", ["sso.*", "mfa.enforce", "advanced_security.*"]],
  ["Settings", ["settings.*", "backup.*", "performance.*", "cache.*"]],
  ["Your profile", ["profile.*", "mfa.set_own", "session.*"]],
];

/** Returns the section of an action, and its place within it. */
function placeOf(action: Action): { title: string; order: number } {
  const all = `${action.split(".")[0]}.*`;
  for (const [s, [title, members]] of layout.entries()) {
    const at = members.includes(action) ? members.indexOf(action) : members.indexOf(all);
    if (at >= 0) return { title, order: s * 100 + at };
  }
  return { title: "More", order: Infinity };
}

export function inSections(list: readonly Action[]): Section[] {
  const places = list
    .map((action) => ({ action, place: placeOf(action) }))
    .sort((a, b) => (a.place.order < b.place.order ? -1 : a.place.order > b.place.order ? 1 : 0));
  const sections = new Map<string, Action[]>();
  for (const { action, place } of places) sections.set(place.title, [...(sections.get(place.title) ?? []), action]);
  return [...sections].map(([title, members]) => ({ title, actions: members }));
}

/** Actions with a control elsewhere: the search field, the rows of the share dialog, and the comments. */
const elsewhere: readonly Action[] = [
  "asset.search",
  "asset.unshare",
  "collection.search",
  "collection.unshare",
  "comment.view",
  "comment.add",
  "comment.edit",
  "comment.delete",
  "comment.react",
  "comment.resolve",
  "comment.delete_thread",
];

export function withButtons(list: readonly Action[]): Action[] {
  return list.filter((action) => !elsewhere.includes(action));
}

/** What a menu shows at once, in this order; the rest comes with "More operations". */
const usual: readonly Action[] = [
  "asset.view",
  "collection.view",
  "asset.share",
  "collection.share",
  "file.upload",
  "folder.create",
  "file.download",
  "file.rename",
  "folder.rename",
  "collection.rename",
  "asset.move",
  "asset.copy",
  "file.publish",
  "asset.delete",
  "collection.delete",
];

/** The rest of a list is worth a step of its own from so many on. */
const enough = 4;

/** Returns the usual actions of a list and the others; all are usual where there are few others. */
export function usualAndOthers(list: readonly Action[]): [usual: readonly Action[], others: readonly Action[]] {
  const first = usual.filter((action) => list.includes(action));
  const others = list.filter((action) => !first.includes(action));
  return first.length === 0 || others.length < enough ? [list, []] : [first, others];
}
