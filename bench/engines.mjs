// Each engine, given the same facts, as a function from a question to an answer. What can be prepared once is prepared:
// CASL's subjects, Cedar's parsed policies, a map of what is shared. Where an engine has several ways, the quickest is
// here.

import { AccessControl } from "accesscontrol";
import { createMongoAbility, subject } from "@casl/ability";
import { newModelFromString, newEnforcer, StringAdapter } from "casbin";
import { loadAccess } from "lockstep";
import { openAccount } from "lockstep/server";
import { createPermix } from "permix";
import { asked, lineageOf, rules } from "./facts.mjs";

const { levels } = rules;
const upTo = (level) =>
  asked.filter((one) => levels.indexOf(one.level) <= levels.indexOf(level)).map(({ action }) => action);

/**
 * `most`: the shares beyond which a run would take minutes. `slow`: asked a sample of the questions. `needs`: the
 * module that it is made of, which Node and a page load differently; where there is none, it is left out. Some answer
 * by a promise.
 */
export const engines = [
  { name: "Lockstep", make: lockstep },
  { name: "a `Map` and a walk up the path", make: walk },
  { name: "that walk, its answers kept", make: keptWalk },
  { name: "permix over that walk", make: permix },
  { name: "accesscontrol over that walk", make: accesscontrol },
  { name: "CASL, a rule a share", make: caslByShare, most: 1_000 },
  { name: "CASL, three rules with `$in`", make: caslByLevel },
  { name: "casbin", make: casbin, most: 1_000, slow: true },
  { name: "oso over that walk", make: oso, needs: "oso", slow: true },
  { name: "cedar-wasm", make: cedarWasm, needs: "cedar", most: 1_000, slow: true },
  { name: "Cedarling", make: cedarling, needs: "cedarling", most: 1_000, slow: true },
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
    if (it === undefined) {
      it = subject("Asset", { path, lineage: lineageOf(path) });
      subjects.set(path, it);
    }
    return it;
  };
  return { ask: ({ action, path }) => ability.can(action, subjectOf(path)) };
}

function caslByShare({ held }) {
  return caslAsking(
    held.map(({ path, level }) => ({ action: upTo(level), subject: "Asset", conditions: { lineage: path } })),
  );
}

function caslByLevel({ held }) {
  return caslAsking(
    levels.map((level) => ({
      action: upTo(level),
      subject: "Asset",
      conditions: { lineage: { $in: held.filter((one) => one.level === level).map(({ path }) => path) } },
    })),
  );
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
  const lines = [
    ...held.map(({ path, level }) => `p, rita, ${path}/*, ${level}`),
    ...levels.slice(1).map((level, at) => `g, ${level}, ${levels[at]}`),
  ];
  const enforcer = await newEnforcer(model, new StringAdapter(lines.join("\n")));
  return { ask: ({ level, path }) => enforcer.enforceSync("rita", path, level) };
}

async function cedarWasm({ held }, { cedar }) {
  const entity = (type, id) => ({ type, id });
  const actions = (level) =>
    upTo(level)
      .map((action) => `Action::${JSON.stringify(action)}`)
      .join(", ");
  const parsed = cedar.preparsePolicySet("bench", {
    staticPolicies: Object.fromEntries(
      held.map(({ path, level }, n) => [
        `p${n}`,
        `permit(principal == User::"rita", action in [${actions(level)}], resource in Folder::${JSON.stringify(path)});`,
      ]),
    ),
  });
  if (parsed.type !== "success") throw new Error(JSON.stringify(parsed.errors));
  const lines = new Map();
  const entitiesOf = (path) => {
    let it = lines.get(path);
    if (it === undefined) {
      const lineage = lineageOf(path);
      it = lineage.map((at, depth) => ({
        uid: entity("Folder", at),
        attrs: {},
        parents: depth > 0 ? [entity("Folder", lineage[depth - 1])] : [],
      }));
      lines.set(path, it);
    }
    return it;
  };
  return {
    ask({ action, path }) {
      const answer = cedar.statefulIsAuthorized({
        principal: entity("User", "rita"),
        action: entity("Action", action),
        resource: entity("Folder", path),
        context: {},
        preparsedPolicySetId: "bench",
        entities: entitiesOf(path),
      });
      return answer.response.decision === "allow";
    },
  };
}

const needs = new Map(asked.map(({ action, level }) => [action, levels.indexOf(level)]));

/**
 * The level held at a path, as a competent team would find it: a look-up for each folder above, until the level is
 * enough.
 */
