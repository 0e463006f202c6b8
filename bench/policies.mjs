// npm run bench:policies: times policies of format 2. Conditions beside none; CASL and Cedar beside Lockstep with the
// same conditions; nested groups, several roles and a large account beside the plain case.
//
// `-- --write` writes the figures into docs/performance.md. Times are medians of samples that alternate between the two
// sides. Nothing here decides whether a test passes.

import { createRequire } from "node:module";
import { cpus } from "node:os";
import { createMongoAbility, subject } from "@casl/ability";
import { loadAccess } from "lockstep";
import { openAccount } from "lockstep/server";
import { median, milliseconds, nanoseconds } from "./measure.mjs";
import { writePolicies } from "./report.mjs";

const { isAuthorized } = createRequire(import.meta.url)("@cedar-policy/cedar-wasm/nodejs");

const found = [];
function note(what, value, unit, goal) {
  found.push({ what, value, unit, goal });
  console.log(`${what}: ${value.toPrecision(3)} ${unit}${goal === undefined ? "" : ` (goal ${goal})`}`);
}

/** Another engine, which is to take at least `goal` times as long. */
function noteSlower(what, value, goal) {
  note(`${what} (goal: at least ${goal.toLocaleString("en")})`, value, "×");
}

/** The ratio of two kinds of work, from samples that alternate: a machine that slows down slows both. */
function sideBySide(one, other, count, samples = 9) {
  const times = { one: [], other: [] };
  for (let sample = 0; sample < samples; sample++) {
    times.one.push(nanoseconds(one, count, 1));
    times.other.push(nanoseconds(other, count, 1));
  }
  return { one: median(times.one), other: median(times.other) };
}

// ---- Conditions ----

const facts = { a: "int", b: "int", c: "string", d: "string", e: "bool", f: "bool", g: "time" };
const attributes = { published: "bool", department: "string", locked: "bool", ...facts };

/** Twenty conditions over ten attributes; each is asked of every article. */
function conditions() {
  const list = {
    open: { if: "!resource.locked" },
    readable: {
      if: "resource.published || principal.id in resource.author || resource.department == principal.department",
    },
  };
  for (let n = 0; n < 6; n++) {
    list[`number${n}`] = { if: `resource.a > ${n - 10} && resource.b < ${n + 100}` };
    list[`word${n}`] = { if: `resource.c != 'none${n}' && resource.d in ['x', 'y', 'z${n}']` };
    list[`flag${n}`] = { if: `resource.e || resource.f || resource.a == ${n}` };
  }
  return list;
}

const policyOf = (list) => ({
  format: "lockstep-policy/2",
  id: "articles",
  version: "1.0.0",
  title: "Articles",
  kinds: { article: { in: ["/"], relations: { author: "write" }, attributes } },
  levels: ["read", "write"],
  users: { attributes: { department: "string" } },
  ...(list === undefined ? {} : { conditions: list }),
  actions: {
    "article.read": { on: "article", level: "read", ...(list === undefined ? {} : { when: Object.keys(list) }) },
    "article.update": { on: "article", level: "write", ...(list?.open === undefined ? {} : { when: ["open"] }) },
  },
  roles: { reader: { level: "read", allow: ["*"] } },
});

const articles = Array.from({ length: 1_000 }, (_, n) => ({
  article: `article-${n}`,
  relations: { author: [n % 7 === 0 ? "rita" : "max"] },
  attributes: {
    published: n % 3 === 0,
    department: n % 5 === 0 ? "news" : "sports",
    locked: n % 11 === 0,
    a: n,
    b: n % 50,
    c: "some",
    d: n % 2 === 0 ? "x" : "y",
    e: true,
    f: false,
    g: "2030-01-01T00:00:00Z",
  },
}));

async function accessOf(policy) {
  const account = await openAccount(
    {
      format: "lockstep-account/2",
      id: "news",
      users: [
        { id: "rita", name: "Rita", email: "rita@news.test", role: "reader", attributes: { department: "news" } },
        { id: "max", name: "Max", email: "max@news.test", role: "reader", attributes: { department: "sports" } },
      ],
    },
    { policy },
  );
  const snapshot = account.snapshot({ user: "rita" });
  return { open: () => loadAccess(snapshot, { policy }), end: () => account.dispose() };
}

const own = "principal.id in resource.author";
const shared = {
  readable: { if: `resource.published || ${own} || resource.department == principal.department` },
};

