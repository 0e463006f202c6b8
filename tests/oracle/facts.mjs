/**
 * What both renderings need from a policy and an account. No evaluation
 * happens here: only the reading of the formats (names, paths, gates).
 */

/** @param {string} pattern `*`, `user.*` or a name */
const matches = (pattern, id) =>
  pattern === "*" || pattern === id || (pattern.endsWith(".*") && id.startsWith(pattern.slice(0, -1)));

const named = (patterns, id) => (patterns ?? []).some((pattern) => matches(pattern, id));

/** The actions that a list of names and patterns means. Those of the host alone belong to no role. */
export const actionsNamed = (policy, allow, except) =>
  Object.keys(policy.actions).filter((id) => !policy.actions[id].host && named(allow, id) && !named(except, id));

/** The actions that have something in common, say `kind` "file". */
export const actionsWith = (policy, field, value) =>
  Object.keys(policy.actions).filter((id) => policy.actions[id][field] === value);

/** The features an account has: its plan, then its overrides, then what one feature brings with it. */
export function featuresOf(policy, account) {
  const plan = policy.plans.indexOf(account.plan);
  const on = new Set();
  for (const [feature, it] of Object.entries(policy.features)) {
    if (account.features?.[feature] ?? plan >= policy.plans.indexOf(it.plan ?? it)) on.add(feature);
  }
  for (const [feature, it] of Object.entries(policy.features)) {
    // What is switched off by itself stays off.
    if (account.features?.[feature] !== false && it.with?.some((other) => on.has(other))) on.add(feature);
  }
  return on;
}

/** `marketing`, `/marketing/` and `/marketing` are one path. */
export const canonical = (path) => `/${path.split("/").filter(Boolean).join("/")}`;

/** The path's own folder; the root has none. */
export function parentOf(path) {
  if (path === "/") return undefined;
  const slash = path.lastIndexOf("/");
  return slash === 0 ? "/" : path.slice(0, slash);
}

/** The path and everything above it, by whole segments, the root last. */
export function lineageOf(path) {
  const lineage = [];
  for (let at = path; at !== undefined; at = parentOf(at)) lineage.push(at);
  return lineage;
}

/** The gates of an action or of a role. */
export const gatesOf = (it) => [it.feature ?? []].flat();

/** What an action is asked of: `asset`, `collection`, … */
export const asksOf = (action, what) => [action.on].flat().includes(what);

/** a level includes those below it. */
export const atMost = (policy, level) => policy.levels.slice(0, policy.levels.indexOf(level) + 1);

/** Roles whose level comes from shares, groups, ownership and collections. */
export const sharedRoles = (policy) => Object.keys(policy.roles).filter((id) => policy.roles[id].level === "shared");
