/**
 * The rule book's tables as data, read from the rules and not from
 * policies/imagekit.json: the oracle must be able to contradict that file.
 * The shape is the policy format's, so that the renderings (cedar.mjs,
 * casl.mjs) take either this object or a team's own policy file.
 */

/**
 * @typedef {{ on: string | string[], level?: string, to?: string, feature?: string | string[], kind?: "file" |
 * "folder",
 *   root?: "open" | "closed", versions?: "any" | "noncurrent", host?: boolean }} Action
 */

/**
 * @param {string | string[]} on
 * @param {string | undefined} level
 * @param {string} ids separated by spaces
 * @param {object} more
 * @returns {[string, Action][]}
 */
const rows = (on, level, ids, more = {}) =>
  ids
    .trim()
    .split(/\s+/)
    .map((id) => [id, { on, ...(level ? { level } : {}), ...more }]);

/** the gates. An entitlement, not a plan name. */
const SHARING = { feature: "sharing" };
const COLLECTIONS = { feature: "media_collections" };
const LINKS = { feature: "public_links" };
const USERS = { feature: "user_management" };
const GROUPS = { feature: "user_groups" };
const FILE = { kind: "file" };
const FOLDER = { kind: "folder" };
/** still there on a version that is not the current one. */
const ANY_VERSION = { versions: "any" };
/** never on the root, for any caller. */
const NOT_ON_ROOT = { root: "closed" };

/** @type {Record<string, Action>} */
const actions = Object.fromEntries([
  // Table 2: operations on files and folders. R-72: the root may be opened.
  ...rows("asset", "view", "asset.view asset.search", { root: "open", ...ANY_VERSION }),
  ...rows("asset", "view", "asset.download_zip"),
  ...rows("asset", "view", "comment.view", ANY_VERSION),
  ...rows("asset", "view", "file.view_details file.view_versions", { ...FILE, ...ANY_VERSION }),
  ...rows("asset", "view", "file.download", FILE),
  ...rows("asset", "view", "asset.history", { feature: "media_audit_log", ...ANY_VERSION }),
  ...rows("asset", "view", "visual_search.use", { feature: "visual_search" }),
  ...rows("asset", "contribute", "comment.add comment.edit comment.delete comment.react comment.resolve"),
  ...rows("asset", "contribute", "folder.create file.upload", FOLDER),
  ...rows("asset", "contribute", "file.upload_version", FILE),
  ...rows("asset", "contribute", "version.restore", { ...FILE, versions: "noncurrent" }),
  ...rows("asset", "contribute", "metadata.update tags.edit tags.remove"),
  ...rows("asset", "contribute", "extension.auto_tag extension.remove_background image.edit focus_area.edit", FILE),
  ...rows("asset", "contribute", "asset.copy", { to: "contribute", ...NOT_ON_ROOT }),
  ...rows("asset", "contribute", "asset.add_to_collection", { ...COLLECTIONS, ...NOT_ON_ROOT }),
  ...rows("asset", "manage", "comment.delete_thread"),
  ...rows("asset", "manage", "version.delete", { ...FILE, versions: "noncurrent" }),
  ...rows("asset", "manage", "asset.delete", NOT_ON_ROOT),
  ...rows("asset", "manage", "asset.move", { to: "manage", ...NOT_ON_ROOT }),
  ...rows("asset", "manage", "file.rename", FILE),
  ...rows("asset", "manage", "folder.rename", { ...FOLDER, ...NOT_ON_ROOT }),
  ...rows("asset", "manage", "asset.share asset.view_access", { ...SHARING, ...NOT_ON_ROOT }),
  ...rows("asset", "manage", "asset.unshare", NOT_ON_ROOT), // taking access away needs no plan
  ...rows("asset", "manage", "file.publish", { feature: "draft_assets", ...FILE, ...ANY_VERSION }),
  // links hang on assets and on collections alike.
  ...rows(["asset", "collection"], "manage", "link.view link.create link.edit", { ...LINKS, ...NOT_ON_ROOT }),
  ...rows(["asset", "collection"], "manage", "link.delete", NOT_ON_ROOT),
  ...rows("link", undefined, "link.open", LINKS),
  // Table 3: operations on collections.
  ...rows("collection", "view", "collection.view collection.search collection.view_assets", COLLECTIONS),
  ...rows("collection", "view", "collection.view_file_details collection.download_zip", COLLECTIONS),
  ...rows("collection", "contribute", "collection.add_asset", COLLECTIONS),
  ...rows("collection", "manage", "collection.rename collection.remove_asset collection.delete", COLLECTIONS),
  ...rows("collection", "manage", "collection.share", COLLECTIONS),
  ...rows("collection", "manage", "collection.unshare"),
  // The library as a whole.
  ...rows("library", undefined, "collection.create", COLLECTIONS),
  ...rows("library", undefined, "downloads.view"),
  // The account: people, money, developer areas, library pages.
  ...rows("account", undefined, "user.view user.add", USERS),
  ...rows("user", undefined, "user.edit user.set_role", USERS),
  ...rows("user", undefined, "user.remove"), // no gate
  ...rows("account", undefined, "group.view group.create", GROUPS),
  ...rows("group", undefined, "group.rename group.add_member", GROUPS),
  ...rows("group", undefined, "group.remove_member group.delete"),
  ...rows("account", undefined, "sso.configure", { feature: "sso" }),
  ...rows("account", undefined, "mfa.enforce"),
  ...rows("account", undefined, "billing.view billing.edit subscription.change subscription.cancel analytics.view"),
  ...rows("account", undefined, "billing_alerts.edit", { feature: "billing_alerts" }),
  ...rows("account", undefined, "api_key.view api_key.create"),
  ...rows("apiKey", undefined, "api_key.edit api_key.reveal api_key.roll api_key.delete"),
  ...rows("account", undefined, "webhook.edit external_storage.edit url_endpoint.edit settings.edit cache.purge"),
  ...rows("account", undefined, "performance.view", { feature: "performance_center" }),
  ...rows("account", undefined, "backup.edit", { feature: "backup_bucket" }),
  ...rows("account", undefined, "advanced_security.edit", { feature: "advanced_security" }),
  ...rows("account", undefined, "media_settings.edit media_library.delete_all"),
  ...rows("account", undefined, "media_audit_log.view", { feature: "media_audit_log" }),
  ...rows("account", undefined, "audit_log.view", { feature: "audit_log" }),
  // Oneself: no role and no role gate prevents it.
  ...rows("self", undefined, "profile.edit session.end"),
  ...rows("self", undefined, "mfa.set_own", { feature: "mfa_choice" }),
  // The host alone.
  ...rows("account", undefined, "account.set_plan account.set_feature account.set_limit", { host: true }),
  ...rows("account", undefined, "user.provision", { host: true, feature: ["user_management", "sso"] }),
]);

