// A second evaluator of policy format 2, to compare the engine with. It is written from the contract alone and takes
// the longest way each time: no tables, no indexes, nothing remembered.

import { evaluate, isUnknown } from "./condition.mjs";
import { factsFor } from "./known.mjs";
import { closedBelow, held, isAbsent, placeOf, secondsOf } from "./places.mjs";
import {
  conditionOf,
  entriesFor,
  hasFeature,
  isLevelInForce,
  isLevelOn,
  levelsGiven,
  listOf,
  maximalOf,
  maximumOf,
  mayGiveRole,
  roleIdsOf,
  rolesOf,
} from "./rules.mjs";

const elsewhere = ["account", "self", "user", "group", "role", "key", "link"];
const wholeTree = /^(copy|delete|move|link\..*|set:archived)$/;

/** A user of the account, by id or e-mail, with what the request adds. Facts of the account win. */
export function userOf(account, { user: named, attributes }) {
  const user = account.users.find(({ id }) => id === named) ?? account.users.find(({ email }) => email === named);
  return user && { ...user, attributes: { ...attributes, ...user.attributes } };
}

/** The levels that a user holds at a place, as a set of names. */
export function levelsHeld(policy, account, user, resource, now) {
  const question = { policy, account, user: userOf(account, { user }), now: secondsOf(now) };
  return held(question, placeOf(policy, account, resource));
}

/**
 * Decides some conditions: the first that is not met, if any. One that is unknown for want of the request's context
 * alone is passed over. `isOpen` where context and facts are absent and the contract leaves the answer open.
 */
function conditionsOf(question, place, { when, unless }) {
  let isOpen = false;
  for (const [name, wanted] of [...when.map((it) => [it, true]), ...unless.map((it) => [it, false])]) {
    const value = evaluate(conditionOf(question.policy, name), factsFor(question, place));
    const isOfContext = isUnknown(value) && value.names.every((path) => path.startsWith("context."));
    if (isUnknown(value) && !isOfContext && value.names.some((path) => path.startsWith("context."))) isOpen = true;
    if (value !== wanted && !isOfContext) return { unmet: name, isOpen };
  }
  return { isOpen };
}

const denied = (reason, more = {}) => ({ allowed: false, reason, ...more });

function decideRole(question, name) {
  const { policy, account, user } = question;
  const roles = rolesOf(policy, account);
  const mine = roleIdsOf(user).filter((id) => id in roles);
  if (mine.length === 0) return { denial: denied("unknown_role") };
  const opening = mine
    .map((id) => [roles[id], entriesFor(roles[id], name)])
    .filter(([, entries]) => entries.length > 0);
  if (opening.length === 0) return { denial: denied("role_forbids") };
  const inForce = opening.filter(([role]) => !role.feature || hasFeature(policy, account, role.feature));
  if (inForce.length === 0) return { denial: denied("plan_required") };
  return { entries: inForce.flatMap(([, entries]) => entries) };
}

/** Denies where a level is missing at a place. */
function needLevel(question, place, need) {
  if (need === undefined) return undefined;
  const has = held(question, place);
  if (has.has(need)) return undefined;
  const have = maximalOf(question.policy, has).join("+");
  if (has.size > 0) return denied("level_too_low", { have });
  return denied("not_shared", place.path === "/" ? { or: ["root_closed"] } : {});
}

/** The levels that the action needs: at the resource, at the destination, at the second resource, and below. */
function decideLevels(question, place, action) {
  const { policy, account, context } = question;
  const at = (field) => context[field] !== undefined && placeOf(policy, account, context[field]);
  const denial =
    needLevel(question, place, action.level) ??
    (action.to && at("to") ? needLevel(question, at("to"), action.to) : undefined) ??
    (action.item && at("item") ? needLevel(question, at("item"), action.item) : undefined);
  const isDeep = action.level !== undefined && wholeTree.test(action.does ?? "");
  // Which comes first, the closed places below or the destination, is left open.
  if (denial && isDeep) return { ...denial, or: [...(denial.or ?? []), "not_shared", "level_too_low"] };
  if (denial || !isDeep) return denial;
  for (const closed of closedBelow(account, place)) {
    const below = needLevel(question, closed, action.level);
    if (below) return { ...below, or: ["not_shared", "level_too_low"] };
  }
  return undefined;
}

const isRoleGiven = ({ does = "" }) => /^user\.(add|set_role|provision)$/.test(does);

/** Denies for the features of what is given: a role, or levels; and for levels that are not for that kind of place. */
function decideGiven({ policy, account, context }, place, action) {
  const role = isRoleGiven(action) && rolesOf(policy, account)[context.role];
  if (role?.feature && !hasFeature(policy, account, role.feature)) return denied("plan_required");
  if (action.does !== "share") return undefined;
  const levels = listOf(context.level);
  // Which of several reasons comes first is left open.
  const or = [
    "not_shared",
    "level_too_low",
    "condition_unmet",
    "gives_too_much",
    "resource_mismatch",
    "context_missing",
  ];
  if (!levels.every((level) => isLevelInForce(policy, account, level))) return denied("plan_required", { or });
  return levels.every((level) => isLevelOn(policy, level, place.kind)) ? undefined : denied("level_unfit", { or });
}

/** The share with the same subject that a request would replace: of another than who asks, and not ended. */
function shareOf({ account, user, now, context }, place) {
  const on = place.path === "/" ? "/" : place.isUnlisted ? undefined : place.id;
  const isSame = (share) => share.on === on && JSON.stringify(share.with) === JSON.stringify(context.with);
  const hasEnded = ({ until }) => until !== undefined && now !== undefined && now >= secondsOf(until);
  if (context.with === undefined || context.with.user === user.id) return undefined;
  return (account.shares ?? []).find((share) => isSame(share) && !hasEnded(share));
}

