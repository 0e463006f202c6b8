/**
 * Every question worth asking of a small account: all actions of tables 1 to 3
 * at every place, by every principal, and the contexts that Cedar can express.
 *
 * `casl: false` marks questions that turn on more than role, gate and level.
 * Left out because rule and format leave them open, or because they turn on
 * counts, names and e-mails: the limits, the last administrator, names.
 */
import { actionsWith, asksOf, lineageOf } from "./facts.mjs";
import { ENDS } from "./generate.mjs";
import { rulebook } from "./rulebook.mjs";

const ids = Object.keys(rulebook.actions);
const on = (what) => ids.filter((id) => asksOf(rulebook.actions[id], what));
const ASSET = on("asset");
const COLLECTION = on("collection");
const LINK = ["link.view", "link.edit", "link.delete"];
/** Asked without a resource. `user.provision` is the host's, at sign-in. */
const ACCOUNT = [...on("account"), ...on("library"), ...on("self")];
/** R-140 names these; of a key's other actions the rule book is silent. */
const KEY_ASKS = [
  ...rulebook.keys.write,
  "asset.share",
  "asset.view_access",
  "comment.add",
  "link.create",
  "file.upload",
];
const KEY_ACCOUNT_ASKS = ["cache.purge", "user.view", "user.add", "billing.view", "sso.configure"];
/** What these make lasts, so it takes more than a level at a moment. */
const LASTING = ["link.create", "asset.add_to_collection", "collection.add_asset"];
const SHARING = ["asset.share", "collection.share"];
/** When what is shared or linked ends: before, at and after what is held for a time, or never. */
const UNTILS = [...ENDS, "2025-05-02T00:00:00Z", "2025-07-01T00:00:00Z", undefined];
const NOWS = [ENDS[0], "2025-05-01T00:00:00Z", "2025-05-31T23:59:59Z", ENDS[1], "2025-02-28T23:59:59Z"];

/** Whether the answer turns on how long what is passed on is held. */
export const isLasting = ({ action, context = {} }) =>
  context.now !== undefined && (LASTING.includes(action) || (SHARING.includes(action) && context.with !== undefined));

/** Listed places, and unlisted ones: below listed ones, beside them by a prefix, and nowhere. */
function placesOf(account) {
  const listed = account.assets.map((asset) => asset.path);
  const folders = account.assets.filter((asset) => asset.kind === "folder").map((asset) => asset.path);
  const unlisted = new Set(["/nowhere/x.png", "/mark"]);
  for (const path of listed.slice(0, 4)) unlisted.add(`${path}ing`);
  for (const path of folders.slice(-3)) {
    unlisted.add(`${path}/unlisted.png`);
    unlisted.add(`${path}/new`);
  }
  for (const path of listed) unlisted.delete(path);
  return { listed, unlisted: [...unlisted] };
}

/** slashes at the ends change nothing. Some questions ask with other ones than the account has. */
const spelt = (path, draw) => (path === "/" || draw > 0.1 ? path : draw > 0.05 ? path.slice(1) : `${path}/`);

/**
 * @param {object} account
 * @param {(rate: number) => boolean} keep whether to ask the next question, of a kind usually asked at this rate
 * @param {() => number} random for spellings
 * @returns {Generator<{ principal: object, action: string, resource?: object, context?: object, casl: boolean }>}
 */
export function* questionsOf(account, keep, random) {
  const places = placesOf(account);
  const people = [...account.users.map(({ id }) => ({ user: id })), { user: "nobody" }];
  const roles = new Map(account.users.map(({ id, role }) => [id, role]));
  for (const principal of [...people, { system: true }]) {
    // Levels are where the difficulty is: who has none is asked less about places.
    const levelled = rulebook.roles[roles.get(principal.user)]?.level === "shared";
    const often = (rate) => keep(levelled ? rate : rate / 4);
    yield* ofAssets(account, places, principal, ASSET, often, random);
    yield* ofConditions(account, places, principal, often);
    yield* ofLasting(account, places, principal, often, random);
    yield* ofCollections(account, places, principal, keep, random);
    yield* ofAccount(account, principal, keep);
    yield* ofPeople(account, principal, keep);
  }
  yield* ofVisitors(account, places, keep, random);
  for (const { id } of account.apiKeys) {
    const principal = { apiKey: id };
    yield* ofAssets(
      account,
      places,
      principal,
      KEY_ASKS.filter((it) => it !== "cache.purge"),
      keep,
      random,
    );
    for (const action of KEY_ACCOUNT_ASKS) if (keep(0.5)) yield { principal, action, casl: true };
  }
}

/**
 * Whether something of another kind, or of an unknown kind, already has
 * the name at the destination, or the name of something in a folder. tell of like onto like only, and
 * names are not this oracle's matter.
 */
