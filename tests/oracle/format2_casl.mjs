/** CASL over exported rules of format 2, asked as Lockstep is. */
import { createMongoAbility, subject } from "@casl/ability";

const seconds = (time) => (typeof time === "string" ? Date.parse(time) / 1000 : time);

/** What a rule reads of a place: `ref`, `lineage` and `facts`. */
function described(policy, account, item) {
  const kind = policy.kinds[item.kind];
  const facts = {};
  for (const [name, value] of Object.entries(item.attributes ?? {}))
    facts[name] = kind.attributes[name] === "time" ? seconds(value) : value;
  for (const relation of Object.keys(kind.relations ?? {})) facts[relation] = [item.relations?.[relation] ?? []].flat();
  const isAbove = ({ path }) => path !== undefined && `${item.path}/`.startsWith(`${path}/`);
  const above = item.path === undefined ? [] : account.resources.filter(isAbove);
  const refOf = (each) => `${each.kind}:${each.id}`;
  return { ref: refOf(item), lineage: [refOf(item), ...above.map(refOf), "/"], facts };
}

const subjectOf = (kind) => (kind === "Root" || kind === "Account" ? `${kind}_` : kind);

export function caslOf(policy, account, rules) {
  const abilities = new Map(Object.entries(rules).map(([who, each]) => [who, createMongoAbility(each)]));
  const items = [...(account.resources ?? []), ...(account.collections ?? [])];
  const subjects = new Map();
  const subjectFor = (resource) => {
    if (resource === undefined) return "Account";
    if (resource === "/") return "Root";
    const [[kind, id]] = Object.entries(resource);
    const key = `${kind}:${id}`;
    if (!subjects.has(key)) {
      const item = items.find((each) => each.kind === kind && each.id === id);
      subjects.set(key, subject(subjectOf(kind), described(policy, account, item)));
    }
    return subjects.get(key);
  };
  return ({ principal, action, resource }) => {
    const who = principal.user === undefined ? `key:${principal.apiKey}` : `user:${principal.user}`;
    return abilities.get(who).can(action, subjectFor(resource));
  };
}
