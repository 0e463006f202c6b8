// The certification scenario of the AuthZEN Authorization API 1.0, by the numbers of its sections.

const alice = { type: "user", id: "alice" };
const bob = { type: "user", id: "bob" };
const boss = { ...bob, properties: { role: "admin" } };
const [read, write] = [{ name: "read" }, { name: "write" }];
const remove = (soft) => ({ name: "delete", properties: { soft } });
const record = { type: "record", id: "record-1" };
const second = { type: "record", id: "record-2" };
const active = { ...record, properties: { status: "active" } };
const archived = { ...second, properties: { status: "archived" } };
const context = { time: "2025-06-27T18:03-07:00", ip: "192.168.1.1" };
const asked = { subject: alice, action: read, resource: record };
const users = { subject: { type: "user" }, action: read, resource: record };
const records = { subject: alice, action: read, resource: { type: "record" } };
const actions = { subject: alice, resource: record };

const one = (id, level, body, decision) => ({
  id,
  level,
  endpoint: "access_evaluation_endpoint",
  body,
  status: 200,
  decision,
});
const batch = (id, level, body, decisions) => ({
  id,
  level,
  endpoint: "access_evaluations_endpoint",
  body,
  status: 200,
  decisions,
});
const search = (kind, id, level, body, results) => ({
  id,
  level,
  endpoint: `search_${kind}_endpoint`,
  body,
  status: 200,
  results,
});
const nothing = (kind, id, body) => ({ ...search(kind, id, "Search Core", body, []), isEmpty: true });
const bad = (id, body, more = {}) => ({
  id,
  level: "Basic Core",
  endpoint: "access_evaluation_endpoint",
  body,
  status: 400,
  ...more,
});
const badSearch = (kind, id, body) => ({
  id,
  level: "Search Core",
  endpoint: `search_${kind}_endpoint`,
  body,
  status: 400,
});

const basic = [
  one("c-2-2-1", "Basic Core", asked, true),
  one("c-2-2-2", "Basic Core", { ...asked, subject: bob, action: write }, false),
  one("c-2-2-3", "Basic Core", { ...asked, context }, true),
  one("c-2-2-4", "Basic Properties", { subject: alice, action: write, resource: archived }, false),
  one("c-2-2-5", "Basic Properties", { subject: boss, action: write, resource: archived }, true),
  one("c-2-2-6", "Basic Properties", { ...asked, action: remove(true) }, true),
  one("c-2-2-7", "Basic Properties", { ...asked, action: remove(false) }, false),
  one(
    "c-2-2-8",
    "Basic Core",
    {
      subject: { ...alice, properties: { department: "Sales", role: "manager" } },
      action: { ...read, properties: { method: "GET" } },
      resource: { ...record, properties: { status: "active", owner: "bob" } },
    },
    true,
  ),
  one("c-2-2-9", "Basic Core", { ...asked, foo: "bar", futureField: { nested: true } }, true),
  one("c-1-4 rule 2", "Basic Core", { ...asked, action: write }, true),
  one("c-1-4 rule 3", "Basic Core", { ...asked, subject: bob }, true),
  ...["subject", "action", "resource"].map((key) => bad(`c-2-4-1 ${key}`, { ...asked, [key]: undefined })),
  bad("c-2-4-2 subject.type", { ...asked, subject: { id: "alice" } }),
  bad("c-2-4-2 subject.id", { ...asked, subject: { type: "user" } }),
  bad("c-2-4-2 action.name", { ...asked, action: {} }),
  bad("c-2-4-2 resource.type", { ...asked, resource: { id: "record-1" } }),
  bad("c-2-4-2 resource.id", { ...asked, resource: { type: "record" } }),
  bad("c-2-4-3", asked, { headers: { "content-type": "text/plain" } }),
  bad("c-2-4-4", '{"subject": '),
  bad("c-2-4-5", ""),
  bad("c-2-4-6 subject", { ...asked, subject: "alice" }),
  bad("c-2-4-6 action.name", { ...asked, action: { name: 123 } }),
  { ...one("c-2-5-1", "Basic Core", asked, true), headers: { "x-request-id": "bfe9eb29-ab87-4ca3-be83-a1d5d8305716" } },
  one("c-2-5-2", "Basic Core", asked, true),
  ...[1, 2, 3].map((time) => one(`c-2-6 ${time}`, "Basic Core", asked, true)),
];

