// The built-in policy in format 2, beside format 1: accounts and requests of one as those of the other, and how the
// answers differ.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/run.mjs";

export const policy = readFileSync(join(root, "policies/imagekit2.json"), "utf8");
const document = JSON.parse(policy);

const present = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
/** Limits of format 1 that are conditions in format 2, or that nothing counts there. */
const uncounted = [
  "standardApiKeysKept",
  "collectionsPerAsset",
  "assetsPerAdd",
  "collectionsPerAdd",
  "assetsPerRemove",
  "zipItems",
  "publishFiles",
];

const named = (owner) => (owner === undefined ? undefined : { owner });

const resourceOf = ({ id, kind, path, owner, published }) =>
  present({
    id,
    kind,
    path,
    relations: named(owner),
    attributes: published === undefined ? undefined : { published },
  });

/** A comment lies below what it is on. */
function commentOf({ id, on, author }, assets) {
  const { path } = assets.find((asset) => asset.id === on);
  return { id, kind: "comment", path: `${path}/${id}`, relations: { author } };
}

const collectionOf = ({ owner, ...rest }) => present({ ...rest, kind: "collection", relations: named(owner) });

/** Whether format 2 can say what the account lists: no root, and the kind of each resource. */
export const isSayable = ({ assets = [] }) => assets.every(({ kind, path }) => kind !== undefined && path !== "/");

/** Returns a `lockstep-account/1` as a `lockstep-account/2`. */
export function accountIn2({ assets = [], comments = [], collections = [], links = [], limits, ...rest }) {
  return present({
    ...rest,
    format: "lockstep-account/2",
    resources: [...assets.map(resourceOf), ...comments.map((comment) => commentOf(comment, assets))],
    collections: collections.map(collectionOf),
    links: links.map((link) => ({ ...link, level: "view" })),
    limits: limits && Object.fromEntries(Object.entries(limits).filter(([name]) => !uncounted.includes(name))),
  });
}

/** Actions with names of their own in format 2: on the root, on the list of collections, and those of visitors. */
const onRoot = {
  "asset.view": "library.view",
  "asset.search": "library.search",
  "visual_search.use": "library.visual_search",
};
const ofList = { "collection.view": "collections.view", "collection.search": "collections.search" };
const ofVisitor = {
  "asset.view": "shared.view",
  "file.download": "shared.download",
  "asset.download_zip": "shared.download_zip",
};
const pathOf = (resource) => (typeof resource === "string" ? resource : resource?.path);
const normal = (path) => `/${path.split("/").filter(Boolean).join("/")}`;
const listed = (account, path) => account.assets?.some((asset) => asset.path === normal(path));
const isRoot = (path) => path !== undefined && normal(path) === "/";

/** In format 2 a comment is a resource: the one that the context names, or one of the asker's own. */
function commentIn2({ principal, action, resource, context: { comment, ...context } }, account) {
  const path = pathOf(resource);
  const known = account.comments?.find(({ id }) => id === comment);
  const on = account.assets?.find(({ id }) => id === known?.on);
  if (on?.path === normal(path)) return { principal, action, resource: { comment }, context };
  const isOwn = comment === undefined && principal.user !== undefined;
  const relations = { author: isOwn ? [principal.user] : [] };
  return { principal, action, resource: { comment: "unlisted", in: normal(path), relations }, context };
}

/** The kind of what the account does not list, which format 1 need not know. */
function kindOf(action) {
  const on = document.actions[action]?.on ?? [];
  return ["file", "folder"].find((kind) => on.includes(kind)) ?? "file";
}

/** In format 2 the host states the relations of what the account does not list, and a link has a level. */
function statedIn2({ action, resource, context = {} }, account) {
  const path = pathOf(resource);
  const isOwned = context.owner !== undefined && path !== undefined && resource.link === undefined;
  const owned = { path, kind: resource?.kind ?? kindOf(action), relations: { owner: [context.owner] } };
  return {
    resource: isOwned && !listed(account, path) ? owned : resource,
    context: action === "link.create" ? { level: "view", ...context } : context,
  };
}

/** Returns a request over an account in format 1 as one over that account in format 2. */
export function requestIn2(request, account) {
  const { principal, action } = request;
  const { resource, context } = statedIn2(request, account);
  const path = pathOf(resource);
  if (ofVisitor[action] && principal.visitor) return { principal, action: ofVisitor[action], resource, context };
  if (onRoot[action] && isRoot(path) && resource.link === undefined)
    return { principal, action: onRoot[action], context };
  if (ofList[action] && resource === undefined) return { principal, action: ofList[action], context };
  if (["comment.edit", "comment.delete"].includes(action) && path !== undefined)
    return commentIn2({ ...request, context }, account);
  return { principal, action, resource, context };
}

/** An answer as the two are compared. */
export function briefly({ allowed, reason, show, have, need }) {
  return allowed ? "allowed" : [reason, show, have ?? "-", need ?? "-"].join(" ");
}

const denied =
  (reason, condition) =>
  ({ one, two }) =>
    one.reason === reason && two.reason === "condition_unmet" && condition.test(two.condition);
const isOwn = /^comment\.(edit|delete)$/;
const isName = /^(name_invalid|name_taken|path_invalid)$/;

