// Accounts and questions for the property tests: small, so that things meet, and mostly legal.

import fc from "fast-check";
import { actions, roles } from "lockstep";

export const at = "2026-01-15T12:00:00Z";

const userIds = ["ada", "rita", "sam", "tom", "vic"];
const groupIds = ["g1", "g2"];
const folderPaths = ["/a", "/a/b", "/a/b/c", "/d"];
const filePaths = ["/a/x.png", "/a/b/y.png", "/d/z.png"];
const listed = [...folderPaths, ...filePaths];
const assetIds = listed.map((_, i) => `a${i}`);
const collectionIds = ["c1", "c2"];

export const everyPath = ["/", ...listed, "/a/b/c/deep/er.png", "/e", "/a/../d", "/x".repeat(51)];
export const paths = fc.oneof(
  fc.constantFrom(...everyPath),
  fc.string({ unit: "grapheme", maxLength: 8 }).map((name) => `/a/${name}`),
  fc.string({ maxLength: 6 }),
);

const level = fc.constantFrom("view", "contribute", "manage");
const role = fc.constantFrom(
  ...Object.keys(roles),
  "media_library_restricted_access",
  "media_library_restricted_access",
  "media_library_restricted_access",
);
const subject = fc.oneof(
  fc.constantFrom(...userIds).map((user) => ({ user })),
  fc.constantFrom(...groupIds).map((group) => ({ group })),
);
const time = fc.constantFrom("2026-01-01T00:00:00Z", at, "2026-01-15T12:00:01Z", "2027-01-01T00:00:00Z");
const maybe = (arbitrary, freq = 2) => fc.option(arbitrary, { nil: undefined, freq });
const item = fc.constantFrom(...assetIds, ...collectionIds);
const someOf = (list) => fc.subarray(list);

/** Without the fields that are absent, which JSON would drop and deepEqual would not. */
const written = (value) => JSON.parse(JSON.stringify(value));

export const account = fc
  .record({
    plan: fc.constantFrom("free", "paid", "enterprise", "enterprise", "enterprise", "enterprise"),
    features: fc.dictionary(fc.constantFrom("draft_assets", "sharing", "public_links"), fc.boolean(), { maxKeys: 1 }),
    limits: maybe(
      fc.record({ users: fc.nat(8), links: fc.nat(4), linksPerResource: fc.nat(3), collectionsPerAsset: fc.nat(3) }),
    ),
    roles: fc.array(role, { minLength: 5, maxLength: 5 }),
    members: fc.array(someOf(userIds), { minLength: 2, maxLength: 2 }),
    owners: fc.array(maybe(fc.constantFrom(...userIds)), { minLength: listed.length, maxLength: listed.length }),
    published: fc.array(fc.boolean(), { minLength: listed.length, maxLength: listed.length }),
    collections: fc.array(fc.record({ owner: maybe(fc.constantFrom(...userIds)), items: someOf(assetIds) }), {
      minLength: 2,
      maxLength: 2,
    }),
    shares: fc.uniqueArray(fc.record({ on: item, with: subject, level, until: maybe(time, 3) }), {
      maxLength: 10,
      selector: ({ on, with: who }) => `${on} ${JSON.stringify(who)}`,
    }),
    links: fc.array(
      fc.record({
        on: item,
        startsAt: maybe(time),
        endsAt: maybe(time),
        hasPassword: fc.boolean(),
        exposeUnpublished: fc.boolean(),
      }),
      { maxLength: 4 },
    ),
    keys: fc.array(
      fc.oneof(
        fc.constant({ kind: "standard" }),
        fc.record({
          kind: fc.constant("restricted"),
          media: fc.constantFrom("none", "read", "write"),
          endsAt: maybe(time),
        }),
      ),
      { maxLength: 3 },
    ),
    comments: fc.array(fc.record({ on: fc.constantFrom(...assetIds), author: fc.constantFrom(...userIds) }), {
      maxLength: 3,
    }),
  })
  .map((made) =>
    written({
      format: "lockstep-account/1",
      id: "acme",
      revision: 1,
      plan: made.plan,
      features: made.features,
      limits: made.limits,
      users: userIds.map((id, i) => ({
        id,
        name: id,
        email: `${id}@acme.test`,
        role: i === 0 ? "account_administrator" : made.roles[i],
      })),
      groups: groupIds.map((id, i) => ({ id, name: `Group ${i}`, members: made.members[i] })),
      assets: listed.map((path, i) => ({
        id: assetIds[i],
        kind: folderPaths.includes(path) ? "folder" : "file",
        path,
        owner: made.owners[i],
        published: made.published[i],
      })),
      collections: collectionIds.map((id, i) => ({ id, name: `Collection ${i}`, ...made.collections[i] })),
      shares: made.shares,
      links: made.links
        .map((link, i) => ({ id: `l${i}`, ...link }))
        .filter(({ startsAt, endsAt }) => !startsAt || !endsAt || startsAt <= endsAt),
      apiKeys: made.keys.map((key, i) => ({ id: `k${i}`, ...key })),
      comments: made.comments.map((comment, i) => ({ id: `m${i}`, ...comment })),
    }),
  );

export const principal = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...userIds, "rita", "sam", "nobody").map((user) => ({ user })) },
  { weight: 1, arbitrary: fc.constantFrom("k0", "k1").map((apiKey) => ({ apiKey })) },
  { weight: 1, arbitrary: fc.constant({ system: true }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom({ visitor: true }, { visitor: true, link: "l0" }, { visitor: true, link: "l9" }),
  },
);

