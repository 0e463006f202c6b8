// A handle of a resource has the answers of the resource itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { loadAccess } from "lockstep";
import { openAccount } from "lockstep/server";

const policy = {
  format: "lockstep-policy/2",
  id: "articles",
  version: "1.0.0",
  kinds: {
    shelf: { in: ["/"], relations: { keeper: "write" } },
    article: {
      in: ["/", "shelf"],
      relations: { author: "write" },
      attributes: {
        published: "bool",
        pages: "int",
        status: ["draft", "ready"],
        tags: "strings",
        due: "time",
        note: "string",
      },
    },
    box: { collects: ["article"], gives: "read" },
  },
  levels: ["read", "write"],
  users: { attributes: { team: "string" } },
  conditions: {
    visible: { if: "resource.published || principal.id in resource.author" },
    short: { if: "resource.pages < 10" },
    late: { if: "now > resource.due" },
    ready: { if: "resource.status == 'ready'" },
    tagged: { if: "principal.team in resource.tags" },
  },
  actions: {
    "article.read": { on: "article", level: "read", when: ["visible"] },
    "article.print": { on: "article", level: "read", when: ["short"] },
    "article.chase": { on: "article", level: "read", when: ["late"] },
    "article.release": { on: "article", level: "write", when: ["ready"], unless: ["tagged"] },
    "article.extend": { on: "article", level: "write", does: "set:pages" },
    "box.open": { on: "box", level: "read" },
    "shelf.open": { on: "shelf", level: "write" },
    "account.open": { on: "account" },
  },
  roles: { reader: { level: "read", allow: ["*"] } },
};

const account = await openAccount(
  {
    format: "lockstep-account/2",
    id: "news",
    users: [{ id: "rita", name: "Rita", email: "rita@news.test", role: "reader", attributes: { team: "Straße" } }],
    resources: [
      { id: "s1", kind: "shelf", path: "/s1", relations: { keeper: ["rita"] } },
      { id: "a1", kind: "article", path: "/s1/a1", attributes: { published: true, pages: 3 } },
    ],
  },
  { policy },
);
const snapshot = account.snapshot({ user: "rita" });
const access = await loadAccess(snapshot, { policy });

function assertAlike(resource) {
  const handle = access.resource(resource);
  for (const action of Object.keys(policy.actions)) {
    const { allowed, show } = access.decide({ action, resource });
    const asked = [access.can(action, handle), access.show(action, handle), access.select([action], [handle])];
    const denied = allowed ? [] : [handle];
    assert.deepEqual(asked, [allowed, show, { [action]: { allowed: Number(allowed), denied } }], action);
  }
}

const strings = fc.constantFrom(
  "rita",
  "max",
  "Straße",
  "日本",
  "ready",
  "draft",
  "",
  "\u0000",
  "\ud800",
  "2020-01-01",
);
const values = fc.oneof(
  fc.boolean(),
  fc.integer(),
  fc.constantFrom(0.5, -0, 2 ** 60, NaN, null, undefined, {}, new Date(0), new Date(NaN), "2100-01-01T00:00:00Z"),
  strings,
  fc.array(strings, { maxLength: 3 }),
  fc.constantFrom([1], [["rita"]]),
);
const names = ["published", "pages", "status", "tags", "due", "note", "unknown", "author"];
const attributes = fc.dictionary(fc.constantFrom(...names), values, { maxKeys: 6 });
const relations = fc.dictionary(
  fc.constantFrom("author", "keeper", "unknown"),
  fc.oneof(strings, fc.array(strings, { maxLength: 3 }), fc.constantFrom(null, undefined, 1, {})),
);
const odd = fc.constantFrom(null, undefined, 1, "x", [], ["a"], {});
const named = fc.constantFrom("article", "shelf", "box", "collection", "user", "path", "kind", "nothing");
const resources = fc
  .record(
    {
      name: named,
      id: fc.oneof({ weight: 5, arbitrary: fc.constantFrom("a1", "s1", "new", "/s1/a1") }, strings, odd),
      in: fc.oneof({ weight: 3, arbitrary: fc.constantFrom("/", "/s1", "s1", "/none") }, strings, odd),
      attributes: fc.oneof({ weight: 5, arbitrary: attributes }, odd),
      relations: fc.oneof({ weight: 5, arbitrary: relations }, odd),
      second: named,
    },
    { requiredKeys: ["name", "id"] },
  )
  .map(({ name, id, second, ...rest }) => ({
    [name]: id,
    ...(second === undefined ? {} : { [second]: "a1" }),
    ...rest,
  }));

test("a handle has the answers of its resource, whatever the page says of it", () => {
  fc.assert(fc.property(resources, assertAlike), { numRuns: 2_000, seed: 7 });
});

test("a resource of more values than cross at once has its answers too", () => {
  const many = Array.from({ length: 1_000 }, (_, n) => `tag ${n}`);
  assertAlike({ article: "new", attributes: { tags: many, status: "ready" }, relations: { author: "rita" } });
  assertAlike({
    article: "new",
    attributes: { tags: [...many, "Straße"], status: "ready" },
    relations: { author: many },
  });
});

test("what is no resource is denied, and is no question about the account", () => {
  assert.equal(access.can("account.open"), true);
  for (const nothing of [undefined, null, 1, true, Symbol("x"), () => 1]) {
    const handle = access.resource(nothing);
    assert.equal(access.can("account.open", handle), false);
    assert.equal(access.decide({ action: "account.open", resource: handle }).allowed, false);
  }
});

test("later changes of the page's object do not change its handle", () => {
  const article = { article: "new", attributes: { published: false, tags: ["x"] }, relations: { author: ["rita"] } };
  const handle = access.resource(article);
  article.relations.author.pop();
  article.attributes.tags.push("Straße");
  article.attributes.published = true;
  article.article = "other";
  assert.equal(access.can("article.read", handle), true);
  assert.deepEqual(JSON.parse(JSON.stringify(handle)), {
    article: "new",
    attributes: { published: false, tags: ["x"] },
    relations: { author: ["rita"] },
  });
});

test("a handle that one access object has made is right with every other one", async () => {
  const others = await openAccount({ format: "lockstep-account/2", id: "empty", users: [] }, { policy });
  const stranger = await loadAccess(others.snapshot({ user: "nobody" }), { policy });
  const handle = access.resource({ article: "new", attributes: { published: true } });
  for (const allowed of [true, true]) {
    assert.equal(access.can("article.read", handle), allowed);
    assert.equal(stranger.can("article.read", handle), false);
  }
  stranger.dispose();
  others.dispose();
});

test("a handle follows the updates of the account", async () => {
  const changing = await openAccount(account.toJSON(), { policy });
  const held = changing.snapshot({ user: "rita" });
  const page = await loadAccess(held, { policy });
  const handle = page.resource({ article: "a1" });
  assert.equal(page.can("article.print", handle), true);
  const system = { system: true };
  const { decision } = changing.apply({
    principal: system,
    action: "article.extend",
    resource: { article: "a1" },
    context: { value: 300 },
  });
  assert.equal(decision.allowed, true, decision.message);
  page.update(changing.deltaSince(held));
  assert.equal(page.can("article.print", handle), false);
  page.dispose();
  assert.equal(page.can("article.read", handle), false);
  changing.dispose();
});
