/**
 * Small accounts that hold what is hard about the rules: nested folders,
 * names that are prefixes of others, groups, collections of folders
 * owners, sleeping shares, shares with an end, plans and
 * feature overrides. Everything is drawn as small numbers that are
 * folded onto what there is, so fast-check can drop any part and shrink well.
 */
import fc from "fast-check";
import { rulebook } from "./rulebook.mjs";

const RESTRICTED = "media_library_restricted_access";
const FOLDER_NAMES = ["mark", "marketing", "market", "a", "b", "2026", "Mark", "a-b", "größe"];
const FILE_NAMES = ["logo.png", "mark.png", "mark", "plan.pdf", "a"];
/** Ends of shares. The questions ask before, at and after; all lie before any real clock. */
export const ENDS = ["2025-03-01T00:00:00Z", "2025-06-01T12:00:00Z"];

const index = fc.nat(11);
/** Any length up to the greatest: fast-check's own choice would mostly be short. */
const few = (arbitrary, maxLength, minLength = 0) => fc.array(arbitrary, { minLength, maxLength, size: "max" });
const level = fc.constantFrom(...rulebook.levels);
/** There once in so many times. */
const maybe = (arbitrary, times = 2) =>
  fc.oneof({ weight: times - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const drawn = fc.record({
  salt: fc.nat(99_999),
  plan: fc.oneof(
    { weight: 6, arbitrary: fc.constant("enterprise") },
    { weight: 2, arbitrary: fc.constantFrom("paid", "free") },
  ),
  features: few(fc.tuple(fc.constantFrom(...Object.keys(rulebook.features)), fc.boolean()), 3),
  users: few(
    fc.oneof(
      { weight: 5, arbitrary: fc.constant(RESTRICTED) },
      { weight: 4, arbitrary: fc.constantFrom(...Object.keys(rulebook.roles)) },
      { weight: 1, arbitrary: fc.constant("no_such_role") },
    ),
    5,
    1,
  ),
  groups: few(few(index, 3), 2),
  folders: few(
    fc.record({
      in: index,
      name: fc.constantFrom(...FOLDER_NAMES),
      listed: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    }),
    8,
  ),
  files: few(fc.record({ in: index, name: fc.constantFrom(...FILE_NAMES), published: maybe(fc.boolean()) }), 4),
  owners: few(fc.record({ of: index, user: index }), 2),
  collections: few(fc.record({ items: few(index, 3), owner: maybe(index) }), 2),
  shares: few(fc.record({ on: index, with: index, level, until: maybe(fc.constantFrom(...ENDS), 6) }), 8),
  keys: few(fc.constantFrom("standard", "none", "read", "write"), 3),
  comments: few(fc.record({ on: index, author: index }), 2),
  complete: maybe(fc.constant(true), 8),
  links: few(
    fc.record({
      on: index,
      startsAt: maybe(fc.constant(ENDS[0]), 3),
      endsAt: maybe(fc.constant(ENDS[1]), 3),
      hasPassword: maybe(fc.boolean()),
      exposeUnpublished: maybe(fc.boolean()),
    }),
    2,
  ),
});

const pick = (items, at) => (items.length ? items[at % items.length] : undefined);
const present = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
const notIn = (seen, key) => !seen.has(key) && Boolean(seen.add(key));

/** Folder paths under folders drawn before them, at most six deep; each path once. */
function assetsOf({ folders, files }) {
  const paths = ["/"];
  const seen = new Set();
  const assets = [];
  for (const folder of folders) {
    const above = pick(paths, folder.in);
    const path = above === "/" ? `/${folder.name}` : `${above}/${folder.name}`;
    if (path.split("/").length > 7 || !notIn(seen, path)) continue;
    paths.push(path);
    if (folder.listed) assets.push({ id: `f${assets.length}`, kind: "folder", path });
  }
  for (const file of files) {
    const above = pick(paths, file.in);
    const path = above === "/" ? `/${file.name}` : `${above}/${file.name}`;
    if (notIn(seen, path))
      assets.push(present({ id: `a${assets.length}`, kind: "file", path, published: file.published }));
  }
  return assets;
}

/** @returns {object} a lockstep-account/1 */
function accountOf(spec) {
  const users = ["account_administrator", ...spec.users].map((role, at) => {
    const id = at === 0 ? "ada" : `u${at}`;
    return { id, name: id.toUpperCase(), email: `${id}@acme.test`, role };
  });
  // only restricted users are in groups.
  const restricted = users.filter((user) => user.role === RESTRICTED).map((user) => user.id);
  const groups = spec.groups.map((members, at) => ({
    id: `g${at}`,
    name: `Group ${at}`,
    members: [...new Set(members.map((it) => pick(restricted, it)))].filter((it) => it !== undefined),
  }));
  const assets = assetsOf(spec);
  for (const { of, user } of spec.owners) {
    const asset = pick(assets, of);
    if (asset) asset.owner = pick(users, user).id;
  }
  const collections = spec.collections.map((it, at) =>
    present({
      id: `c${at}`,
      name: `coll_${at}`,
      owner: it.owner === undefined ? undefined : pick(users, it.owner).id,
      items: [...new Set(it.items.map((item) => pick(assets, item)?.id))].filter((id) => id !== undefined),
    }),
  );
  const shareable = [...assets, ...collections];
  const holders = [...users.map(({ id }) => ({ user: id })), ...groups.map(({ id }) => ({ group: id }))];
  const seen = new Set();
  const shares = spec.shares.flatMap((it) => {
    const on = pick(shareable, it.on)?.id;
    const holder = pick(holders, it.with);
    return on !== undefined && notIn(seen, `${on} ${JSON.stringify(holder)}`)
      ? [present({ on, with: holder, level: it.level, until: it.until })]
      : [];
  });
  const listed = assets.filter((asset) => asset.kind === "file");
  return {
    format: "lockstep-account/1",
    id: `acct${spec.salt}`,
    plan: spec.plan,
    ...(spec.complete ? { complete: true } : {}),
    ...(spec.features.length ? { features: Object.fromEntries(spec.features) } : {}),
    // Counts are not this oracle's matter: they are out of the way.
    limits: {
      users: 1000,
      groups: 1000,
      linksPerResource: 1000,
      links: 1000,
      apiKeys: 1000,
      collectionsPerAsset: 1000,
    },
    users,
    groups,
    assets,
    collections,
    shares,
    links: shareable.length
      ? spec.links.map((link, at) => present({ ...link, id: `l${at}`, on: pick(shareable, link.on).id }))
      : [],
    apiKeys: spec.keys.map((media, at) =>
      media === "standard" ? { id: `k${at}`, kind: "standard" } : { id: `k${at}`, kind: "restricted", media },
    ),
    comments: listed.length
      ? spec.comments.map((it, at) => ({ id: `m${at}`, on: pick(listed, it.on).id, author: pick(users, it.author).id }))
      : [],
  };
}

export const accounts = drawn.map(accountOf);
