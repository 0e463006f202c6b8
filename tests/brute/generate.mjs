// Random policies of format 2, determined by a seed: small, so that things meet, and legal.

import { randomFrom } from "../oracle/random.mjs";
import { levelsForAll, levelsOf } from "./rules.mjs";

/** Choices that a seed determines. */
export function chooser(seed) {
  const next = randomFrom(seed);
  const below = (count) => Math.floor(next() * count);
  const pick = (list) => list[below(list.length)];
  const maybe = (chance, make) => (next() < chance ? make() : undefined);
  const some = (list, chance = 0.5) => list.filter(() => next() < chance);
  const times = (least, most, make) => Array.from({ length: least + below(most - least + 1) }, (_, i) => make(i));
  return { chance: (share) => next() < share, below, pick, maybe, some, times };
}

/** Without the fields that are absent. */
export const present = (object) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

export const plans = ["free", "pro", "max"];
const features = { extras: "pro", depth: "max" };
const userAttributes = { department: "string", clearance: "int", staff: "bool" };
const contextAttributes = { soft: "bool", amount: "int", network: "string" };
/** The attributes that kinds draw from: one type for each name. */
const attributes = {
  closed: "bool",
  points: "int",
  department: "string",
  tags: "strings",
  due: "time",
  status: ["open", "held", "done"],
};
const relations = ["author", "editor", "keeper"];
const words = ["red", "blue", "sales"];

/** Up to 16 levels, in a random partial order or in a row. */
function levelsFrom({ times, some, chance, pick }) {
  const names = times(...(chance(0.15) ? [16, 16] : [1, 9]), (i) => `l${i}`);
  if (chance(0.2)) return names;
  return Object.fromEntries(
    names.map((name, i) => {
      const includes = some(names.slice(0, i), i > 4 ? 0.2 : 0.4);
      const feature = chance(0.1) ? "depth" : undefined;
      const on = i > 0 && chance(0.1) ? [pick(["k0", "k1"])] : undefined;
      return [name, feature || on ? present({ includes, feature, on }) : includes];
    }),
  );
}

function kindsFrom({ times, some, pick, chance, maybe }, levels) {
  const names = times(2, 4, (i) => `k${i}`);
  const tree = names.map((name, i) => {
    const within = i === 0 ? ["/"] : some(["/", ...names.slice(0, i + 1)], 0.4);
    const kind = {
      in: within.length > 0 ? within : [names[i - 1]],
      names: maybe(0.3, () => "id"),
      relations: Object.fromEntries(some(relations, 0.5).map((relation) => [relation, pick(levels)])),
      attributes: Object.fromEntries(some(Object.entries(attributes), 0.6)),
    };
    return [name, present(kind)];
  });
  const shelf = { collects: some(names, 0.7), gives: pick(levels) };
  return Object.fromEntries(chance(0.5) && shelf.collects.length > 0 ? [...tree, ["shelf", shelf]] : tree);
}

/** An expression over one type, or a comparison of two: text, and the facts of the resource that it reads. */
function comparisonFrom({ pick, below }) {
  return pick([
    () => "resource.closed",
    () => `resource.points ${pick(["<", "<=", ">", ">=", "==", "!="])} ${below(20)}`,
    () => "resource.points <= principal.clearance",
    () => "resource.department == principal.department",
    () => `'${pick(words)}' in resource.tags`,
    () => "principal.department in resource.tags",
    () => "resource.due < now",
    () => `resource.status ${pick(["==", "!="])} '${pick(attributes.status)}'`,
    () => `resource.status in ['open', 'held']`,
    () => `principal.id in resource.${pick(relations)}`,
    () => `has(resource.${pick(Object.keys(attributes))})`,
    () => "principal.staff",
    () => `principal.clearance > ${below(10)}`,
    () => "has(principal.department)",
    () => `'r${below(4)}' in principal.roles`,
    () => `'g${below(3)}' in principal.groups`,
    () => `account.plan ${pick(["==", "!="])} '${pick(plans)}'`,
    () => "principal.email != 'u0@acme.test'",
    () => "context.soft",
    () => `context.amount < ${below(20)}`,
    () => "context.network == 'inside'",
    () => `resource.kind == 'k${below(2)}'`,
    () => pick(["true", "false"]),
  ])();
}

function expressionFrom(choose, depth = 2) {
  const { chance, pick } = choose;
  if (depth === 0 || chance(0.4)) return comparisonFrom(choose);
  const inner = () => expressionFrom(choose, depth - 1);
  if (chance(0.25)) return `!(${inner()})`;
  return `(${inner()}) ${pick(["&&", "||"])} (${inner()})`;
}

/** The facts of a resource that an expression reads. */
const readsOf = (expression) => [...expression.matchAll(/resource\.(\w+)/g)].map(([, name]) => name);

/** Whether every kind has the facts that a condition reads; an action elsewhere has none. */
export function isAbout(policy, name, kinds) {
  return readsOf(policy.conditions[name].if).every((fact) =>
    kinds.every((kind) => {
      const { attributes: own = {}, relations: people = {} } = policy.kinds[kind] ?? {};
      return policy.kinds[kind] && (fact === "kind" || fact in own || fact in people);
    }),
  );
}

/** Conditions for an action on some kinds, as its `when` and `unless`. */
function gatesFrom({ some, chance }, policy, kinds) {
  const usable = Object.keys(policy.conditions).filter((name) => isAbout(policy, name, kinds));
  const chosen = chance(0.35) ? some(usable, 0.3) : [];
  const unless = some(chosen, 0.4);
  const when = chosen.filter((name) => !unless.includes(name));
  return { when: when.length > 0 ? when : undefined, unless: unless.length > 0 ? unless : undefined };
}

