// Random accounts of a policy, and random questions about them.

import { chooser, isAbout, plans, present } from "./generate.mjs";
import { placeOf } from "./places.mjs";
import { isLevelOn, levelsForAll, levelsOf } from "./rules.mjs";

export const now = "2026-01-15T12:00:00Z";
const times = ["2026-01-01T00:00:00Z", now, "2026-01-15T12:00:01Z", "2026-06-01T00:00:00Z", "2027-01-01T00:00:00Z"];
const words = ["red", "blue", "sales"];

function valueFrom({ pick, some, below, chance }, type) {
  if (Array.isArray(type)) return pick(type);
  if (type === "bool") return chance(0.5);
  if (type === "int") return below(20);
  if (type === "time") return pick(times);
  return type === "strings" ? some(words) : pick(words);
}

const attributesFrom = (choose, types = {}, share = 0.7) =>
  Object.fromEntries(choose.some(Object.entries(types), share).map(([name, type]) => [name, valueFrom(choose, type)]));

function relationsFrom(choose, types = {}, users) {
  const named = choose.some(Object.keys(types), 0.4);
  return Object.fromEntries(
    named.map((name) => [name, choose.chance(0.6) ? choose.pick(users) : [...new Set(choose.some(users, 0.3))]]),
  );
}

function usersFrom(choose, policy, roles) {
  const { pick, some, chance } = choose;
  return choose.times(4, 6, (i) => {
    const several = some(roles, 0.4);
    return {
      id: `u${i}`,
      name: `User ${i}`,
      email: `u${i}@acme.test`,
      ...(chance(0.3) && several.length > 0 ? { roles: several } : { role: pick(roles) }),
      attributes: attributesFrom(choose, policy.users.attributes),
    };
  });
}

/** Groups that contain users, and groups made before them. */
const groupsFrom = ({ times, some }, users) =>
  times(0, 3, (i) => ({
    id: `g${i}`,
    name: `Group ${i}`,
    members: [
      ...some(users, 0.3),
      ...some(
        Array.from({ length: i }, (_, n) => ({ group: `g${n}` })),
        0.4,
      ),
    ],
  }));

function resourcesFrom(choose, policy, users) {
  const levels = Object.keys(levelsOf(policy));
  const resources = [];
  const kinds = Object.entries(policy.kinds).filter(([, kind]) => kind.in);
  for (let n = 0; n < 4 + choose.below(9); n++) {
    const [kind, { in: within, attributes, relations }] = choose.pick(kinds);
    const parents = [
      ...(within.includes("/") ? ["/"] : []),
      ...resources.filter((it) => within.includes(it.kind)).map(({ path }) => path),
    ];
    if (parents.length === 0) continue;
    const above = choose.pick(parents);
    const inherit = choose.maybe(0.25, () => (choose.chance(0.5) ? false : choose.some(levels, 0.3)));
    const resource = {
      id: `i${n}`,
      kind,
      path: `${above === "/" ? "" : above}/n${n}`,
      attributes: attributesFrom(choose, attributes),
      relations: relationsFrom(choose, relations, users),
      inherit: Array.isArray(inherit) && inherit.length === 0 ? false : inherit,
    };
    if (resource.path.split("/").length < 9) resources.push(present(resource));
  }
  return resources;
}

function sharesFrom(choose, policy, account, roles) {
  const { pick, chance, maybe, some } = choose;
  const places = [...(account.resources ?? []), ...(account.collections ?? [])];
  const conditions = Object.keys(policy.conditions).filter(
    (name) => isAbout(policy, name, []) && !/resource\.|context\./.test(policy.conditions[name].if),
  );
  const holders = [
    ...account.users.map(({ id }) => ({ user: id })),
    ...(account.groups ?? []).map(({ id }) => ({ group: id })),
    ...roles.map((role) => ({ role })),
    { everyone: true },
  ];
  const shares = choose.times(0, 12, () => {
    const place = places.length === 0 || chance(0.1) ? { id: "/", kind: "/" } : pick(places);
    const levels = Object.keys(levelsOf(policy)).filter((level) => isLevelOn(policy, level, place.kind));
    const several = some(levels, 0.3);
    return present({
      on: place.id,
      with: chance(0.5) ? pick(holders.slice(0, account.users.length)) : pick(holders),
      level: several.length > 1 && chance(0.3) ? several : pick(levels),
      until: maybe(0.3, () => pick(times)),
      when: conditions.length > 0 ? maybe(0.15, () => [pick(conditions)]) : undefined,
    });
  });
  // One share of each place with each holder.
  return shares.filter(
    ({ on, with: holder }, i) =>
      shares.findIndex((it) => it.on === on && JSON.stringify(it.with) === JSON.stringify(holder)) === i,
  );
}

/** A random account of a policy. */
export function accountFrom(seed, policy) {
  const choose = chooser(seed);
  const { pick, chance, some, maybe } = choose;
  const levels = levelsForAll(policy);
  const own = policy.customRoles && chance(0.7);
  const roles = [...Object.keys(policy.roles), ...(own ? ["own"] : [])];
  const users = usersFrom(choose, policy, roles);
  const ids = users.map(({ id }) => id);
  const resources = resourcesFrom(choose, policy, ids);
  const shelf = policy.kinds.shelf;
  const items = resources.filter(({ kind }) => shelf?.collects.includes(kind)).map(({ id }) => id);
  const account = {
    format: "lockstep-account/2",
    id: "acme",
    revision: 1,
    complete: maybe(0.3, () => true),
    plan: pick(plans),
    features: maybe(0.3, () => ({ [pick(["extras", "depth"])]: chance(0.5) })),
    limits: maybe(0.2, () => ({ many: choose.below(9) })),
    users,
    groups: groupsFrom(choose, ids),
    resources,
    collections: shelf
      ? choose.times(0, 2, (i) => ({ id: `s${i}`, kind: "shelf", name: `Shelf_${i}`, items: some(items) }))
      : [],
    roles: own
      ? [
          present({
            id: "own",
            title: "Own",
            level: maybe(0.3, () => pick(levels)),
            allow: some(Object.keys(policy.actions), 0.4),
          }),
        ]
      : undefined,
  };
  account.shares = sharesFrom(choose, policy, account, roles);
  return present(account);
}

