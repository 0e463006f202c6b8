/**
 * A small OpenFGA: reads an exported model, checks that tuples name what it declares, and answers questions by unions,
 * intersections, exclusions, and relations of relations.
 */
import { factsFor } from "../brute/known.mjs";
import { placeOf } from "../brute/places.mjs";
import { evaluateCondition } from "./openfga_condition.mjs";

/** The types with their relations, and the conditions with their parameters. */
export function readModel(text) {
  const types = {};
  const conditions = {};
  let type;
  for (const line of text.split("\n")) {
    const [, name] = /^type (\S+)$/.exec(line) ?? [];
    const [, relation, rule] = /^ {4}define (\S+): (.*)$/.exec(line) ?? [];
    if (name) type = types[name] = {};
    if (relation) type[relation] = rule;
  }
  for (const [, name, list, body] of text.matchAll(/^condition (\w+)\((.*)\) \{\n {2}(.*)\n\}$/gm))
    conditions[name] = { parameters: list.split(", ").map((each) => each.split(": ")[0]), body };
  return { types, conditions };
}

/** Divides a rule at one word outside of brackets. */
function divided(rule, word) {
  const parts = [""];
  let depth = 0;
  for (const token of rule.split(/(\s+|[()[\]])/).filter((each) => each !== "")) {
    if (token === "(" || token === "[") depth++;
    if (token === ")" || token === "]") depth--;
    if (depth === 0 && token === word) parts.push("");
    else parts[parts.length - 1] += token;
  }
  return parts.map((part) => part.trim());
}

const typeOf = (id) => id.slice(0, id.indexOf(":"));

/** What is wrong with tuples: types, relations, conditions and holders that the model does not declare. */
export function faultsOf({ types, conditions }, tuples) {
  return tuples.filter(({ user, relation, object, condition }) => {
    const rule = types[typeOf(object)]?.[relation];
    const listed = /\[(.*?)\]/.exec(rule ?? "")?.[1].split(", ") ?? [];
    const holder = user === "user:*" ? user : typeOf(user) + (user.includes("#") ? user.slice(user.indexOf("#")) : "");
    const isKnown = condition === undefined || condition.name in conditions;
    return !isKnown || !listed.includes(condition ? `${holder} with ${condition.name}` : holder);
  });
}

/** Asks whether a user has a relation to an object, over the facts of one request. */
export function checker({ types, conditions }, tuples) {
  const byObject = new Map();
  for (const tuple of tuples) {
    const key = `${tuple.object}#${tuple.relation}`;
    byObject.set(key, [...(byObject.get(key) ?? []), tuple]);
  }
  return (user, relation, object, facts) => {
    const known = new Map();
    const counts = ({ condition }) =>
      condition === undefined ||
      evaluateCondition(conditions[condition.name].body, {
        ...facts,
        ...(condition.context ? { until: Date.parse(condition.context.until) / 1000 } : {}),
      }) === true;
    const has = (name, on) => {
      const key = `${on}#${name}`;
      if (!known.has(key)) {
        known.set(key, false);
        known.set(key, decide(types[typeOf(on)]?.[name], name, on));
      }
      return known.get(key);
    };
    const named = (name, on) => (byObject.get(`${on}#${name}`) ?? []).filter(counts);
    function decide(rule, name, on) {
      if (rule === undefined) return false;
      const [kept, taken] = rule.split(" but not ");
      if (taken !== undefined) return decide(kept, name, on) && !decide(taken, name, on);
      const ways = divided(rule, "or");
      if (ways.length > 1) return ways.some((way) => decide(way, name, on));
      const needs = divided(rule, "and");
      if (needs.length > 1) return needs.every((need) => decide(need, name, on));
      if (rule.startsWith("(")) return decide(rule.slice(1, -1), name, on);
      if (rule.startsWith("["))
        return named(name, on).some(({ user: holder }) => {
          const [who, through] = holder.split("#");
          return through === undefined ? who === user || who === "user:*" : has(through, who);
        });
      const [relationThere, , link] = rule.split(" ");
      if (link === undefined) return has(rule, on);
      return named(link, on).some(({ user: above }) => has(relationThere, above));
    }
    return has(relation, object);
  };
}

const words = new Set(["user", "group", "role", "account", "root", "type", "model", "module", "condition", "self"]);
const fgaName = (name) => name.replace(/[^A-Za-z0-9_-]/g, "_");
const typeOfKind = (kind) => (words.has(kind) ? `${kind}_` : fgaName(kind));

const asNumbers = (value) => (typeof value === "bigint" ? Number(value) : value instanceof Set ? [...value] : value);

/** OpenFGA over an exported model and tuples, asked as Lockstep is. */
export function openfgaOf(policy, account, model, tuples) {
  const read = readModel(model);
  const faults = faultsOf(read, tuples);
  if (faults.length > 0) throw new Error(`The model does not declare ${JSON.stringify(faults[0])}`);
  const check = checker(read, tuples);
  const parameters = [...new Set(Object.values(read.conditions).flatMap((each) => each.parameters))];
  return ({ principal, action, resource, context }) => {
    const user = account.users.find(({ id }) => id === principal.user);
    const place = resource === undefined ? {} : placeOf(policy, account, resource);
    const question = { policy, account, user, context, now: Date.parse(context.now) / 1000 };
    const fact = factsFor(question, place);
    const facts = {};
    for (const name of parameters) {
      const path = name.replace(/^has_/, "").replace("_", ".");
      const value = asNumbers(fact(path));
      if (name.startsWith("has_")) facts[name] = value !== undefined;
      else if (value !== undefined) facts[name] = value;
    }
    const [[kind, id]] =
      resource === undefined
        ? [["account", account.id]]
        : resource === "/"
          ? [["root", "root"]]
          : Object.entries(resource);
    const type = typeof resource === "object" ? typeOfKind(kind) : kind;
    return check(`user:${principal.user}`, `can_${fgaName(action)}`, `${type}:${id}`, facts);
  };
}
