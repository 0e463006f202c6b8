// What came of a request that the server carried out, in words. A request that is permitted and does nothing here is
// the product's to carry out: it is never called done.
import { actions, type Action, type Decision } from "lockstep";
import { nameOfSubject } from "./facts";
import type { Session } from "./following";
import { listed, many, quoted } from "./counting";
import { nameOfPlace } from "./names";
import { nameOf } from "./paths";
import { pathOf, type Question } from "./question";
import { levelTitle, roleTitle } from "./titles";

export interface Outcome {
  readonly title: string;
  readonly detail?: string | undefined;
  readonly tone: "good" | "plain";
}

/** The requests that were carried out; at least one. */
interface Done {
  readonly session: Session;
  readonly first: Question;
  readonly questions: readonly Question[];
}

/** Without those that repeat. */
const different = <T>(values: readonly T[]): T[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

/** A file, folder, collection, person, group or link by its short name; several by their number. */
function thing({ session, first, questions }: Done): string {
  const count = different(questions.map(({ resource }) => resource)).length;
  if (count > 1) return many(count, "item");
  const path = pathOf(first.resource);
  return quoted(path === undefined ? nameOfPlace(session, first.resource) : nameOf(path) || path);
}

function target({ session, first }: Done): string {
  const { to, asset, collection, member } = first.context ?? {};
  if (to !== undefined) return to === "/" ? "the top of the library" : to;
  if (collection !== undefined) return quoted(nameOfPlace(session, { collection }));
  if (member !== undefined) return nameOfSubject(session.facts, { user: member });
  return asset === undefined ? "" : quoted(nameOf(asset));
}

const given = (field: "name" | "email", { first }: Done): string => quoted(String(first.context?.[field] ?? ""));

const whom = ({ session, questions }: Done): string =>
  listed(different(questions.map(({ context }) => context?.with)).map((who) => nameOfSubject(session.facts, who)));

const shared = (done: Done): string =>
  `Shared ${thing(done)} with ${whom(done)} (${levelTitle(done.first.context?.level)})`;
const unshared = (done: Done): string => `Took back the share of ${whom(done)} on ${thing(done)}`;
const gathered = (done: Done): string => `Added ${thing(done)} to ${target(done)}`;
const renamed = (done: Done): string => `Renamed to ${given("name", done)}`;

const sentences: Partial<Record<Action, (done: Done) => string>> = {
  "folder.create": (done) => `Created the folder ${given("name", done)}`,
  "folder.rename": renamed,
  "file.rename": renamed,
  "file.upload": (done) => `Uploaded ${given("name", done)}`,
  "file.publish": (done) => `${done.first.context?.value === false ? "Unpublished" : "Published"} ${thing(done)}`,
  "asset.copy": (done) => `Copied ${thing(done)} to ${target(done)}`,
  "asset.move": (done) => `Moved ${thing(done)} to ${target(done)}`,
  "asset.delete": (done) => `Deleted ${thing(done)}`,
  "asset.share": shared,
  "asset.unshare": unshared,
  "asset.add_to_collection": gathered,
  "comment.add": () => "Comment added",
  "comment.edit": () => "Comment changed",
  "comment.delete": () => "Comment deleted",
  "comment.delete_thread": () => "Comments deleted",
  "collection.create": (done) => `Created the collection ${given("name", done)}`,
  "collection.rename": renamed,
  "collection.delete": (done) => `Deleted the collection ${thing(done)}`,
  "collection.add_asset": (done) => `Added ${target(done)} to ${thing(done)}`,
  "collection.remove_asset": (done) => `Removed ${target(done)} from ${thing(done)}`,
  "collection.share": shared,
  "collection.unshare": unshared,
  "link.create": () => "Created a public link",
  "link.edit": () => "Changed the public link",
  "link.delete": () => "Deleted the public link",
  "user.add": (done) => `Added ${given("name", done)}`,
  "user.edit": (done) => `Changed ${thing(done)}`,
  "user.set_role": (done) =>
    `${nameOfPlace(done.session, done.first.resource)} is now: ${roleTitle(done.first.context?.role)}`,
  "user.remove": (done) => `Removed ${nameOfPlace(done.session, done.first.resource)}`,
  "group.create": (done) => `Created the group ${given("name", done)}`,
  "group.rename": renamed,
  "group.add_member": (done) => `Added ${target(done)} to ${thing(done)}`,
  "group.remove_member": (done) => `Took ${target(done)} out of ${thing(done)}`,
  "group.delete": (done) => `Deleted the group ${thing(done)}`,
  "media_library.delete_all": () => "Deleted everything in the library",
  "mfa.enforce": (done) =>
    done.first.context?.value === false
      ? "Two-factor sign-in is everyone's own choice again"
      : "Two-factor sign-in is required of everyone",
  "api_key.create": () => "Created an API key",
  "api_key.edit": () => "Changed the API key",
  "api_key.roll": () => "Made a new API key of the same access",
  "api_key.delete": () => "Deleted the API key",
  "session.end": () => "Signed out",
};

/** What a product has behind an action that Lockstep permits and does not carry out. */
const behind: Partial<Record<Action, string>> = {
  "file.download": "downloads the file",
  "file.upload_version": "takes in the new version",
  "file.view_versions": "lists the versions",
  "asset.download_zip": "makes the zip",
  "asset.history": "shows the history",
  "asset.search": "searches",
  "visual_search.use": "searches by an image",
  "comment.react": "adds the reaction",
  "comment.resolve": "resolves the thread",
  "version.restore": "restores the version",
  "version.delete": "deletes the version",
  "metadata.update": "opens the custom metadata",
  "tags.edit": "opens the tags",
  "tags.remove": "removes the tags",
  "extension.auto_tag": "tags the file by itself",
  "extension.remove_background": "removes the background",
  "image.edit": "opens the image editor",
  "focus_area.edit": "opens the focus area",
  "collection.view_file_details": "shows the details of its files",
  "collection.download_zip": "makes the zip",
  "downloads.view": "lists your downloads",
  "sso.configure": "opens single sign-on",
  "billing.view": "opens billing and invoices",
  "billing.edit": "opens the billing details",
  "billing_alerts.edit": "opens the billing alerts",
  "subscription.change": "opens the plans",
  "subscription.cancel": "cancels the subscription",
  "analytics.view": "opens the analytics",
  "api_key.reveal": "asks for your password and shows the key",
  "webhook.edit": "opens the webhooks",
  "external_storage.edit": "opens the external storage",
  "url_endpoint.edit": "opens the URL endpoints",
  "settings.edit": "opens the settings",
  "backup.edit": "opens the backup bucket",
  "advanced_security.edit": "opens advanced security",
  "performance.view": "opens the performance centre",
  "cache.purge": "purges the cache",
  "media_settings.edit": "opens the library settings",
  "media_audit_log.view": "opens the library's audit log",
  "profile.edit": "opens your profile",
  "mfa.set_own": "switches your two-factor sign-in",
};

/** Returns the message about requests that were carried out, the last of them with this decision. */
export function outcomeOf(session: Session, questions: readonly Question[], decision: Decision): Outcome {
  const [first] = questions;
  if (!first) throw new Error("no request was carried out");
  const sentence = sentences[first.action];
  const didNothing = decision.warnings?.includes("no_effect") ?? false;
  const does = behind[first.action];
  if (!sentence)
    return {
      title: "Allowed",
      detail:
        does === undefined
          ? `Your product does this here: ${actions[first.action].title}.`
          : `Your product ${does} here.`,
      tone: "plain",
    };
  const title = sentence({ session, first, questions });
  return didNothing
    ? { title, detail: "It gives no more than they have already.", tone: "plain" }
    : { title, tone: "good" };
}
