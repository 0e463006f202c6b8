/**
 * The two independent engines behind one call: `ask(question)` is true for
 * allow. A question is a Lockstep request; what it means in questions of
 * Cedar and CASL is said in `partsOf`.
 */
import { createRequire } from "node:module";
import { createMongoAbility, subject } from "@casl/ability";
import { toCedar } from "./cedar.mjs";
import { entitiesOfPath } from "./cedar_entities.mjs";
import { subjectOfPath, toCasl } from "./casl.mjs";
import { canonical, gatesOf, lineageOf } from "./facts.mjs";
import { rulebook } from "./rulebook.mjs";

const cedar = createRequire(import.meta.url)("@cedar-policy/cedar-wasm/nodejs");

const FOR_EVER = "9999-12-31T23:59:59Z";

/**
 * what is passed on has to be held in the last second for which it is
 * passed on: the level of a share, sight through a link or a collection.
 */
function givenOf({ action, resource, context = {} }) {
  const given = (level, place, end) => {
    const last =
      end === undefined
        ? FOR_EVER
        : new Date(Math.max(Date.parse(end) - 1000, Date.parse(context.now ?? 0))).toISOString().replace(".000", "");
    return [{ action: `given.${level}`, resource: place, now: last }];
  };
  if (action === "asset.share" || action === "collection.share")
    return context.with ? given(context.level, resource, context.until) : [];
  if (action === "link.create") return given("view", resource, context.endsAt);
  if (action === "asset.add_to_collection") return given("view", resource);
  return action === "collection.add_asset" && context.asset !== undefined ? given("view", { path: context.asset }) : [];
}

const partsOf = (question, policy) => [...placesOf(question, policy), ...givenOf(question)];

/**
 * A request about two places is two questions, each of one place
 * (R-88, R-89, R-110).
 * @returns {{ action: string, resource: object | undefined, now?: string }[]}
 */
function placesOf({ action, resource, context = {} }, policy) {
  const first = { action, resource };
  if (policy.actions[action]?.to && context.to !== undefined) {
    return [first, { action: `${action}.to`, resource: { path: context.to, kind: "folder" } }];
  }
  if (action === "asset.add_to_collection" && context.collection !== undefined) {
    return [first, { action: "collection.add_asset", resource: { collection: context.collection } }];
  }
  if (action === "collection.add_asset" && context.asset !== undefined) {
    return [first, { action: "asset.add_to_collection", resource: { path: context.asset } }];
  }
  return [first];
}

/** A link speaks for what it hangs on. */
function placeOf(resource, account) {
  if (resource?.link === undefined) return resource;
  if (resource.path !== undefined) return { path: resource.path };
  const link = (account.links ?? []).find((it) => it.id === resource.link);
  const asset = link && (account.assets ?? []).find((it) => it.id === link.on);
  if (asset) return { path: asset.path };
  return { collection: link ? link.on : "no such collection" };
}

/** What a path is: as listed; else as the request says; else as its action needs it. */
function kindOf(kinds, path, said, action, policy) {
  if (path === "/") return "folder";
  return kinds.get(path) ?? said ?? policy.actions[baseOf(action)]?.kind ?? "folder";
}
/** Listed places with their kinds, and the folders above them, which need not be listed. */
function kindsOf(account) {
  const assets = (account.assets ?? []).map((asset) => [canonical(asset.path), asset.kind]);
  return new Map([
    ...assets.flatMap(([path]) =>
      lineageOf(path)
        .slice(1)
        .map((above) => [above, "folder"]),
    ),
    ...assets,
  ]);
}

/** The action whose second place is `asset.move.to`. */
const baseOf = (action) => action.replace(/\.(to|asset|collection)$/, "");

/** Of another rendering than this folder's: its `policies` and `entities`, and the questions it is asked, `parts`. */
export class CedarOracle {
  constructor(account, policy = rulebook, { policies, entities, parts = partsOf } = toCedar(account, policy)) {
    this.account = account;
    this.policy = policy;
    this.parts = parts;
    this.kinds = kindsOf(account);
    const parsed = cedar.preparsePolicySet("oracle", { staticPolicies: policies });
    if (parsed.type !== "success") throw new Error(`Cedar refuses the policies: ${JSON.stringify(parsed.errors)}`);
    this.entities = new Map(entities.map((it) => [`${it.uid.type} ${it.uid.id}`, it]));
  }

  ask(question) {
    const ask = (part) => this.#askOne(question, part);
    return this.parts(question, this.policy, ask).every(ask);
  }

