// The facts that a condition may read, by their paths. An absent one is `undefined`.

import { groupsOf, related, secondsOf } from "./places.mjs";
import { roleIdsOf } from "./rules.mjs";

/** A fact as conditions see it: whole numbers as BigInt, times as seconds, `strings` as a set. */
function typed(type, value) {
  if (value === undefined || value === null) return undefined;
  if (type === "int") return BigInt(value);
  if (type === "time") return BigInt(secondsOf(value));
  return type === "strings" ? new Set(value) : value;
}

function ofResource(policy, place, name) {
  const kind = policy.kinds[place.kind] ?? {};
  if (name === "kind") return place.kind;
  if (kind.relations && name in kind.relations) return new Set(related(place, name));
  return typed(kind.attributes?.[name], place.attributes?.[name]);
}

function ofPrincipal({ policy, account, user }, name) {
  if (name === "id" || name === "email") return user[name];
  if (name === "roles") return new Set(roleIdsOf(user));
  if (name === "groups") return groupsOf(account, user);
  return typed(policy.users?.attributes?.[name], user.attributes?.[name]);
}

/** Returns a function from a path to its fact, for a question about a place. */
export function factsFor(question, place) {
  const { policy, account, now, context = {} } = question;
  return (path) => {
    const [of, name] = path.split(".");
    if (of === "resource") return ofResource(policy, place, name);
    if (of === "principal") return ofPrincipal(question, name);
    if (of === "context") return typed(policy.context?.[name], context[name]);
    if (path === "account.plan") return account.plan;
    return path === "now" && now !== undefined ? BigInt(now) : undefined;
  };
}