/** Denies who gives more than they hold, or for longer. */
function decideGiving(question, place, action, resource) {
  const { policy, account, user, context } = question;
  const [effect, relation] = (action.does ?? "").split(":");
  if (isRoleGiven(action) && context.role !== undefined) {
    // Reading: who changes a person's role has to be able to give the present ones as well.
    const present = action.does === "user.set_role" ? roleIdsOf(userOf(account, resource) ?? {}) : [];
    const mayGive = (role) => mayGiveRole(policy, account, roleIdsOf(user), role);
    return [context.role, ...present].every(mayGive) ? undefined : denied("gives_too_much");
  }
  if (action.gives === "any" || (effect !== "share" && effect !== "relate")) return undefined;
  // Reading: who replaces a share of another has to hold what it gives.
  const replaced = effect === "share" ? shareOf(question, place) : undefined;
  const given = levelsGiven(policy, account, listOf(replaced?.level));
  if (![...given].every((level) => held(question, place).has(level))) return denied("gives_too_much");
  const isRelation = effect === "relate";
  const levels = listOf(isRelation ? policy.kinds[place.kind].relations[relation] : context.level);
  const until = isRelation || context.until === undefined ? Infinity : secondsOf(context.until);
  const has = held({ ...question, lasts: until }, place);
  // Reading: a giver whose own levels end is asked for the end that the request does not name yet.
  const isPartial = !isRelation && context.until === undefined;
  if (levels.every((level) => has.has(level))) return undefined;
  const holdsNow = levels.every((level) => held(question, place).has(level));
  return denied("gives_too_much", { isOpen: isPartial && holdsNow });
}

function countOf({ account, context }, place, { count, per }) {
  if (count === "host") return context.count;
  if (count?.role) return account.users.filter((user) => roleIdsOf(user).includes(count.role)).length;
  const lists = { user: account.users, group: account.groups, link: account.links, key: account.apiKeys };
  const all =
    lists[count] ??
    [...(account.resources ?? []), ...(account.collections ?? [])].filter(({ kind }) => kind === count) ??
    [];
  return per === "resource" ? all.filter(({ on }) => on === place?.id).length : all.length;
}

function decideLimit(question, place, action) {
  const { policy, account, context } = question;
  const limit = policy.limits?.[action.limit];
  const maximum = limit && maximumOf(policy, account, action.limit);
  // A limit on holders of a role counts who gets that role, and stops who does not say the role yet.
  if (maximum === undefined || (limit.count?.role && (context.role ?? limit.count.role) !== limit.count.role))
    return undefined;
  const count = countOf(question, place, limit);
  return count !== undefined && count >= maximum ? denied("limit_reached") : undefined;
}

/**
 * Decides a request `{ principal, action, resource, context }` over an account at a time: `{ allowed, reason }`, with
 * `condition` and `have` where they apply. `or` lists reasons that the contract allows as well, `isOpen` marks an
 * answer that it leaves open.
 */
export function decide(policy, account, { principal, action: name, resource, context = {} }) {
  const action = policy.actions[name];
  if (!action) return denied("unknown_action");
  const kinds = listOf(action.on);
  const isOnPlace = !elsewhere.includes(kinds[0]);
  const place = isOnPlace && resource !== undefined ? placeOf(policy, account, resource) : undefined;
  if (isOnPlace && !kinds.includes(place?.kind)) return denied("resource_mismatch", { or: ["not_shared"] });
  const user = userOf(account, principal);
  const question = {
    policy,
    account,
    user,
    context,
    now: context.now === undefined ? undefined : secondsOf(context.now),
  };
  if (!principal.system && !user) return denied("unknown_principal");

  let isOpen = false;
  let role = { entries: [{ when: [], unless: [] }] };
  if (!principal.system) role = decideRole(question, name);
  if (role.denial) return role.denial;
  if (action.feature && !hasFeature(policy, account, action.feature)) return denied("plan_required");
  const unfit = decideGiven(question, place, action);
  if (unfit) return unfit;
  if (!principal.system) {
    const tooLow = isOnPlace && decideLevels(question, place, action);
    if (tooLow) return tooLow;
  }
  if (isOnPlace && isAbsent(policy, account, place)) return denied("resource_mismatch");
  if (!principal.system) {
    const own = conditionsOf(question, place ?? {}, { when: listOf(action.when), unless: listOf(action.unless) });
    const entries = role.entries.map((entry) => conditionsOf(question, place ?? {}, entry));
    const opening = entries.find(({ unmet }) => !unmet);
    isOpen = own.isOpen || (!opening && entries.some((entry) => entry.isOpen));
    const unmet = own.unmet ?? (opening ? undefined : entries[0].unmet);
    if (unmet) return denied("condition_unmet", { condition: unmet, isOpen });
    const tooMuch = decideGiving(question, place, action, resource);
    if (tooMuch) return tooMuch;
  }
  const isInUse =
    action.does === "role.delete" && account.users.some((each) => roleIdsOf(each).includes(resource?.role));
  if (isInUse) return denied("role_in_use");
  return decideLimit(question, place, action) ?? { allowed: true, isOpen };
}

/** The ids of the users who may do something, in order. Where the contract leaves it open, a user is in `open`. */
export function whoCan(policy, account, { action, resource, context }) {
  const answers = account.users.map(({ id }) => [
    id,
    decide(policy, account, { principal: { user: id }, action, resource, context }),
  ]);
  const idsOf = (some) => some.map(([id]) => id).sort();
  return {
    allowed: idsOf(answers.filter(([, { allowed, isOpen }]) => allowed && !isOpen)),
    open: idsOf(answers.filter(([, { isOpen }]) => isOpen)),
  };
}
