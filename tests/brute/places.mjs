// The places of an account (lockstep-account/2) and the levels that a person holds there. No index, no memory: every
// question walks the whole account.

import { conditionOf, hasFeature, levelsGiven, listOf, roleIdsOf, rolesOf, withIncluded } from "./rules.mjs";
import { evaluate, isUnknown } from "./condition.mjs";
import { factsFor } from "./known.mjs";

export const secondsOf = (time) => (typeof time === "string" ? Date.parse(time) / 1000 : time);
const root = { kind: "/", path: "/" };
const parentOf = (path) => path.slice(0, path.lastIndexOf("/")) || "/";
const listedAt = (account, path) => (account.resources ?? []).find((resource) => resource.path === path);

/** The place of a request's `resource`: a listed resource, a collection, the root, or what the request says of it. */
export function placeOf(policy, account, resource) {
  if (resource === "/" || resource?.path === "/") return root;
  if (typeof resource === "string") return listedAt(account, resource) ?? { path: resource };
  if (resource.path !== undefined) return listedAt(account, resource.path) ?? resource;
  const kind = Object.keys(resource).find((key) => key in policy.kinds);
  const id = resource[kind];
  const all = policy.kinds[kind].collects ? (account.collections ?? []) : (account.resources ?? []);
  const listed = all.find((each) => each.id === id && each.kind === kind);
  const { attributes, relations } = resource;
  return listed ?? { kind, id, attributes, relations, in: resource.in ?? "/", isUnlisted: true };
}

/** Whether an account that lists everything has nothing at a path or below it, or no resource of an id. */
export function isAbsent(policy, { complete, resources = [] }, { path, kind, isUnlisted }) {
  if (complete !== true || path === "/") return false;
  if (isUnlisted) return policy.kinds[kind].in !== undefined;
  const isThere = (each) => each === path || each.startsWith(`${path}/`);
  return path !== undefined && !resources.some((each) => isThere(each.path ?? ""));
}

/** The place above; nothing above the root. */
function aboveOf(policy, account, place) {
  if (place === root) return undefined;
  // A collection is no place in the tree: only what is held everywhere is held there.
  if (policy.kinds[place.kind]?.collects) return root;
  if (place.path !== undefined) return placeOf(policy, account, parentOf(place.path));
  const within = place.in;
  const byId = (account.resources ?? []).find(({ id }) => id === within);
  return byId ?? placeOf(policy, account, within);
}

/** The ids of the groups that a user is in, also through other groups. */
export function groupsOf(account, user) {
  const groups = account.groups ?? [];
  const found = new Set();
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const { id, members = [] } of groups)
      if (members.some((member) => member === user.id || found.has(member.group))) found.add(id);
  }
  return found;
}

/** The people whom a place names in a relation. */
export const related = (place, relation) => listOf(place.relations?.[relation]);

function isFor(account, user, { user: one, group, role, everyone }) {
  if (everyone) return true;
  if (one !== undefined) return one === user.id;
  if (role !== undefined) return roleIdsOf(user).includes(role);
  return groupsOf(account, user).has(group);
}

/** Whether a share counts for a question: for its person, time and conditions. An unknown condition is not met. */
function counts(question, place, share) {
  const { policy, account, user, now, lasts } = question;
  if (!isFor(account, user, share.with)) return false;
  if (share.until !== undefined) {
    const end = secondsOf(share.until);
    if (now === undefined || now >= end || (lasts !== undefined && end < lasts)) return false;
  }
  const holds = (name) => {
    const value = evaluate(conditionOf(policy, name), factsFor(question, place));
    return isUnknown(value) ? undefined : value;
  };
  return (
    listOf(share.when).every((name) => holds(name) === true) &&
    listOf(share.unless).every((name) => holds(name) === false)
  );
}

/** The levels that are given at a place itself, for a question about `asked`, which is there or below. */
function givenAt(question, place, asked) {
  const { policy, account, user } = question;
  const given = [];
  if (place === root) {
    const roles = rolesOf(policy, account);
    for (const id of roleIdsOf(user)) {
      const role = roles[id];
      // A role whose feature the account lacks gives nothing.
      if (role && (!role.feature || hasFeature(policy, account, role.feature))) given.push(...listOf(role.level));
    }
  }
  const isOn = ({ on }) =>
    place === root ? on === "/" : !place.isUnlisted && place.id !== undefined && on === place.id;
  for (const share of (account.shares ?? []).filter(isOn))
    if (counts(question, asked, share)) given.push(...listOf(share.level));
  for (const [relation, level] of Object.entries(policy.kinds[place.kind]?.relations ?? {}))
    if (related(place, relation).includes(user.id)) given.push(...listOf(level));
  for (const collection of account.collections ?? []) {
    if (place.isUnlisted || !collection.items?.includes(place.id)) continue;
    const { gives } = policy.kinds[collection.kind];
    if (held(question, collection).has(gives)) given.push(gives);
  }
  return given;
}

/**
 * The set of levels that a user holds at a place: what is given there and above, with all that it includes. The
 * question is `{ policy, account, user, now, context, lasts }`. With `lasts`, a time or `Infinity`, only what is given
 * until then counts.
 */
export function held(question, place, asked = place) {
  const { policy, account } = question;
  const own = levelsGiven(policy, account, givenAt(question, place, asked));
  const above = aboveOf(policy, account, place);
  if (!above || place.inherit === false) return own;
  const fromAbove = held(question, above, asked);
  const through = Array.isArray(place.inherit) ? place.inherit.filter((level) => fromAbove.has(level)) : fromAbove;
  return new Set([...own, ...withIncluded(policy, through)]);
}

/** The closed places below a place; everything is below the root. A collection's are those of its items. */
export function closedBelow(account, place) {
  const closed = (account.resources ?? []).filter(({ inherit }) => inherit !== undefined && inherit !== true);
  const isBelow = (path, above) => above === "/" || path.startsWith(`${above}/`);
  return closed.filter(({ path }) => path !== undefined && place.path !== undefined && isBelow(path, place.path));
}