function clashes(account, path, to) {
  const target = `${to === "/" ? "" : to}${path.slice(path.lastIndexOf("/"))}`;
  const kindAt = (at) =>
    account.assets.find((asset) => asset.path === at)?.kind ??
    (account.assets.some((asset) => asset.path.startsWith(`${at}/`)) ? "folder" : undefined);
  const moved = new Set([
    path,
    ...account.assets.flatMap((asset) => lineageOf(asset.path)).filter((at) => at.startsWith(`${path}/`)),
  ]);
  return [...moved].some((at) => ![undefined, kindAt(at)].includes(kindAt(target + at.slice(path.length))));
}

/** Tables 2 and 3 by place alone, with a moment for shares that end, and with a destination. */
function* ofAssets(account, { listed, unlisted }, principal, actions, keep, random) {
  for (const path of ["/", ...listed, ...unlisted]) {
    // A folder that a listed path names is known too, though it is in no list.
    const known = path === "/" || listed.some((it) => it === path || it.startsWith(`${path}/`));
    for (const action of actions) {
      // The oracle's reading of the root is; visual search of the whole library is in neither.
      if (path === "/" && action === "visual_search.use") continue;
      const resource = { path: spelt(path, random()) };
      if (!known && keep(0.05)) {
        for (const kind of ["file", "folder"]) yield { principal, action, resource: { path, kind }, casl: true };
      }
      if (keep(0.35)) yield { principal, action, resource, casl: true };
      if (keep(0.05))
        yield { principal, action, resource, context: { now: NOWS[Math.floor(random() * NOWS.length)] }, casl: true };
      if (!known && keep(0.05)) {
        const owner = account.users[Math.floor(random() * account.users.length)].id;
        yield { principal, action, resource, context: { owner }, casl: true };
      }
    }
    for (const action of actionsWith(rulebook, "on", "asset").filter((id) => rulebook.actions[id].to)) {
      for (const to of ["/", ...listed, ...unlisted.filter((it) => !it.endsWith(".png"))]) {
        // R-92 compares two places of one question: beyond CASL.
        const inside = to === path || to.startsWith(`${path}/`) || path === "/";
        if (keep(0.2) && !clashes(account, path, to))
          yield { principal, action, resource: { path }, context: { to: spelt(to, random()) }, casl: !inside };
      }
    }
  }
}

/** Versions, comments, shares to a principal. */
function* ofConditions(account, { listed, unlisted }, principal, keep) {
  for (const path of [...listed, ...unlisted.slice(0, 2)]) {
    const resource = { path };
    for (const action of ASSET) {
      for (const version of ["current", "noncurrent"]) {
        if (keep(0.03)) yield { principal, action, resource, context: { version }, casl: false };
      }
    }
    for (const { id } of [...account.comments, { id: "no such comment" }]) {
      for (const action of ["comment.edit", "comment.delete", "comment.react"]) {
        if (principal.system) continue; // whose own is the host's comment? The rules do not say.
        if (keep(0.3)) yield { principal, action, resource, context: { comment: id }, casl: false };
      }
    }
    for (const someone of [
      ...account.users.map(({ id }) => ({ user: id })),
      { user: "nobody" },
      ...account.groups.map(({ id }) => ({ group: id })),
      { group: "no_group" },
    ]) {
      if (keep(0.2))
        yield { principal, action: "asset.share", resource, context: { with: someone, level: "view" }, casl: false };
    }
  }
}

/** shares and links for a time, by those who hold what they give for a time or for ever. */
function* ofLasting(account, { listed }, principal, keep, random) {
  const draw = (from) => from[Math.floor(random() * from.length)];
  const held = [
    ...listed.map((path) => ["asset.share", { path }]),
    ...account.collections.map(({ id }) => ["collection.share", { collection: id }]),
  ];
  const holders = [
    ...account.users.map(({ id }) => ({ user: id })),
    ...account.groups.map(({ id }) => ({ group: id })),
  ];
  for (const [share, resource] of held) {
    const until = draw(UNTILS);
    const ends = (field) => ({ now: draw(NOWS), ...(until === undefined ? {} : { [field]: until }) });
    if (keep(0.6))
      yield {
        principal,
        action: share,
        resource,
        context: { with: draw(holders), level: draw(rulebook.levels), ...ends("until") },
        casl: false,
      };
    if (keep(0.3)) yield { principal, action: "link.create", resource, context: ends("endsAt"), casl: false };
  }
}