const collection = fc.constantFrom(...collectionIds, "c9");
const resource = fc.oneof(
  { weight: 6, arbitrary: paths },
  { weight: 2, arbitrary: collection.map((id) => ({ collection: id })) },
  { weight: 1, arbitrary: fc.constantFrom(...userIds, "u9").map((user) => ({ user })) },
  { weight: 1, arbitrary: fc.constantFrom(...groupIds, "g9").map((group) => ({ group })) },
  {
    weight: 1,
    arbitrary: fc.record(
      { link: fc.constantFrom("l0", "l1", "l9"), path: fc.option(paths, { nil: undefined }) },
      { requiredKeys: ["link"] },
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom("k0", "k9").map((apiKey) => ({ apiKey })) },
);
const name = fc.constantFrom("x.png", "b", "new", "Group 0", "Collection 1", "bad/name", "");
const context = fc.record(
  {
    to: paths,
    asset: paths,
    collection,
    with: subject,
    level,
    name,
    email: fc.constantFrom("ada@acme.test", "new@acme.test", "none"),
    role,
    member: fc.constantFrom(...userIds),
    comment: fc.constantFrom("m0", "m1", "m9"),
    owner: fc.constantFrom(...userIds),
    count: fc.nat(400),
    version: fc.constantFrom("current", "noncurrent"),
    value: fc.boolean(),
    area: fc.constantFrom("billing", "settings", "none"),
    now: time,
  },
  { requiredKeys: [] },
);
/** Most questions have one or two fields: with all of them, some field is always wrong. */
const fewFields = fc
  .tuple(
    context,
    fc.subarray(
      [
        "to",
        "asset",
        "collection",
        "with",
        "level",
        "name",
        "email",
        "role",
        "member",
        "comment",
        "owner",
        "version",
        "value",
        "area",
        "now",
      ],
      { maxLength: 4 },
    ),
  )
  .map(([given, keys]) =>
    Object.fromEntries(keys.filter((key) => given[key] !== undefined).map((key) => [key, given[key]])),
  );

const onAccount = Object.keys(actions).filter(
  (action) => !actions[action].on.some((on) => ["asset", "collection", "link", "group", "apiKey"].includes(on)),
);
const onPath = Object.keys(actions).filter((action) => actions[action].on.includes("asset"));
const onCollection = Object.keys(actions).filter((action) => actions[action].on.includes("collection"));

export const question = fc.oneof(
  { weight: 5, arbitrary: fc.record({ action: fc.constantFrom(...onPath), resource: paths, context: fewFields }) },
  {
    weight: 2,
    arbitrary: fc.record({
      action: fc.constantFrom(...onCollection),
      resource: collection.map((id) => ({ collection: id })),
      context: fewFields,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      action: fc.constantFrom(...onAccount),
      resource: fc.constant(undefined),
      context: fewFields,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      action: fc.constantFrom(...Object.keys(actions)),
      resource: maybe(resource, 5),
      context: fewFields,
    }),
  },
);

const host = { system: true };
const by = fc.constantFrom({ user: "ada" }, { user: "ada" }, { user: "rita" });
const timed = { now: at };

/** Requests that change something, if they are allowed. */
export const change = fc.oneof(
  fc.record({
    principal: by,
    action: fc.constant("asset.share"),
    resource: fc.constantFrom(...listed),
    context: fc.record({ with: subject, level, now: fc.constant(at) }),
  }),
  fc.record({
    principal: by,
    action: fc.constant("asset.unshare"),
    resource: fc.constantFrom(...listed),
    context: fc.record({ with: subject, now: fc.constant(at) }),
  }),
  fc.record({
    principal: by,
    action: fc.constantFrom("asset.move", "asset.copy"),
    resource: fc.constantFrom(...listed),
    context: fc.record({ to: fc.constantFrom("/a", "/d", "/a/b/c"), now: fc.constant(at) }),
  }),
  fc.record({
    principal: by,
    action: fc.constant("asset.delete"),
    resource: fc.constantFrom(...listed),
    context: fc.constant(timed),
  }),
  fc.record({
    principal: by,
    action: fc.constant("folder.create"),
    resource: fc.constantFrom(...folderPaths),
    context: fc.record({ name, now: fc.constant(at) }),
  }),
  fc.record({
    principal: by,
    action: fc.constant("user.set_role"),
    resource: fc.constantFrom(...userIds).map((user) => ({ user })),
    context: fc.record({ role, now: fc.constant(at) }),
  }),
  fc.record({
    principal: by,
    action: fc.constant("user.remove"),
    resource: fc.constantFrom(...userIds).map((user) => ({ user })),
    context: fc.constant(timed),
  }),
  fc.record({
    principal: by,
    action: fc.constantFrom("group.add_member", "group.remove_member"),
    resource: fc.constantFrom(...groupIds).map((group) => ({ group })),
    context: fc.record({ member: fc.constantFrom(...userIds), now: fc.constant(at) }),
  }),
  fc.record({
    principal: by,
    action: fc.constant("group.delete"),
    resource: fc.constantFrom(...groupIds).map((group) => ({ group })),
    context: fc.constant(timed),
  }),
  fc.record({
    principal: by,
    action: fc.constantFrom("collection.add_asset", "collection.remove_asset"),
    resource: fc.constantFrom(...collectionIds).map((id) => ({ collection: id })),
    context: fc.record({ asset: fc.constantFrom(...listed), now: fc.constant(at) }),
  }),
  fc.record({
    principal: by,
    action: fc.constant("collection.delete"),
    resource: fc.constantFrom(...collectionIds).map((id) => ({ collection: id })),
    context: fc.constant(timed),
  }),
  fc.record({
    principal: by,
    action: fc.constant("link.create"),
    resource: fc.constantFrom(...listed),
    context: fc.constant(timed),
  }),
  fc.record({
    principal: fc.constant(host),
    action: fc.constant("account.set_plan"),
    context: fc.record({ plan: fc.constantFrom("free", "paid", "enterprise") }),
  }),
);
