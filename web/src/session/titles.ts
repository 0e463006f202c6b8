// What the policy calls things, and which level a decision speaks of.
import { actions, levels, plans, policy, roles, type Action, type Decision, type Level, type Plan } from "lockstep";

const { titles = {}, roles: rolesAsWritten = {} } = JSON.parse(policy) as {
  titles?: Record<string, string>;
  roles?: Record<string, { level?: string }>;
};

export const planIds = Object.keys(plans) as Plan[];

/** The title of a plan, a feature or a limit. */
export function titleOf(id: string | undefined): string {
  return id === undefined ? "" : (titles[id] ?? id);
}

/** An account may hold a role that the policy lacks; it is called by its id. */
export function roleTitle(role: string | undefined): string {
  return Object.entries(roles).find(([id]) => id === role)?.[1].title ?? role ?? "";
}

/** Returns whether users of this role see only resources that are shared with them. */
export const livesByShares = (role: string | undefined): boolean =>
  role !== undefined && rolesAsWritten[role]?.level === "shared";

/** What a control says where its place says the rest. */
const short: Partial<Record<Action, string>> = {
  "asset.view": "Open",
  "asset.share": "Share",
  "asset.copy": "Copy",
  "asset.move": "Move",
  "asset.delete": "Delete",
  "comment.add": "Add a comment",
  "comment.edit": "Edit your comment",
  "comment.delete": "Delete your comment",
  "comment.delete_thread": "Delete all comments",
  "collection.view": "Open",
  "collection.view_assets": "Show its files",
  "collection.share": "Share",
  "collection.rename": "Rename",
  "collection.delete": "Delete",
  "profile.edit": "Edit your profile",
  "mfa.set_own": "Your two-factor sign-in",
  "session.end": "Sign out",
};

/** What a control for this action says. A file is published or unpublished, whichever it is not. */
export function controlTitle(action: Action, published?: boolean): string {
  if (action === "file.publish") return published === false ? "Publish" : "Unpublish";
  return short[action] ?? actions[action].title;
}

/** The level a decision says is held: said outright, or by the first link of its chain. */
export function heldLevel(decision: Decision): Level | undefined {
  return decision.have ?? decision.because[0]?.level;
}

export function levelTitle(level: Level | undefined): string {
  return level ? levels[level].title : "";
}