/** Table 3, the two places of R-110, and links as resources. */
function* ofCollections(account, { listed }, principal, keep, random) {
  for (const { id, items } of [...account.collections, { id: "c_none", items: [] }]) {
    const resource = { collection: id };
    for (const action of COLLECTION) {
      if (keep(0.6)) yield { principal, action, resource, casl: true };
      if (keep(0.1)) yield { principal, action, resource, context: { now: NOWS[1] }, casl: true };
    }
    for (const path of listed) {
      if (keep(0.4))
        yield {
          principal,
          action: "asset.add_to_collection",
          resource: { path },
          context: { collection: id },
          casl: true,
        };
      if (keep(0.4))
        yield { principal, action: "collection.add_asset", resource, context: { asset: path }, casl: true };
      const member = items.includes(account.assets.find((asset) => asset.path === path).id);
      if (member && keep(0.6))
        yield { principal, action: "collection.remove_asset", resource, context: { asset: path }, casl: true };
    }
    for (const { id: user } of [...account.users, { id: "nobody" }]) {
      if (keep(0.2))
        yield {
          principal,
          action: "collection.share",
          resource,
          context: { with: { user }, level: "manage" },
          casl: false,
        };
    }
  }
  for (const { id } of [...account.links, { id: "l_none" }]) {
    for (const action of LINK) {
      if (keep(0.5)) yield { principal, action, resource: { link: id }, casl: true };
      // before, at and after the end.
      if (keep(0.3))
        yield {
          principal,
          action,
          resource: { link: id },
          context: { now: NOWS[Math.floor(random() * NOWS.length)] },
          casl: true,
        };
    }
  }
}

/** A holder of a link, at moments before, in and after its time. */
function* ofVisitors(account, { listed, unlisted }, keep, random) {
  const principal = { visitor: true };
  for (const { id } of [...account.links, { id: "l_none" }]) {
    for (const path of [undefined, ...listed, ...unlisted]) {
      for (const action of rulebook.visitor) {
        // Of a link without a path only its opening is sure to mean what hangs on it.
        if (path === undefined && action !== "link.open") continue;
        const resource = path === undefined ? { link: id } : { link: id, path };
        const context = {
          now: NOWS[Math.floor(random() * NOWS.length)],
          ...(random() < 0.5 ? { passwordVerified: random() < 0.7 } : {}),
        };
        if (keep(0.5)) yield { principal, action, resource, context, casl: false };
      }
    }
    for (const action of ["comment.view", "asset.delete", "file.view_versions"]) {
      for (const path of listed) if (keep(0.1)) yield { principal, action, resource: { link: id, path }, casl: false };
    }
  }
}

/** Table 1: role × area with its gates, audit areas, roles given. */
function* ofAccount(account, principal, keep) {
  for (const action of ACCOUNT) {
    // Oneself is a user: a key or the host has no profile.
    if (principal.system && asksOf(rulebook.actions[action], "self")) continue;
    if (keep(0.6)) yield { principal, action, casl: true };
  }
  for (const area of [...Object.keys(rulebook.areas), "no_such_area"]) {
    if (keep(0.2) && !principal.system) yield { principal, action: "audit_log.view", context: { area }, casl: false };
  }
  for (const role of [...Object.keys(rulebook.roles), "no_such_role"]) {
    if (keep(0.3)) yield { principal, action: "user.add", context: { role }, casl: false };
  }
  for (const { id: owner } of account.users) {
    if (keep(0.3) && !principal.system) yield { principal, action: "downloads.view", context: { owner }, casl: false };
  }
}

/** Users, groups and keys one by one, and those not there. */
function* ofPeople(account, principal, keep) {
  const administrators = account.users.filter((user) => user.role === "account_administrator");
  for (const { id, role } of [...account.users, { id: "nobody", role: "" }]) {
    const last = role === "account_administrator" && administrators.length === 1;
    if (principal.system && last) continue; // R-39 counts
    const resource = { user: id };
    const casl = id !== "nobody" && id !== principal.user;
    for (const action of ["user.edit", "user.set_role", "user.remove"])
      if (keep(0.4)) yield { principal, action, resource, casl };
    for (const given of Object.keys(rulebook.roles)) {
      if (keep(0.1)) yield { principal, action: "user.set_role", resource, context: { role: given }, casl: false };
    }
  }
  // one standard key has to stay, so of keys only what takes none away.
  for (const { id, kind } of [...account.apiKeys, { id: "no_key" }]) {
    for (const action of ["api_key.edit", "api_key.reveal", "api_key.roll", "api_key.delete"]) {
      if (kind === "standard" && (action === "api_key.roll" || action === "api_key.delete")) continue;
      if (keep(0.3)) yield { principal, action, resource: { apiKey: id }, casl: id !== "no_key" };
    }
  }
  for (const { id, members = [] } of [...account.groups, { id: "no_group" }]) {
    const resource = { group: id };
    const casl = id !== "no_group";
    for (const action of on("group")) if (keep(0.4)) yield { principal, action, resource, casl };
    for (const { id: member } of [...account.users, { id: "nobody" }]) {
      if (!members.includes(member) && keep(0.2))
        yield { principal, action: "group.add_member", resource, context: { member }, casl: false };
    }
    for (const member of members)
      if (keep(0.3)) yield { principal, action: "group.remove_member", resource, context: { member }, casl };
  }
}