async function conditionCosts() {
  const many = await accessOf(policyOf(conditions()));
  const none = await accessOf(policyOf(undefined));
  const [access, plain] = [await many.open(), await none.open()];
  const [seen, seenPlain] = [access, plain].map((each) => articles.map((article) => each.resource(article)));
  const ask = (each, handles) => () => {
    let allowed = 0;
    // Not by a branch: the processor would guess it where all answers are alike.
    for (const handle of handles) allowed += Number(each.can("article.read", handle));
    return allowed;
  };
  const cost = sideBySide(ask(access, seen), ask(plain, seenPlain), seen.length);
  note("`can` on a seen resource under 20 conditions", cost.one, "ns");
  note("the same without conditions", cost.other, "ns");
  note("20 conditions beside none", cost.one / cost.other, "×", 1.1);

  const first = await milliseconds(
    () => many.open(),
    (unseen) => {
      for (const article of articles) unseen.can("article.read", unseen.resource(article));
      return unseen;
    },
  );
  note("first sight of a resource with 10 attributes and 20 conditions", (first * 1e3) / articles.length, "µs", 3);
  access.dispose();
  plain.dispose();
}

// ---- The same conditions by others ----

async function besideOthers() {
  const given = await accessOf(policyOf(shared));
  const access = await given.open();
  const handles = articles.map((article) => access.resource(article));

  const ability = createMongoAbility([
    { action: "read", subject: "Article", conditions: { published: true } },
    { action: "read", subject: "Article", conditions: { author: { $in: ["rita"] } } },
    { action: "read", subject: "Article", conditions: { department: "news" } },
  ]);
  const subjects = articles.map((article) =>
    subject("Article", { ...article.attributes, author: article.relations.author }),
  );
  const cedar = cedarAsking();

  const answers = handles.map((handle) => access.can("article.read", handle));
  for (const [n, expected] of answers.entries()) {
    if (ability.can("read", subjects[n]) !== expected) throw new Error(`CASL differs on article ${n}`);
    if (n % 50 === 0 && cedar(articles[n]) !== expected) throw new Error(`Cedar differs on article ${n}`);
  }
  const count = (list, isAllowed) => () => {
    let allowed = 0;
    for (const each of list) if (isAllowed(each)) allowed++;
    return allowed;
  };
  const lockstep = count(handles, (handle) => access.can("article.read", handle));
  const casl = count(subjects, (each) => ability.can("read", each));
  const beside = sideBySide(lockstep, casl, articles.length);
  const few = articles.slice(0, 50);
  const slow = nanoseconds(() => few.filter(cedar).length, few.length, 5);
  note("own, published or same department, one of 1,000 articles", beside.one, "ns");
  noteSlower("the same by CASL, beside it", beside.other / beside.one, 10);
  noteSlower("the same by Cedar as WebAssembly, beside it", slow / beside.one, 1_000);
  access.dispose();
  given.end();
}

function cedarAsking() {
  const staticPolicies = `permit(principal, action == Action::"read", resource) when {
    resource.published || resource.author.contains(principal) || resource.department == principal.department
  };`;
  const rita = { type: "User", id: "rita" };
  return ({ article, attributes: given, relations }) => {
    const it = { type: "Article", id: article };
    const author = relations.author.map((id) => ({ __entity: { type: "User", id } }));
    const answer = isAuthorized({
      principal: rita,
      action: { type: "Action", id: "read" },
      resource: it,
      context: {},
      policies: { staticPolicies },
      entities: [
        { uid: rita, attrs: { department: "news" }, parents: [] },
        { uid: it, attrs: { published: given.published, department: given.department, author }, parents: [] },
      ],
    });
    return answer.response.decision === "allow";
  };
}

// ---- Who holds what ----

const shares = {
  format: "lockstep-policy/2",
  id: "folders",
  version: "1.0.0",
  title: "Folders",
  kinds: { folder: { in: ["/", "folder"] } },
  levels: { read: [], comment: ["read"], triage: ["read"], write: ["comment", "triage"] },
  actions: {
    "folder.read": { on: "folder", level: "read" },
    "folder.write": { on: "folder", level: "write" },
    "group.add": { on: "group", does: "group.add_member" },
  },
  roles: { owner: { level: "write", allow: ["*"] }, a: { allow: ["folder.*"] }, b: { allow: [] }, c: { allow: [] } },
};

