/**
 * The entities that Cedar's policies speak of (cedar.mjs): actions in their groups, and an account's people and places.
 */
import { asksOf, canonical, featuresOf, gatesOf, lineageOf, parentOf } from "./facts.mjs";

export const typeOf = (asset) => (asset.kind === "folder" ? "Folder" : "File");

const uid = (type, id) => ({ type, id });
const made = (type, id, parents = [], attrs = {}) => ({ uid: uid(type, id), attrs, parents });

/** The groups that an action is in: its level, its gates, what it is asked of and where it never is. */
function groupsOf(it, level = it.level) {
  const [asset, collection] = [asksOf(it, "asset"), asksOf(it, "collection")];
  return [
    level && `can_${level}`,
    asset && collection ? "on_asset_or_collection" : asset ? "on_asset" : collection && "on_collection",
    ...gatesOf(it).map((feature) => `needs_${feature}`),
    it.kind && { file: "only_files", folder: "only_folders" }[it.kind],
    it.root === "closed" && "not_on_root",
    it.versions && { any: "any_version", noncurrent: "old_versions" }[it.versions],
  ].filter(Boolean);
}

/** R-54: who may manage may contribute, who may contribute may view: the levels' groups are nested. */
export function actionEntities(policy) {
  const madeAction = (id, groups) =>
    made(
      "Action",
      id,
      groups.map((group) => uid("Action", group)),
    );
  const entities = policy.levels.map((level, index) =>
    madeAction(
      `can_${level}`,
      policy.levels.slice(index + 1, index + 2).map((next) => `can_${next}`),
    ),
  );
  // What is passed on is no action of its own, but is held as one is.
  for (const level of policy.levels)
    entities.push(madeAction(`given.${level}`, groupsOf({ on: ["asset", "collection"], level })));
  for (const [id, it] of Object.entries(policy.actions)) {
    entities.push(madeAction(id, groupsOf(it)));
    // The root takes what is copied or moved into it (R-71 is a matter of level), and a destination has no version.
    if (it.to)
      entities.push(madeAction(`${id}.to`, groupsOf({ on: "asset", kind: "folder", feature: it.feature }, it.to)));
  }
  return entities;
}

/** A path and the folders above it, as Cedar entities. */
export function entitiesOfPath(path, type = "File", more = {}) {
  const [leaf, ...above] = lineageOf(path);
  const folder = (at) => (at === undefined ? [] : [uid("Folder", at)]);
  return [
    made(leaf === "/" ? "Folder" : type, leaf, folder(parentOf(leaf)), more),
    ...above.map((at) => made("Folder", at, folder(parentOf(at)))),
  ];
}

export function accountEntities(policy, account) {
  const entities = new Map();
  const add = (it) => entities.set(`${it.uid.type} ${it.uid.id}`, it);
  const here = { account: { __entity: uid("Account", account.id) } };
  add(made("Account", account.id, [], { plan: account.plan, features: [...featuresOf(policy, account)] }));
  add(made("Host", "system", [], here));
  add(made("Visitor", "anyone", [], here));
  for (const role of Object.keys(policy.roles)) add(made("Role", role));
  for (const group of account.groups ?? []) add(made("UserGroup", group.id, [], { name: group.name ?? group.id }));
  for (const user of account.users) {
    const groups = (account.groups ?? []).filter((group) => (group.members ?? []).includes(user.id));
    add(
      made("User", user.id, [uid("Role", user.role), ...groups.map((group) => uid("UserGroup", group.id))], {
        ...here,
        name: user.name ?? user.id,
      }),
    );
  }
  for (const key of account.apiKeys ?? []) {
    const scope = key.kind === "standard" ? "standard" : (key.media ?? "none");
    add(made("ApiKey", key.id, [uid("KeyScope", scope)], { ...here, name: key.name ?? key.id }));
  }
  for (const collection of account.collections ?? []) {
    add(made("Collection", collection.id, [], { name: collection.name ?? collection.id }));
  }
  // Folders that only their contents name come first, so that listed ones replace them.
  const assets = account.assets ?? [];
  for (const asset of assets) entitiesOfPath(canonical(asset.path)).slice(1).forEach(add);
  for (const asset of assets) {
    const [leaf] = entitiesOfPath(canonical(asset.path), typeOf(asset));
    const collections = (account.collections ?? []).filter((it) => (it.items ?? []).includes(asset.id));
    if (asset.published !== undefined) leaf.attrs.published = asset.published;
    leaf.parents.push(...collections.map((it) => uid("Collection", it.id)));
    add(leaf);
  }
  const byId = new Map(assets.map((asset) => [asset.id, asset]));
  const placeOf = (id) =>
    byId.has(id) ? uid(typeOf(byId.get(id)), canonical(byId.get(id).path)) : uid("Collection", id);
  const moment = (at) => ({ __extn: { fn: "datetime", arg: at } });
  for (const link of account.links ?? []) {
    add(
      made("Link", link.id, [], {
        on: { __entity: placeOf(link.on) },
        ...(link.startsAt === undefined ? {} : { startsAt: moment(link.startsAt) }),
        ...(link.endsAt === undefined ? {} : { endsAt: moment(link.endsAt) }),
        hasPassword: link.hasPassword ?? false,
        exposeUnpublished: link.exposeUnpublished ?? false,
      }),
    );
  }
  for (const comment of account.comments ?? []) {
    add(
      made("Comment", comment.id, [], {
        author: { __entity: uid("User", comment.author) },
        on: { __entity: placeOf(comment.on) },
      }),
    );
  }
  return [...entities.values()];
}