function actionsFrom(choose, policy, levels) {
  const { pick, chance, some, maybe } = choose;
  const kinds = Object.keys(policy.kinds);
  const actions = {};
  const add = (name, on, fields = {}) => {
    const level = chance(0.85) ? pick(levels) : undefined;
    const gates = gatesFrom(choose, policy, [on].flat());
    actions[name] = present({ on, level, feature: maybe(0.08, () => "extras"), ...gates, ...fields });
  };
  for (const kind of kinds.filter((each) => policy.kinds[each].in)) {
    const { relations: people = {}, attributes: own = {} } = policy.kinds[kind];
    for (const verb of ["view", "edit", "x"]) add(`${kind}.${verb}`, kind);
    for (const parent of policy.kinds[kind].in.slice(0, 1))
      if (parent !== "/") add(`${kind}.create`, parent, { does: `create:${kind}`, limit: maybe(0.3, () => "many") });
    add(`${kind}.move`, kind, { level: pick(levels), to: pick(levels), does: "move", destructive: true });
    add(`${kind}.delete`, kind, { level: pick(levels), does: "delete", destructive: true });
    add(`${kind}.share`, kind, { level: pick(levels), does: "share", gives: maybe(0.2, () => "any") });
    for (const relation of some(Object.keys(people)))
      add(`${kind}.name_${relation}`, kind, { does: `relate:${relation}`, gives: maybe(0.2, () => "any") });
    for (const attribute of some(Object.keys(own), 0.3))
      add(`${kind}.set_${attribute}`, kind, { does: `set:${attribute}` });
  }
  add(
    "any.view",
    some(kinds.slice(0, 3), 0.8)
      .concat(kinds[0])
      .filter((it, i, all) => all.indexOf(it) === i),
  );
  if (policy.kinds.shelf) add("shelf.view", "shelf");
  for (const name of ["billing.edit", "billing.view"]) add(name, "account", { level: undefined });
  add("user.add", "account", { level: undefined, does: "user.add", limit: maybe(0.5, () => "holders") });
  return actions;
}

function rolesFrom(choose, policy, levels, names) {
  const { pick, some, chance, maybe } = choose;
  const actions = Object.keys(policy.actions);
  const patterns = ["*", ...new Set(actions.map((name) => `${name.split(".")[0]}.*`)), ...actions];
  const usableFor = (chosen) =>
    Object.keys(policy.conditions).filter((name) =>
      isAbout(
        policy,
        name,
        chosen.flatMap((action) => policy.actions[action].on),
      ),
    );
  const conditional = () => {
    const chosen = some(actions, 0.15);
    const usable = usableFor(chosen);
    return chosen.length > 0 && usable.length > 0 ? [{ actions: chosen, when: [pick(usable)] }] : [];
  };
  const roleFrom = (i) =>
    present({
      level: i === 0 ? undefined : maybe(0.4, () => pick(levels)),
      allow: [...(chance(0.3) ? ["*"] : some(patterns.slice(1), 0.35)), ...(chance(0.5) ? conditional() : [])],
      except: maybe(0.4, () => some(patterns.slice(1), 0.1)),
      feature: maybe(0.08, () => "extras"),
      mayGive: maybe(0.4, () => (chance(0.3) ? ["*"] : some(names))),
    });
  /** A role much like another: with fewer actions, or other or further conditions. Is it within the other? */
  const likeRole = ({ allow, except, level }) => {
    const changed = ({ actions: chosen, when }) => {
      const other = pick(usableFor(chosen));
      return { actions: chosen, when: chance(0.5) ? [other] : [...new Set([...when, other])] };
    };
    const entries = allow.map((entry) => (typeof entry === "string" || chance(0.4) ? entry : changed(entry)));
    return present({ level, allow: chance(0.4) ? some(entries, 0.8) : entries, except });
  };
  const roles = {};
  for (const [i, name] of names.entries())
    roles[name] = i > 0 && chance(0.3) ? likeRole(pick(Object.values(roles))) : roleFrom(i);
  return roles;
}

/** A random policy. */
export function policyFrom(seed) {
  const choose = chooser(seed);
  const { times, below, pick } = choose;
  const levels = levelsFrom(choose);
  const names = Object.keys(levelsOf({ levels }));
  const everywhere = levelsForAll({ levels });
  const policy = {
    format: "lockstep-policy/2",
    id: `random${seed}`,
    version: "1",
    plans,
    features,
    kinds: kindsFrom(choose, everywhere),
    levels,
    users: { attributes: userAttributes },
    context: contextAttributes,
  };
  const known = (fact) =>
    Object.values(policy.kinds).some((kind) => fact === "kind" || fact in { ...kind.attributes, ...kind.relations });
  const expressions = times(3, 8, () => expressionFrom(choose)).filter((each) => readsOf(each).every(known));
  policy.conditions = Object.fromEntries(expressions.map((each, i) => [`c${i}`, { if: each }]));
  policy.limits = {
    many: { count: pick(Object.keys(policy.kinds)), value: 3 + below(6), plans: { pro: 3 + below(12) } },
    holders: { count: { role: "r1" }, value: below(4) },
  };
  policy.actions = actionsFrom(choose, policy, names);
  policy.roles = rolesFrom(choose, policy, everywhere, ["r0", "r1", "r2", "r3"]);
  if (choose.chance(0.4)) policy.customRoles = { allow: ["*"], levels: names };
  return policy;
}