/** Rita is in the last of `groups` groups; each contains the next. */
function nested(groups, roles) {
  const list = Array.from({ length: groups }, (_, n) => ({
    id: `g${n}`,
    name: `Group ${n}`,
    members: n === groups - 1 ? ["rita"] : [{ group: `g${n + 1}` }],
  }));
  const resources = Array.from({ length: 200 }, (_, n) => ({ id: `f${n}`, kind: "folder", path: `/f${n}` }));
  return {
    format: "lockstep-account/2",
    id: "nested",
    users: [{ id: "rita", name: "Rita", email: "rita@acme.test", roles }],
    groups: list,
    resources,
    shares: resources.map(({ id }, n) => ({
      on: id,
      with: { group: `g${n % groups}` },
      level: ["read", "comment", "triage", "write"][n % 4],
    })),
  };
}

const deep = Array.from({ length: 20_000 }, (_, n) => `/f${n % 200}/b${n % 97}/c/d/e/new-${n}`);

async function firstSight() {
  const sides = [];
  for (const [groups, roles] of [
    [20, ["a", "b", "c"]],
    [1, ["a"]],
  ]) {
    const account = await openAccount(nested(groups, roles), { policy: shares });
    sides.push({ snapshot: account.snapshot({ user: "rita" }), took: [] });
    account.dispose();
  }
  const sample = ({ snapshot }) =>
    milliseconds(
      () => loadAccess(snapshot, { policy: shares }),
      (unseen) => {
        for (const path of deep) unseen.can("folder.read", path);
        return unseen;
      },
      1,
    );
  for (let n = 0; n < 9; n++) for (const side of sides) side.took.push(((await sample(side)) * 1e6) / deep.length);
  const times = sides.map(({ took }) => median(took));
  note("first sight of a path six deep, 20 nested groups and 3 roles", times[0], "ns");
  note("beside one group and one role", times[0] / times[1], "×", 1.3);
}

/** 10,000 users, 1,000 groups nested six deep (or flat), 100,000 shares. */
function large(depth) {
  const users = Array.from({ length: 10_000 }, (_, n) => ({
    id: `u${n}`,
    name: `User ${n}`,
    email: `u${n}@acme.test`,
    roles: [n === 0 ? "owner" : "a"],
  }));
  const groups = Array.from({ length: 1_000 }, (_, n) => ({
    id: `g${n}`,
    name: `Group ${n}`,
    members: [
      ...Array.from({ length: 10 }, (_, m) => `u${n * 10 + m}`),
      ...(depth > 1 && n % depth !== depth - 1 && n + 1 < 1_000 ? [{ group: `g${n + 1}` }] : []),
    ],
  }));
  const resources = Array.from({ length: 100_000 }, (_, n) => ({
    id: `f${n}`,
    kind: "folder",
    path: n < 100 ? `/f${n}` : `/f${n % 100}/f${n}`,
  }));
  const levels = ["read", "comment", "triage", "write"];
  return {
    format: "lockstep-account/2",
    id: "large",
    users,
    groups,
    resources,
    shares: resources.map(({ id }, n) => ({ on: id, with: { group: `g${n % 1_000}` }, level: levels[n % 4] })),
  };
}

async function largeAccount() {
  const [six, flat] = [large(6), large(1)].map((each) => JSON.stringify(each));
  const load = (text) =>
    milliseconds(
      () => text,
      (given) => openAccount(given, { policy: shares }),
      5,
    );
  const times = [await load(six), await load(flat)];
  note("load of 10,000 users, 1,000 groups nested six deep, 100,000 shares", times[0], "ms");
  note("beside the same with groups that are not nested", times[0] / times[1], "×", 1.3);

  const account = await openAccount(six, { policy: shares });
  let held = account.snapshot({ user: "u5001" });
  let next = 0;
  const took = [];
  while (took.length < 15) {
    const { decision } = account.apply({
      principal: { user: "u0" },
      action: "group.add",
      resource: { group: `g${600 + next}` },
      context: { member: "u5001" },
    });
    next++;
    if (!decision.allowed) throw new Error(decision.message);
    const started = performance.now();
    account.deltaSince(held);
    took.push(performance.now() - started);
    held = account.snapshot({ user: "u5001" });
  }
  note("`deltaSince` after one membership change, which reads the old snapshot", median(took), "ms");
  account.dispose();
}

await conditionCosts();
await besideOthers();
await firstSight();
await largeAccount();
if (process.argv.includes("--write")) {
  const machine = `${cpus().length} cores of ${cpus()[0].model}, Node ${process.versions.node}`;
  writePolicies(machine, found);
}
