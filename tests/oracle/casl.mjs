/**
 * What one principal of an account may do, as CASL rules: roles, plan gates
 * and levels. Conditions of single actions (own comments, versions, moving a
 * folder into itself) are not here: CASL compares fields with constants only.
 *
 * Subjects are `Asset`, `Collection` and `Account`. An asset is described by
 * `subjectOfPath`: its path, its kind where known, its lineage (itself and the
 * folders above it) and its owner where the host knows one. What is asked of a
 * link is asked of what it hangs on, which then has its id as `link`. As in cedar.mjs a
 * request that touches two places is two questions (`asset.move.to`).
 */
import { actionsNamed, actionsWith, asksOf, atMost, canonical, featuresOf, gatesOf, lineageOf } from "./facts.mjs";
import { rulebook } from "./rulebook.mjs";

/** @returns {{ path: string, kind?: string, lineage: string[], owner?: string }} */
export function subjectOfPath(path, more = {}) {
  const at = canonical(path);
  return { ...more, ...(at === "/" ? { kind: "folder" } : {}), path: at, lineage: lineageOf(at) };
}

/** Action names by subject, those closed by plan or switch left out. */
function openActions(policy, features) {
  const entries = Object.entries(policy.actions).flatMap(([id, action]) => [
    [id, action],
    ...(action.to ? [[`${id}.to`, { ...action, level: action.to }]] : []),
  ]);
  // What is passed on is no action of its own, but is held as one is.
  for (const level of policy.levels) entries.push([`given.${level}`, { on: ["asset", "collection"], level }]);
  return entries.filter(([, action]) => gatesOf(action).every((feature) => features.has(feature)));
}

/**
 * @param {object} account a lockstep-account/1
 * @param {{ user?: string, apiKey?: string, system?: boolean }} principal
 * @param {{ policy?: object, now?: string }} [options] without `now` a share with an end has ended
 * @returns {object[]} raw rules for `createMongoAbility`
 */