/**
 * Every way in which the answers may differ. `is` gets the `request`, the `account` in format 1, and the answers `one`
 * and `two` of the formats.
 */
export const differences = [
  {
    name: "another name for a denial: versions",
    because: "`versions` is a condition on `context.version`.",
    is: denied("version_not_current", /^(current|older)_version$/),
  },
  {
    name: "another name for a denial: one's own",
    because: "`own` is a condition on the author of a comment, and on who asked for a download.",
    is: denied("not_author", /^own_/),
  },
  {
    name: "another name for a denial: the size of a batch",
    because: "`batch` is a condition on `context.count`.",
    is: denied("limit_reached", /_size$/),
  },
  {
    name: "another name for a denial: areas of the audit log",
    because: "`areas` are words of `context.area`, and a condition.",
    is: ({ one, two, request }) =>
      request.action === "audit_log.view" &&
      one.reason === "role_forbids" &&
      (two.condition === "open_area" || two.reason === "context_missing"),
  },
  {
    name: "another name for a denial: what is given for longer than it is held",
    because: "format 2 has `gives_too_much`.",
    is: ({ one, two }) =>
      one.reason === "level_too_low" &&
      two.reason === "gives_too_much" &&
      one.have === two.have &&
      one.need === two.need,
  },
  {
    name: "another name for a denial: the root",
    because: "the root has no rule of its own: an action is on `/` or not, and nobody was given a level there.",
    is: ({ one, two, request: { resource, context } }) =>
      !one.allowed &&
      !two.allowed &&
      [pathOf(resource), context?.to, context?.asset].some(isRoot) &&
      ["resource_mismatch", "not_shared"].includes(two.reason),
  },
  {
    name: "drafts",
    because: "a condition hides them from all visitors; no condition reads what the link says of drafts.",
    is: ({ one, two, request: { resource } }) =>
      resource?.link !== undefined && (one.allowed || one.reason === "unpublished") && two.condition === "shown",
  },
  {
    name: "the author of a comment sees it",
    because: "a relation gives a level: `view`, which opens nothing on a comment.",
    is: ({ one, two, request: { action } }) =>
      isOwn.test(action) && /^(not_shared|root_closed)$/.test(one.reason) && two.reason === "level_too_low",
  },
  {
    name: "a comment that is not named, in a complete account",
    because: "a comment is a resource, and what a complete account does not list is not there.",
    is: ({ two, request: { action }, account }) =>
      account.complete === true && isOwn.test(action) && two.reason === "resource_mismatch",
  },
  {
    name: "the first of several faults",
    because: "conditions are asked before what is there, and the words of the context before the asker.",
    is: ({ one, two }) =>
      (one.reason === "resource_mismatch" && /^(condition_unmet|inside_itself)$/.test(two.reason)) ||
      (one.reason === "unknown_role" && two.reason === "context_missing") ||
      (one.reason === "plan_required" && two.reason === "plan_required"),
  },
  {
    name: "the owner of what a comment is on, if the account does not list it",
    because: "a request states the relations of its own resource alone.",
    is: ({ two, request: { action, resource, context }, account }) =>
      isOwn.test(action) && context.owner !== undefined && !listed(account, pathOf(resource)) && !two.allowed,
  },
  {
    name: "what is below a file",
    because: "`in` says that a file is in a folder or at the root.",
    is: ({ one, two, request: { action } }) =>
      action === "collection.add_asset" && one.allowed && two.reason === "resource_mismatch",
  },
  {
    name: "how many collections hold an asset",
    because: "no limit counts them.",
    is: ({ one, two, request: { action } }) =>
      /^(asset\.add_to_collection|collection\.add_asset)$/.test(action) &&
      one.reason === "limit_reached" &&
      two.allowed,
  },
  {
    name: "names",
    because: "`names` knows titles and keys; nothing merges, and case is ignored.",
    is: ({ one, two, request: { context, action } }) =>
      (context?.name !== undefined || /\.(copy|move)$/.test(action)) &&
      (isName.test(one.reason) || isName.test(two.reason)),
  },
  {
    name: "with whom something may be shared",
    because: 'a share may be with anybody; roles with `"shares": false` get nothing from it.',
    is: ({ one, two }) => one.reason === "not_restricted" && two.allowed,
  },
  {
    name: "a longer share for oneself",
    because: "who holds the level without an end may give it without an end, to anybody.",
    is: ({ one, two, request: { context, principal } }) =>
      one.reason === "level_too_low" && two.allowed && context.with?.user === principal.user,
  },
  {
    name: "an unlisted folder that holds something",
    because: "format 2 takes the kind of what is not listed from the request.",
    is: ({ one, two, request: { resource }, account }) =>
      one.reason === "resource_mismatch" && two.allowed && !listed(account, pathOf(resource)),
  },
  {
    name: "the last standard API key, and ended ones",
    because: "no limit keeps a key, and no effect reveals one.",
    is: ({ one, two, request: { action } }) => action.startsWith("api_key.") && !one.allowed && two.allowed,
  },
  {
    name: "a user by e-mail",
    because: "format 2 takes e-mails for ids.",
    is: ({ one, request: { principal } }) => one.reason === "unknown_principal" && principal.user?.includes("@"),
  },
];