const batches = [
  batch(
    "c-3-2-1",
    "Batch Core",
    { subject: alice, action: read, evaluations: [{ resource: record }, { resource: second }] },
    [true, undefined],
  ),
  batch(
    "c-3-2-2",
    "Batch Core",
    { subject: bob, resource: record, evaluations: [{ action: read }, { action: write }] },
    [true, false],
  ),
  batch(
    "c-3-2-3",
    "Batch Properties",
    { subject: alice, action: write, evaluations: [{ resource: active }, { resource: archived }] },
    [true, false],
  ),
  batch(
    "c-3-2-4",
    "Batch Properties",
    { action: write, resource: archived, evaluations: [{ subject: alice }, { subject: boss }] },
    [false, true],
  ),
  batch("c-3-2-5", "Batch Core", { evaluations: [asked, { subject: bob, action: write, resource: record }] }, [
    true,
    false,
  ]),
  batch(
    "c-3-2-6",
    "Batch Core",
    {
      subject: alice,
      action: read,
      context: { time: context.time },
      evaluations: [
        { resource: record },
        { resource: second, context: { time: "2025-06-27T19:00-07:00", source: "batch-override" } },
      ],
    },
    [true, undefined],
  ),
  batch(
    "c-3-2-7",
    "Batch Properties",
    { subject: alice, action: write, resource: active, evaluations: [{}, { resource: archived }] },
    [true, false],
  ),
  batch(
    "c-3-4-1",
    "Batch Core",
    {
      subject: alice,
      action: read,
      options: { evaluations_semantic: "execute_all" },
      evaluations: [{ resource: record }, {}],
    },
    [true, false],
  ),
  { ...batch("c-3-4-2", "Batch Core", asked), decision: true },
  { ...batch("c-3-4-3", "Batch Core", { ...asked, evaluations: [] }), decision: true },
];

const searches = [
  search("subject", "c-4-2-1", "Search Core", users, ["alice", "bob"]),
  search("subject", "c-4-2-2", "Search Core", { ...users, context }, ["alice", "bob"]),
  search("subject", "c-4-2-3", "Search Core", { ...users, subject: alice }, ["alice", "bob"]),
  search("subject", "c-4-2-4", "Search Properties", { ...users, action: write, resource: archived }, ["bob"]),
  search("resource", "c-4-3-1", "Search Core", records, ["record-1"]),
  search("resource", "c-4-3-2", "Search Core", { ...records, context }, ["record-1"]),
  search("resource", "c-4-3-3", "Search Core", { ...records, resource: record }, ["record-1"]),
  search("resource", "c-4-3-4", "Search Properties", { ...records, subject: boss, action: write }, ["record-2"]),
  search("action", "c-4-4-1", "Search Core", actions, ["read", "write"]),
  search("action", "c-4-4-2", "Search Core", { ...actions, context }, ["read", "write"]),
  search("action", "c-4-4-3", "Search Properties", { subject: boss, resource: archived }, ["write"]),
  { ...search("subject", "c-4-5", "Search Core", { ...users, page: { limit: 1 } }, ["alice", "bob"]), isPaged: true },
  nothing("subject", "c-4-6-1 subject", { ...users, resource: { type: "record", id: "nonexistent-record" } }),
  nothing("resource", "c-4-6-1 resource", { ...records, subject: { type: "user", id: "nonexistent-user" } }),
  nothing("action", "c-4-6-1 action", { ...actions, subject: { type: "user", id: "nonexistent-user" } }),
  nothing("subject", "c-4-6-2 subject", { ...users, subject: { type: "spaceship" } }),
  nothing("resource", "c-4-6-2 resource", { ...records, resource: { type: "spaceship" } }),
  nothing("action", "c-4-6-2 action", { ...actions, resource: { type: "spaceship", id: "record-1" } }),
  badSearch("subject", "c-4-7-1 subject", { ...users, action: undefined }),
  badSearch("resource", "c-4-7-1 resource", { ...records, subject: undefined }),
  badSearch("action", "c-4-7-1 action", { subject: alice }),
  badSearch("subject", "c-4-7-2 subject", { ...users, resource: { type: "record" } }),
  badSearch("resource", "c-4-7-2 resource", { ...records, subject: { type: "user" } }),
  badSearch("action", "c-4-7-2 action", { ...actions, subject: { type: "user" } }),
];

export const certification = [...basic, ...batches, ...searches];