export function toCasl(account, principal, { policy = rulebook, now } = {}) {
  const open = openActions(policy, featuresOf(policy, account));
  /** Open actions on a kind of thing, up to a level. */
  const upTo = (level, on) => {
    const levels = atMost(policy, level);
    return open.filter(([, action]) => levels.includes(action.level) && asksOf(action, on)).map(([id]) => id);
  };
  const rules = [];
  const allow = (action, subject, conditions) => {
    if (action.length) rules.push({ action, subject, ...(conditions ? { conditions } : {}) });
  };
  // an absent collection belongs to no user, to no administrator either.
  const known = { id: { $in: (account.collections ?? []).map((collection) => collection.id) } };

  const everywhere = (level) => {
    allow(upTo(level, "asset"), "Asset");
    allow(upTo(level, "collection"), "Collection", known);
  };
  if (principal.system) {
    everywhere(policy.levels.at(-1));
    allow(
      open.filter(([, action]) => !action.level).map(([id]) => id),
      "Account",
    );
  } else if (principal.apiKey !== undefined) {
    keyRules();
  } else {
    userRules();
  }
  return [...rules, ...closedToAll(policy), ...absentPlaces(account), ...endedLinks(account, now)];

  function userRules() {
    const user = account.users.find((it) => it.id === principal.user);
    const role = user && policy.roles[user.role];
    if (!role) return;
    const features = featuresOf(policy, account);
    const held = gatesOf(role).every((feature) => features.has(feature));
    const named = new Set(actionsNamed(policy, role.allow, role.except));
    // a role that the plan lacks still looks after itself.
    allow(
      open
        .filter(([id, action]) => named.has(id) && !action.level && (held || asksOf(action, "self")))
        .map(([id]) => id),
      "Account",
    );
    if (!held || role.level === undefined) return;
    if (role.level !== "shared") return everywhere(role.level);
    allow(
      open.filter(([, action]) => action.root === "open").map(([id]) => id),
      "Asset",
      { path: "/" },
    );
    sharedRules(user);
  }

  /** a key has a scope, no role and no levels. */
  function keyRules() {
    const key = (account.apiKeys ?? []).find((it) => it.id === principal.apiKey);
    const scope = key?.kind === "standard" ? "standard" : key?.media;
    const covered = new Set(actionsNamed(policy, policy.keys?.[scope]));
    const here = open.filter(([id]) => covered.has(id.replace(/\.to$/, "")));
    for (const [subject, kind] of [
      ["Asset", "asset"],
      ["Account", "account"],
    ]) {
      allow(
        here.filter(([, action]) => asksOf(action, kind)).map(([id]) => id),
        subject,
      );
    }
  }

  /** the highest of all ways wins, because every way only adds. */
  function sharedRules(user) {
    const groups = new Set(
      (account.groups ?? []).filter((group) => (group.members ?? []).includes(user.id)).map((group) => group.id),
    );
    const paths = new Map((account.assets ?? []).map((asset) => [asset.id, canonical(asset.path)]));
    const collections = new Map((account.collections ?? []).map((collection) => [collection.id, collection]));
    const grant = (level, on) => {
      const path = paths.get(on);
      if (path !== undefined) return allow(upTo(level, "asset"), "Asset", { lineage: { $in: [path] } });
      allow(upTo(level, "collection"), "Collection", { id: on });
      // from a collection its assets are seen, whatever the level on it.
      const items = (collections.get(on)?.items ?? []).map((id) => paths.get(id)).filter((it) => it !== undefined);
      if (items.length) allow(upTo("view", "asset"), "Asset", { lineage: { $in: items } });
    };
    for (const share of account.shares ?? []) {
      const mine = share.with.group === undefined ? share.with.user === user.id : groups.has(share.with.group);
      const ended = share.until !== undefined && !(now !== undefined && Date.parse(now) < Date.parse(share.until));
      if (mine && !ended) grant(share.level, share.on);
    }
    const highest = policy.levels.at(-1);
    for (const it of [...(account.assets ?? []), ...(account.collections ?? [])]) {
      if (it.owner === user.id) grant(highest, it.id);
    }
    allow(upTo(highest, "asset"), "Asset", { owner: user.id }); // as the host says
  }
}

/** A file is no destination. */
const destinations = (policy) =>
  Object.keys(policy.actions)
    .filter((id) => policy.actions[id].to)
    .map((id) => `${id}.to`);

/** What the place itself refuses to every caller. */
const closedToAll = (policy) =>
  [
    { inverted: true, action: actionsWith(policy, "root", "closed"), subject: "Asset", conditions: { path: "/" } },
    { inverted: true, action: actionsWith(policy, "kind", "file"), subject: "Asset", conditions: { kind: "folder" } },
    {
      inverted: true,
      action: [...actionsWith(policy, "kind", "folder"), ...destinations(policy)],
      subject: "Asset",
      conditions: { kind: "file" },
    },
  ].filter((it) => it.action.length);

/** a link that has ended is not edited back; without `now` whatever has an end has ended. */
function endedLinks(account, now) {
  const hasEnded = ({ endsAt }) =>
    endsAt !== undefined && !(now !== undefined && Date.parse(now) <= Date.parse(endsAt));
  const ended = (account.links ?? []).filter(hasEnded).map(({ id }) => id);
  return ["Asset", "Collection"].map((subject) => ({
    inverted: true,
    action: "link.edit",
    subject,
    conditions: { link: { $in: ended } },
  }));
}

/** where the account lists every place, no other exists. */
function absentPlaces(account) {
  if (!account.complete) return [];
  const places = new Set(["/", ...account.assets.flatMap(({ path }) => lineageOf(canonical(path)))]);
  return [{ inverted: true, action: "manage", subject: "Asset", conditions: { path: { $nin: [...places] } } }];
}
