// Each engine, given the same facts, as a function from a question to an answer. What can be prepared once is prepared:
// CASL's subjects, Cedar's parsed policies, the loop's prefixes.

import { createMongoAbility, subject } from "@casl/ability";
import { newModelFromString, newEnforcer, StringAdapter } from "casbin";
import { loadAccess } from "lockstep";
import { openAccount } from "lockstep/server";
import { asked, lineageOf, rules } from "./facts.mjs";

const { levels } = rules;
const upTo = (level) => asked.filter((one) => levels.indexOf(one.level) <= levels.indexOf(level)).map(({ action }) => action);

/** `most`: the shares beyond which a run would take minutes. `slow`: asked a sample of the questions. */
export const engines = [
  { name: "Lockstep", make: lockstep },
  { name: "CASL, a rule a share", make: caslByShare, most: 1_000 },
  { name: "CASL, three rules with $in", make: caslByLevel },
  { name: "casbin", make: casbin, most: 1_000, slow: true },
  { name: "cedar-wasm", make: cedarWasm, most: 1_000, slow: true },
  { name: "a loop over startsWith", make: loop },
];

async function lockstep({ account }) {
  const open = await openAccount(account);
  const access = await loadAccess(open.snapshot({ user: "rita" }));
  open.dispose();
  return { ask: ({ action, path }) => access.can(action, path), end: () => access.dispose() };
}

function caslAsking(list) {
  const ability = createMongoAbility(list);
  const subjects = new Map();
  const subjectOf = (path) => {
    let it = subjects.get(path);
    if (it === undefined) subjects.set(path, (it = subject("Asset", { path, lineage: lineageOf(path) })));
    return it;
  };
  return { ask: ({ action, path }) => ability.can(action, subjectOf(path)) };
}

function caslByShare({ held }) {
  return caslAsking(held.map(({ path, level }) => ({ action: upTo(level), subject: "Asset", conditions: { lineage: path } })));
}

function caslByLevel({ held }) {
  return caslAsking(levels.map((level) => ({ action: upTo(level), subject: "Asset", conditions: { lineage: { $in: held.filter((one) => one.level === level).map(({ path }) => path) } } })));
}

async function casbin({ held }) {
  const model = newModelFromString(`
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub == p.sub && keyMatch(r.obj, p.obj) && g(p.act, r.act)
`);
  const lines = [...held.map(({ path, level }) => `p, rita, ${path}/*, ${level}`), ...levels.slice(1).map((level, at) => `g, ${level}, ${levels[at]}`)];
  const enforcer = await newEnforcer(model, new StringAdapter(lines.join("\n")));
  return { ask: ({ level, path }) => enforcer.enforceSync("rita", path, level) };
}

async function cedarWasm({ held }, cedar) {
  const entity = (type, id) => ({ type, id });
  const actions = (level) => upTo(level).map((action) => `Action::${JSON.stringify(action)}`).join(", ");
  const parsed = cedar.preparsePolicySet("bench", {
    staticPolicies: Object.fromEntries(held.map(({ path, level }, n) => [`p${n}`, `permit(principal == User::"rita", action in [${actions(level)}], resource in Folder::${JSON.stringify(path)});`])),
  });
  if (parsed.type !== "success") throw new Error(JSON.stringify(parsed.errors));
  const lines = new Map();
  const entitiesOf = (path) => {
    let it = lines.get(path);
    if (it === undefined) {
      const lineage = lineageOf(path);
      it = lineage.map((at, depth) => ({ uid: entity("Folder", at), attrs: {}, parents: depth > 0 ? [entity("Folder", lineage[depth - 1])] : [] }));
      lines.set(path, it);
    }
    return it;
  };
  return {
    ask({ action, path }) {
      const answer = cedar.statefulIsAuthorized({
        principal: entity("User", "rita"), action: entity("Action", action), resource: entity("Folder", path), context: {},
        preparsedPolicySetId: "bench", entities: entitiesOf(path),
      });
      return answer.response.decision === "allow";
    },
  };
}

function loop({ held }) {
  const needs = new Map(asked.map(({ action, level }) => [action, levels.indexOf(level)]));
  const prefixes = held.map(({ path, level }) => ({ prefix: `${path}/`, level: levels.indexOf(level) }));
  return {
    ask({ action, path }) {
      const need = needs.get(action);
      for (const { prefix, level } of prefixes) if (level >= need && path.startsWith(prefix)) return true;
      return false;
    },
  };
}