function walkOver(held) {
  const levelOf = new Map(held.map(({ path, level }) => [path, levels.indexOf(level)]));
  return (path, enough = levels.length - 1) => {
    let highest = -1;
    for (let end = path.length; end > 0 && highest < enough; end = path.lastIndexOf("/", end - 1)) {
      const level = levelOf.get(path.slice(0, end));
      if (level !== undefined && level > highest) highest = level;
    }
    return highest;
  };
}

/** Whether the level held at a path is enough for an action. */
function walksFor(held) {
  const levelAt = walkOver(held);
  return (action, path) => {
    const need = needs.get(action);
    return levelAt(path, need) >= need;
  };
}

function walk({ held }) {
  const may = walksFor(held);
  return { ask: ({ action, path }) => may(action, path) };
}

/** What Lockstep does with a path that it has seen. A change has to empty it. */
function keptWalk({ held }) {
  const levelAt = walkOver(held);
  const kept = new Map();
  return {
    ask({ action, path }) {
      let level = kept.get(path);
      if (level === undefined) {
        level = levelAt(path);
        kept.set(path, level);
      }
      return level >= needs.get(action);
    },
  };
}

/** Version 4 does not load in Node 20. */
function permix({ held }) {
  const may = walksFor(held);
  const permissions = createPermix();
  permissions.setup({ asset: Object.fromEntries(asked.map(({ action }) => [action, (path) => may(action, path)])) });
  return { ask: ({ action, path }) => permissions.check("asset", action, path) };
}

/** A role for each level, since a condition takes a hundred times as long. */
function accesscontrol({ held }) {
  const levelAt = walkOver(held);
  const nameOf = new Map(asked.map(({ action }) => [action, action.replace(".", "_")]));
  const control = new AccessControl();
  for (const level of levels)
    for (const action of upTo(level)) control.grant(level).action(nameOf.get(action), "asset", ["*"]);
  control.lock();
  return {
    ask({ action, path }) {
      const level = levelAt(path);
      return level >= 0 && control.can(levels[level]).do(nameOf.get(action), "asset").granted;
    },
  };
}

async function oso({ held }, { oso: { Oso } }) {
  const may = walksFor(held);
  class User {
    mayDo(action, asset) {
      return may(action, asset.path);
    }
  }
  class Asset {
    constructor(path) {
      this.path = path;
    }
  }
  const engine = new Oso();
  engine.registerClass(User);
  engine.registerClass(Asset);
  await engine.loadStr("allow(user: User, action, asset: Asset) if user.mayDo(action, asset);");
  const rita = new User();
  return { ask: ({ action, path }) => engine.isAllowed(rita, action, new Asset(path)) };
}

/** Three policies over the set of a path's folders, which is quicker than a policy a share. */
async function cedarling({ held }, { cedarling: { init } }) {
  const body = (text) => ({ encoding: "none", content_type: "cedar", body: text });
  const actions = (level) =>
    upTo(level)
      .map((action) => `Bench::Action::${JSON.stringify(action)}`)
      .join(", ");
  const folders = (level) => JSON.stringify(held.filter((one) => one.level === level).map(({ path }) => path));
  const policies = Object.fromEntries(
    levels.map((level) => [
      level,
      {
        description: level,
        creation_date: "2026-01-01T00:00:00",
        policy_content: body(
          `permit(principal, action in [${actions(level)}], resource) when { resource.lineage.containsAny(${folders(level)}) };`,
        ),
      },
    ]),
  );
  const schema = body(`namespace Bench {
    entity User; entity Asset = { lineage: Set<String> };
    ${asked.map(({ action }) => `action ${JSON.stringify(action)} appliesTo { principal: [User], resource: [Asset], context: {} };`).join("\n")}
  }`);
  const engine = await init({
    CEDARLING_APPLICATION_NAME: "bench",
    CEDARLING_POLICY_STORE_ID: "bench",
    CEDARLING_LOG_TYPE: "off",
    CEDARLING_POLICY_STORE_LOCAL: JSON.stringify({
      cedar_version: "v4.0.0",
      policy_stores: { bench: { name: "bench", description: "bench", policies, schema, trusted_issuers: {} } },
    }),
    CEDARLING_JWT_SIG_VALIDATION: "disabled",
    CEDARLING_JWT_STATUS_VALIDATION: "disabled",
    CEDARLING_LOCK: "disabled",
  });
  const entity = (type, id) => ({ cedar_entity_mapping: { entity_type: `Bench::${type}`, id } });
  const principal = entity("User", "rita");
  return {
    async ask({ action, path }) {
      const request = {
        principal,
        action: `Bench::Action::${JSON.stringify(action)}`,
        resource: { ...entity("Asset", path), lineage: lineageOf(path) },
        context: {},
      };
      return (await engine.authorize_unsigned(JSON.stringify(request))).decision;
    },
    end: () => engine.free(),
  };
}