const SELF = ["profile.edit", "mfa.set_own", "session.end"];
const READS = ["asset.view", "asset.search", "file.view_details", "file.view_versions"];
const WRITES = [
  "file.upload",
  "file.upload_version",
  "folder.create",
  "metadata.update",
  "tags.edit",
  "tags.remove",
  "asset.copy",
  "asset.move",
  "asset.delete",
  "file.rename",
  "version.restore",
  "version.delete",
  "cache.purge",
];

export const rulebook = {
  id: "imagekit",
  plans: ["free", "paid", "enterprise"],
  levels: ["view", "contribute", "manage"],
  /** Lowest plan that has it. */
  features: {
    user_management: "paid",
    billing_alerts: "paid",
    performance_center: "paid",
    backup_bucket: "paid",
    restricted_role: "enterprise",
    user_groups: "enterprise",
    sharing: "enterprise",
    media_collections: "enterprise",
    public_links: "enterprise",
    draft_assets: "enterprise",
    // central audit logs switch the media-library audit log on as well.
    audit_log: "enterprise",
    media_audit_log: { plan: "enterprise", with: ["audit_log"] },
    sso: "enterprise",
    advanced_security: "enterprise",
    visual_search: "enterprise",
    mfa_choice: "free",
  },
  actions,
  /** Table 1, one line a role. */
  roles: {
    account_administrator: { level: "manage", allow: ["*"] },
    developer: {
      level: "manage",
      allow: ["*"],
      except: ["user.*", "group.*", "billing.*", "billing_alerts.*", "subscription.*", "sso.*", "mfa.enforce"],
    },
    media_library_full_access: {
      level: "manage",
      allow: ["collection.create", "downloads.view", "media_settings.edit", "media_audit_log.view", ...SELF],
    },
    media_library_view_only_access: { level: "view", allow: ["downloads.view", "media_audit_log.view", ...SELF] },
    media_library_restricted_access: {
      level: "shared",
      feature: "restricted_role",
      allow: ["collection.create", "downloads.view", ...SELF],
    },
    finance: { allow: ["analytics.view", "billing.*", "billing_alerts.*", "subscription.*", ...SELF] },
  },
  /** what a key's scope covers, as far as the rule book names it. */
  keys: { none: [], read: READS, write: [...READS, ...WRITES], standard: [...READS, ...WRITES] },
  /** a visitor views and downloads, nothing else. */
  visitor: ["link.open", "asset.view", "file.download", "asset.download_zip"],
  /** an entry of the central log is readable only by who may read its area. */
  areas: {
    user_management: "user.view",
    billing: "billing.view",
    external_storage: "external_storage.edit",
    url_endpoints: "url_endpoint.edit",
    performance_center: "performance.view",
    developer_options: "api_key.view",
    settings: "settings.edit",
    purge_cache: "cache.purge",
  },
};
