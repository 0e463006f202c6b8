// What pressing an allowed control does: open the form that its action needs, or carry it out at once.
import { actions, type Action } from "lockstep";
import { pathOf, type Question } from "../session/question";
import { useDashboard } from "../session/store";

const named: readonly Action[] = ["folder.create", "folder.rename", "file.rename", "collection.create", "collection.rename", "group.create", "group.rename"];
const uploading: readonly Action[] = ["file.upload", "file.upload_version"];
const sharing: readonly Action[] = ["asset.share", "asset.view_access", "collection.share"];
const going: readonly Action[] = ["asset.move", "asset.copy"];
const gathering: readonly Action[] = ["group.add_member", "group.remove_member", "collection.add_asset", "collection.remove_asset"];

const linking: readonly Action[] = ["link.view", "link.edit", "link.delete"];

const withForm: readonly Action[] = [...named, ...uploading, ...sharing, ...going, ...gathering];

/** Whether pressing it asks once more first: what is destructive and has no form of its own. */
export function confirms(action: Action): boolean {
  return actions[action].destructive === true && !withForm.includes(action);
}

const isLink = (resource: Question["resource"]) => typeof resource === "object" && "link" in resource;

/** What is asked of the server at once can be waited for. */
export function perform(...questions: Question[]): Promise<unknown> | undefined {
  const [question] = questions;
  if (!question) return undefined;
  const { openDialog, go, carryOut, session } = useDashboard.getState();
  const { action } = question;
  const path = pathOf(question.resource);
  if (named.includes(action)) openDialog({ kind: "name", question });
  else if (uploading.includes(action)) openDialog({ kind: "upload", question });
  else if (sharing.includes(action)) openDialog({ kind: "share", question });
  else if (going.includes(action)) openDialog({ kind: "destination", questions });
  else if (gathering.includes(action)) openDialog({ kind: "member", question });
  else if (action === "asset.add_to_collection") openDialog({ kind: "collection", questions });
  // Which of its links is meant, an item does not say.
  else if (linking.includes(action) && !isLink(question.resource)) openDialog({ kind: "links", question });
  else if (action === "link.create" || action === "link.edit") openDialog({ kind: "link", question });
  else if (action === "user.add") openDialog({ kind: "user", question });
  else if (action === "audit_log.view") openDialog({ kind: "audit" });
  else if (confirms(action)) openDialog({ kind: "confirm", questions });
  else if (action === "asset.view" && path !== undefined) {
    if (session?.listing.byPath.get(path)?.kind === "file") go({ open: path });
    else go({ view: "library", path, collection: null });
  } else if (action === "collection.view" && typeof question.resource === "object" && "collection" in question.resource) {
    go({ view: "collections", collection: question.resource.collection });
  } else return carryOut(questions);
  return undefined;
}