/** The kinds of places that a kind may be in, as paths of listed places; the root among them. */
function parentsOf(policy, account, kind) {
  const { in: within = [] } = policy.kinds[kind];
  const listed = (account.resources ?? []).filter((it) => within.includes(it.kind)).map(({ path }) => path);
  return within.includes("/") ? ["/", ...listed] : listed;
}

/** A resource of one of some kinds, as a request names it; what an effect changes is listed. */
function resourceFrom(choose, policy, account, kinds, isChanged) {
  const kind = choose.pick(kinds);
  if (kind === "/") return "/";
  const isShelf = policy.kinds[kind].collects !== undefined;
  const listed = ((isShelf ? account.collections : account.resources) ?? []).filter((it) => it.kind === kind);
  if (listed.length > 0 && (isShelf || isChanged || choose.chance(0.75))) {
    const { id, path } = choose.pick(listed);
    return choose.pick([{ [kind]: id }, ...(isShelf ? [] : [path, path, { path, kind }])]);
  }
  const parents = isShelf || isChanged ? [] : parentsOf(policy, account, kind);
  if (parents.length === 0) return undefined;
  const within = choose.pick(parents);
  if (choose.chance(0.5)) return { path: `${within === "/" ? "" : within}/unlisted`, kind };
  const { attributes, relations } = policy.kinds[kind];
  const users = account.users.map(({ id }) => id);
  return {
    [kind]: choose.pick(["any id", "a/b/../%", "7"]),
    in: within,
    attributes: attributesFrom(choose, attributes),
    relations: relationsFrom(choose, relations, users),
  };
}

/** Resources by path and by id that may not be there: of any kind, at any depth, below anything. */
export function oddResourcesFrom(seed, policy, account) {
  const choose = chooser(seed);
  const kinds = Object.keys(policy.kinds);
  const listed = (account.resources ?? []).map(({ path }) => path);
  const paths = ["", ...listed].flatMap((path) => [`${path}/x`, `${path}/x/y`, `${path}/x/y/z`]);
  const above = listed.flatMap((path) =>
    path
      .split("/")
      .slice(1)
      .map((_, at, all) => `/${all.slice(0, at).join("/")}`),
  );
  return [
    ...new Set([...listed, ...above, ...choose.some(paths, 0.5)]),
    ...choose.some(paths, 0.2).map((path) => ({ path, kind: choose.pick(kinds) })),
    ...choose.some(listed, 0.3).map((within) => ({ [choose.pick(kinds)]: "any", in: within })),
    ...kinds.map((kind) => ({ [kind]: "none" })),
  ];
}

/** What an effect is asked with, now and then without a part of it. */
function contextFrom(choose, policy, account, action, resource) {
  const { pick, chance, maybe } = choose;
  const [effect, kind] = (action.does ?? "").split(":");
  const levels = Object.keys(levelsOf(policy));
  const users = account.users.map(({ id }) => ({ user: id }));
  const context = { now, ...attributesFrom(choose, policy.context, 0.5) };
  if (effect === "move") {
    const { path: moved } = placeOf(policy, account, resource);
    const parents = parentsOf(policy, account, action.on).filter((path) => !`${path}/`.startsWith(`${moved}/`));
    if (parents.length > 0) context.to = pick(parents);
  }
  if (effect === "create") context.name = `made ${kind}`;
  if (effect === "share")
    Object.assign(
      context,
      present({ with: pick(users), level: pick(levels), until: maybe(0.3, () => pick(times.slice(2))) }),
    );
  if (effect === "relate") context.with = pick(users);
  if (effect === "set" && chance(0.8)) context.value = valueFrom(choose, policy.kinds[action.on].attributes[kind]);
  if (effect === "user.add")
    Object.assign(context, { name: "New", email: "new@acme.test", role: pick(Object.keys(policy.roles)) });
  return context;
}

/** Random requests about an account, all at one moment. */
export function requestsFrom(seed, policy, account, count) {
  const choose = chooser(seed);
  const names = Object.keys(policy.actions);
  return Array.from({ length: count }).flatMap(() => {
    const name = choose.pick(names);
    const action = policy.actions[name];
    const kinds = [action.on].flat();
    const isOnPlace = kinds[0] in policy.kinds;
    const resource = isOnPlace ? resourceFrom(choose, policy, account, kinds, action.does !== undefined) : undefined;
    if (isOnPlace && !resource) return [];
    const context = contextFrom(choose, policy, account, action, resource);
    const { id, email } = choose.pick(account.users);
    return [present({ principal: { user: choose.chance(0.9) ? id : email }, action: name, resource, context })];
  });
}

/** Requests that change something; most of them are refused. */
export const changesFrom = (seed, policy, account, count) =>
  requestsFrom(seed, policy, account, count * 4)
    .filter(({ action }) => policy.actions[action].does)
    .slice(0, count);
