// What a policy (lockstep-policy/2) says, read again for every question.

import { parse } from "./condition.mjs";

export const listOf = (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

/** The levels of a policy by name: `{ includes, on, feature }`. A list is ascending. */
export function levelsOf(policy) {
  const given = policy.levels ?? {};
  if (Array.isArray(given))
    return Object.fromEntries(given.map((name, at) => [name, { includes: given.slice(0, at) }]));
  return Object.fromEntries(
    Object.entries(given).map(([name, level]) => [name, Array.isArray(level) ? { includes: level } : level]),
  );
}

/** Some levels with all that they include. */
export function withIncluded(policy, names) {
  const levels = levelsOf(policy);
  const all = new Set();
  const add = (name) => {
    if (all.has(name)) return;
    all.add(name);
    for (const included of levels[name]?.includes ?? []) add(included);
  };
  for (const name of names) add(name);
  return all;
}

/** The levels of a set that no other level of it includes. */
export function maximalOf(policy, held) {
  return [...held].filter(
    (name) => ![...held].some((other) => other !== name && withIncluded(policy, [other]).has(name)),
  );
}

/** Whether an account has a feature: by its own switch, or else by its plan. */
export function hasFeature(policy, account, feature) {
  const own = account.features?.[feature];
  if (own !== undefined) return own;
  const plans = policy.plans ?? [];
  return plans.indexOf(account.plan) >= plans.indexOf(policy.features[feature]);
}

/** Whether an account has the features of a level. */
export function isLevelInForce(policy, account, name) {
  const { feature } = levelsOf(policy)[name] ?? {};
  return !feature || hasFeature(policy, account, feature);
}

/**
 * What is held by whom some levels are given, with all that they include. Reading: a level whose feature the account
 * lacks gives nothing, and one that includes it gives all of it.
 */
export const levelsGiven = (policy, account, names) =>
  withIncluded(
    policy,
    names.filter((name) => isLevelInForce(policy, account, name)),
  );

/** The levels that may be given everywhere. */
export const levelsForAll = (policy) => Object.keys(levelsOf(policy)).filter((name) => !levelsOf(policy)[name].on);

/** Whether a level may be given at a kind of place. */
export function isLevelOn(policy, name, kind) {
  const { on } = levelsOf(policy)[name] ?? {};
  return !on || listOf(on).includes(kind);
}

const fits = (pattern, action) =>
  pattern.endsWith("*") ? action.startsWith(pattern.slice(0, -1)) : pattern === action;

/** The roles of the policy and those that the account has defined, by id. */
export function rolesOf(policy, account) {
  const own = account.roles ?? {};
  const defined = Array.isArray(own) ? Object.fromEntries(own.map(({ id, ...role }) => [id, role])) : own;
  return { ...defined, ...policy.roles };
}

/** The ids of a user's roles. */
export const roleIdsOf = (user) => user.roles ?? listOf(user.role);

/** The entries of a role's `allow` that open an action: the conditions of each, none for one without. */
export function entriesFor(role, action) {
  if ((role.except ?? []).some((pattern) => fits(pattern, action))) return [];
  return role.allow
    .map((entry) => (typeof entry === "string" ? { actions: [entry] } : entry))
    .filter((entry) => entry.actions.some((pattern) => fits(pattern, action)))
    .map(({ when, unless }) => ({ when: listOf(when), unless: listOf(unless) }));
}

const isFree = ({ when, unless }) => when.length + unless.length === 0;
const isWithin = (one, other) =>
  other.when.every((name) => one.when.includes(name)) && other.unless.every((name) => one.unless.includes(name));

/** Whether the holder of some roles may give a role to a user, by `mayGive` or by what they have themselves. */
export function mayGiveRole(policy, account, giverRoles, given) {
  const roles = rolesOf(policy, account);
  const isInForce = (role) => role && (!role.feature || hasFeature(policy, account, role.feature));
  const giver = giverRoles.map((id) => roles[id]).filter(isInForce);
  const isListed = giver.some(({ mayGive }) => mayGive && (mayGive.includes("*") || mayGive.includes(given)));
  if (isListed) return true;
  if (giver.every(({ mayGive }) => mayGive)) return false;
  const role = roles[given];
  const levels = withIncluded(
    policy,
    giver.flatMap(({ level }) => listOf(level)),
  );
  if (![...withIncluded(policy, listOf(role.level))].every((level) => levels.has(level))) return false;
  return Object.keys(policy.actions).every((action) => {
    const own = giver.flatMap((each) => entriesFor(each, action));
    return entriesFor(role, action).every((entry) => own.some((each) => isFree(each) || isWithin(entry, each)));
  });
}

/** The tree of a condition. */
export const conditionOf = (policy, name) => parse(policy.conditions[name].if);

/** The most that a limit allows: the account's own number, the plan's, the policy's; `undefined` for none. */
export const maximumOf = (policy, account, name) =>
  account.limits?.[name] ?? policy.limits[name].plans?.[account.plan] ?? policy.limits[name].value;