  #askOne({ principal, action: asked, context = {} }, { action, resource: place, now = context.now }) {
    const resource = placeOf(place, this.account);
    const who = principal.system
      ? { type: "Host", id: "system" }
      : principal.visitor
        ? { type: "Visitor", id: "anyone" }
        : principal.apiKey !== undefined
          ? { type: "ApiKey", id: principal.apiKey }
          : { type: "User", id: principal.user };
    const what = this.#uidOf(resource, action);
    const extra = new Map();
    this.#path(extra, what, context.owner);
    const facts = {};
    const moment = (arg) => ({ __extn: { fn: "datetime", arg } });
    if (now !== undefined) facts.now = moment(now);
    for (const end of ["until", "endsAt"]) if (context[end] !== undefined) facts[end] = moment(context[end]);
    if (place?.link !== undefined) facts.link = { __entity: { type: "Link", id: place.link } };
    if (context.passwordVerified !== undefined) facts.passwordVerified = context.passwordVerified;
    // The conditions of the request belong to its first part.
    if (action === asked) this.#conditions(facts, extra, context, what);
    const answer = cedar.statefulIsAuthorized({
      principal: who,
      action: { type: "Action", id: action },
      resource: what,
      context: facts,
      preparsedPolicySetId: "oracle",
      entities: this.#slice(extra, action, [
        who,
        { type: "Action", id: action },
        what,
        ...Object.values(facts)
          .filter((it) => it?.__entity)
          .map((it) => it.__entity),
      ]),
    });
    // A policy that errs is skipped by Cedar: a forbid that errs would allow.
    if (answer.type !== "success" || answer.response.diagnostics.errors.length) {
      throw new Error(
        `Cedar cannot answer ${JSON.stringify({ principal, action, resource, context })}: ${JSON.stringify(answer)}`,
      );
    }
    return answer.response.decision === "allow";
  }

  #conditions(facts, extra, context, what) {
    const entity = (type, id) => ({ __entity: { type, id } });
    if (context.to !== undefined) {
      const to = { type: "Folder", id: canonical(context.to) };
      facts.to = { __entity: to };
      this.#path(extra, to);
    }
    if (context.with) {
      facts.with =
        context.with.group === undefined ? entity("User", context.with.user) : entity("UserGroup", context.with.group);
    }
    if (context.member !== undefined) facts.member = entity("User", context.member);
    if (context.role !== undefined) facts.role = entity("Role", context.role);
    if (context.comment !== undefined) facts.comment = entity("Comment", context.comment);
    if (context.version !== undefined) facts.version = context.version;
    if (context.area !== undefined) facts.area = context.area;
    if (context.owner !== undefined && what.type === "Account") facts.owner = entity("User", context.owner);
  }

  #uidOf(resource, action) {
    if (resource === undefined) return { type: "Account", id: this.account.id };
    if (resource.collection !== undefined) return { type: "Collection", id: resource.collection };
    if (resource.user !== undefined) return { type: "User", id: resource.user };
    if (resource.group !== undefined) return { type: "UserGroup", id: resource.group };
    if (resource.apiKey !== undefined) return { type: "ApiKey", id: resource.apiKey };
    const path = canonical(resource.path);
    const kind = kindOf(this.kinds, path, resource.kind, action, this.policy);
    return { type: kind === "folder" ? "Folder" : "File", id: path };
  }

  /** Entities of a path that the account does not list, with the owner that the host knows. */
  #path(extra, { type, id }, owner) {
    // A complete account has no other places.
    if (this.account.complete) return;
    if (type !== "Folder" && type !== "File") return;
    const more = owner === undefined || this.kinds.has(id) ? {} : { owner: { __entity: { type: "User", id: owner } } };
    for (const it of entitiesOfPath(id, type, more)) {
      const key = `${it.uid.type} ${it.uid.id}`;
      if (!this.entities.has(key)) extra.set(key, extra.get(key) ?? it);
    }
  }

  /**
   * Only what a question can reach. An entity without parents and attributes
   * says nothing and is left out; so are features that no gate on the way
   * asks for (each costs Cedar microseconds).
   */
  #slice(extra, action, roots) {
    const slice = new Map();
    const reach = (uid) => {
      const key = `${uid.type} ${uid.id}`;
      if (slice.has(key)) return;
      const it = extra.get(key) ?? this.entities.get(key);
      if (!it) return;
      const attrs = Object.values(it.attrs);
      if (!attrs.length && !it.parents.length) return;
      slice.set(key, uid.type === "Account" ? this.#accountFor(it, action) : it);
      it.parents.forEach(reach);
      for (const value of attrs) if (value?.__entity) reach(value.__entity);
    };
    roots.forEach(reach);
    return [...slice.values()];
  }

  #accountFor(account, action) {
    const gates = new Set([...Object.values(this.policy.roles).flatMap(gatesOf), "public_links"]);
    for (const feature of gatesOf(this.policy.actions[baseOf(action)] ?? {})) gates.add(feature);
    return { ...account, attrs: { features: account.attrs.features.filter((feature) => gates.has(feature)) } };
  }
}

export class CaslOracle {
  #abilities = new Map();
  #subjects = new Map();

  /** Of another rendering than this folder's: `rules(principal, now)`, and the questions it is asked, `parts`. */
  constructor(
    account,
    policy = rulebook,
    { rules = (principal, now) => toCasl(account, principal, { policy, now }), parts = partsOf } = {},
  ) {
    this.account = account;
    this.policy = policy;
    this.rules = rules;
    this.parts = parts;
    this.kinds = kindsOf(account);
  }

  ask(question) {
    const ask = ({ action, resource, now = question.context?.now }) =>
      this.#abilityOf(question.principal, now).can(
        action,
        this.#subjectOf(placeOf(resource, this.account), action, question.context?.owner, resource?.link),
      );
    return this.parts(question, this.policy, ask).every(ask);
  }

  #abilityOf(principal, now) {
    const key = `${JSON.stringify(principal)} ${now}`;
    let ability = this.#abilities.get(key);
    if (!ability) {
      ability = createMongoAbility(this.rules(principal, now));
      this.#abilities.set(key, ability);
    }
    return ability;
  }

  #subjectOf(resource, action, owner, link) {
    if (resource?.path === undefined && resource?.collection === undefined) return "Account";
    const path = resource.path && canonical(resource.path);
    const kind = path && kindOf(this.kinds, path, resource.kind, action, this.policy);
    const told = path && !this.kinds.has(path) ? owner : undefined;
    const key = `${path ?? resource.collection} ${kind} ${told} ${link}`;
    let it = this.#subjects.get(key);
    if (!it) {
      const more = link === undefined ? {} : { link };
      it = path
        ? subject("Asset", subjectOfPath(path, { ...more, kind, ...(told === undefined ? {} : { owner: told }) }))
        : subject("Collection", { ...more, id: resource.collection });
      this.#subjects.set(key, it);
    }
    return it;
  }
}
