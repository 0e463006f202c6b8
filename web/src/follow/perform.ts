// What pressing an allowed control does: open the form that its action needs, or carry it out at once.
import { actions, type Action } from "lockstep";
import { outcomeOf } from "../session/outcome";
import { pathOf, type Question } from "../session/question";
import { useDashboard, type DialogOfMany, type DialogOfOne } from "../session/store";
import { notify } from "../ui/toasts";

const formOfOne: Partial<Record<Action, DialogOfOne>> = {
  "folder.create": "name",
  "folder.rename": "name",
  "file.rename": "name",
  "file.upload": "upload",
  "file.upload_version": "upload",
  "comment.add": "comment",
  "comment.edit": "comment",
  "version.restore": "version",
  "version.delete": "version",
  "collection.create": "name",
  "collection.rename": "name",
  "collection.add_asset": "member",
  "collection.remove_asset": "member",
  "link.create": "link",
  "link.view": "links",
  "link.edit": "link",
  "user.add": "user",
  "user.edit": "person",
  "group.create": "name",
  "group.rename": "name",
  "group.add_member": "member",
  "group.remove_member": "member",
  "api_key.view": "keys",
  "api_key.create": "key",
  "api_key.edit": "key",
  "api_key.roll": "roll",
  "mfa.enforce": "mfa",
};

const formOfMany: Partial<Record<Action, DialogOfMany>> = {
  "asset.copy": "destination",
  "asset.move": "destination",
  "asset.add_to_collection": "collection",
  "asset.share": "share",
  "asset.view_access": "share",
  "collection.share": "share",
};

/** Returns whether a button asks for confirmation first: a destructive action without a form of its own. */
export function confirms(action: Action): boolean {
  return actions[action].destructive === true && !formOfOne[action] && !formOfMany[action];
}

/** These are on one link. Which of its links is meant, an item does not say: then they are listed. */
const onLink: readonly Action[] = ["link.edit", "link.delete"];

const isLink = (resource: Question["resource"]) => typeof resource === "object" && "link" in resource;

/** Drafts among them are published; without any, all are unpublished. */
function toggled(questions: Question[]): Question[] {
  const { session } = useDashboard.getState();
  const isDraft = ({ resource }: Question) => session?.listing.byPath.get(pathOf(resource) ?? "")?.published === false;
  const drafts = questions.filter(isDraft);
  const value = drafts.length > 0;
  return (value ? drafts : questions).map((question) => ({ ...question, context: { ...question.context, value } }));
}

/** Where on the page an action leads that only shows something; nothing for one that does. */
function placeFor({ action, resource }: Question) {
  const path = pathOf(resource);
  const { session } = useDashboard.getState();
  if (action === "audit_log.view") return { view: "audit" as const };
  if (action === "file.view_details") return { open: path ?? null };
  if (action === "asset.view" && path !== undefined)
    return session?.listing.byPath.get(path)?.kind === "file"
      ? { open: path }
      : { view: "library" as const, path, collection: null };
  const isOfCollection = action === "collection.view" || action === "collection.view_assets";
  if (isOfCollection && typeof resource === "object" && "collection" in resource)
    return { view: "collections" as const, collection: resource.collection };
  return undefined;
}

/**
 * Shows what the product does with things of the user's own. Only the product knows their owner, which is a trusted
 * field: it asks for each of them. Returns whether the question is of that sort.
 */
function leaveToProduct(question: Question): boolean {
  const { session } = useDashboard.getState();
  const decision = session?.access.decide(question);
  if (!session || !decision?.unverified.includes("owner")) return false;
  notify(outcomeOf(session, [question], decision));
  return true;
}

/** Sends requests, or opens their form or page. Returns a promise of the end of requests that were sent at once. */
export function perform(...questions: Question[]): Promise<unknown> | undefined {
  const [question] = questions;
  if (!question) return undefined;
  const { openDialog, go, carryOut, signOut } = useDashboard.getState();
  const { action } = question;
  const place = placeFor(question);
  const one = formOfOne[action];
  const many = formOfMany[action];
  if (place) go(place);
  else if (onLink.includes(action) && !isLink(question.resource)) openDialog({ kind: "links", question });
  else if (one) openDialog({ kind: one, question });
  else if (many) openDialog({ kind: many, questions });
  else if (confirms(action)) openDialog({ kind: "confirm", questions });
  else if (action === "session.end") return signOut();
  else if (!leaveToProduct(question)) return carryOut(action === "file.publish" ? toggled(questions) : questions);
  return undefined;
}
