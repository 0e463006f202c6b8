// What the server answers: who may ask, what is decided, applied, listed and sent, and what is refused.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { loadAccess } from "lockstep";
import { onBothDatabases } from "./databases.mjs";
import { root } from "../../tools/run.mjs";
import { acme, ask, makeToken, ofNoHistory, openEvents, run, startServer } from "./server.mjs";
import { issuer } from "./tokens.mjs";

onBothDatabases("the server", (newData) => {
  const identity = issuer();
  const tokens = {};
  let server, data, host;
  const call = (method, path, options) => ask(server.url, method, path, options);
  const request = (who, body, headers) =>
    call("POST", "/v1/accounts/acme/requests", { token: tokens[who] ?? host, body, headers });
  const decide = (who, body) => call("POST", "/v1/accounts/acme/decisions", { token: tokens[who] ?? host, body });
  const list = async (who, name, query = "") =>
    (await call("GET", `/v1/accounts/acme/${name}${query}`, { token: tokens[who] ?? host })).body;

  before(async () => {
    data = newData();
    host = makeToken(data);
    server = await startServer({ data, args: ["--token-keys", identity.file, "--issuer", "tests"] });
    for (const user of ["ada", "rita", "rob", "vera"]) tokens[user] = identity.token({ sub: user, account: "acme" });
    assert.equal((await call("PUT", "/v1/accounts/acme", { token: host, body: acme })).status, 201);
  });
  after(() => server.stop());

  test("an account is made once, by the host alone, and must be right", async () => {
    assert.equal((await call("PUT", "/v1/accounts/acme", { token: host, body: acme })).status, 409);
    assert.equal(
      (await call("PUT", "/v1/accounts/other", { token: tokens.ada, body: { ...acme, id: "other" } })).status,
      403,
    );
    const wrong = await call("PUT", "/v1/accounts/other", {
      token: host,
      body: { ...acme, id: "other", shares: [{ on: "nothing", with: { user: "rita" }, level: "view" }] },
    });
    assert.equal(wrong.status, 422);
    assert.equal(wrong.headers.get("content-type"), "application/problem+json");
    assert.equal(wrong.body.problems[0].field, "/shares/0/on");
    assert.equal((await call("PUT", "/v1/accounts/elsewhere", { token: host, body: acme })).status, 422);
    const id = "a?b%c d-é";
    const made = await call("PUT", `/v1/accounts/${encodeURIComponent(id)}`, { token: host, body: { ...acme, id } });
    assert.equal(made.status, 201);
    assert.equal((await call("GET", made.headers.get("location"), { token: host })).body.id, id);
  });

  test("a request without a token, or with one of another server, is refused with nothing else", async () => {
    const forged = issuer().token({ sub: "ada", account: "acme" });
    const ended = identity.token({ sub: "ada", account: "acme", exp: 1 });
    const otherIssuer = identity.token({ sub: "ada", account: "acme", iss: "others" });
    const answers = [];
    for (const token of [
      undefined,
      "nonsense",
      forged,
      ended,
      otherIssuer,
      `${host}x`,
      `lsk_000000000000_${"A".repeat(43)}`,
    ]) {
      const { status, body, headers } = await call("GET", "/v1/accounts/acme/snapshot", {
        token,
        headers: { "x-request-id": "same" },
      });
      assert.equal(status, 401, token);
      assert.equal(headers.get("www-authenticate"), "Bearer");
      answers.push(JSON.stringify({ ...body, requestId: undefined }));
    }
    assert.equal(new Set(answers).size, 1);
  });

  test("every answer has the server's time in its Date header", async () => {
    const asked = [
      call("GET", "/v1/accounts/acme/snapshot", { token: tokens.ada }),
      call("GET", "/v1/accounts/acme/terms", { token: tokens.rita }),
      call("GET", "/v1/accounts/acme/terms"),
      call("GET", "/nowhere"),
      call("GET", "/healthz"),
    ];
    const events = await openEvents(server.url, `/v1/accounts/acme/events?since=${ofNoHistory}`, tokens.ada);
    events.close();
    for (const { status, headers } of [...(await Promise.all(asked)), events]) {
      const date = headers.get("date");
      assert.match(date ?? "", /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/, String(status));
      assert.ok(Math.abs(Date.parse(date) - Date.now()) < 60_000, date);
    }
  });

  test("another account is answered as one that is not there", async () => {
    assert.equal((await call("PUT", "/v1/accounts/beta", { token: host, body: { ...acme, id: "beta" } })).status, 201);
    const scoped = makeToken(data, "acme");
    for (const token of [tokens.ada, scoped]) {
      const ask = (id) => call("GET", `/v1/accounts/${id}/snapshot`, { token, headers: { "x-request-id": "same" } });
      const there = await ask("beta"),
        absent = await ask("gamma");
      assert.equal(there.status, 404);
      assert.deepEqual({ ...there.body, requestId: "" }, { ...absent.body, requestId: "" });
      assert.equal((await call("POST", "/v1/accounts/beta/requests", { token, body: "{" })).status, 404);
    }
    assert.equal((await call("GET", "/v1/accounts/acme", { token: scoped })).status, 200);
  });

  test("a decision is the library's, one or many, and changes nothing", async () => {
    const one = await decide("rita", { action: "asset.delete", resource: { path: "/marketing/logo.png" } });
    assert.equal(one.status, 200);
    assert.equal(one.body.reason, "level_too_low");
    assert.equal(one.body.message, "Needs “Can manage” on /marketing/logo.png; you have “Can view”.");
    const many = await decide(
      "rita",
      ["asset.view", "asset.move"].map((action) => ({ action, resource: { path: "/marketing" } })),
    );
    assert.deepEqual(
      many.body.map(({ allowed }) => allowed),
      [true, false],
    );
    const byHost = await decide("host", [
      { principal: { user: "rita" }, action: "asset.view", resource: { path: "/secret" } },
      { principal: { user: "ada" }, action: "asset.view", resource: { path: "/secret" } },
    ]);
    assert.deepEqual(
      byHost.body.map(({ allowed }) => allowed),
      [false, true],
    );
    assert.equal(
      (await decide("host", { principal: { user: "ghost" }, action: "asset.view", resource: { path: "/" } })).body
        .reason,
      "unknown_principal",
    );
    assert.equal((await call("GET", "/v1/accounts/acme", { token: host })).body.revision, 1);
  });

  test("a user speaks for themselves alone and gives no word of the host's", async () => {
    const foreign = await request("rita", {
      principal: { user: "ada" },
      action: "group.create",
      context: { name: "Mine" },
    });
    assert.equal(foreign.status, 403);
    assert.equal(foreign.body.code, "principal_foreign");
    for (const field of [{ now: "2020-01-01T00:00:00Z" }, { owner: "rita" }, { passwordVerified: true }]) {
      const { status, body } = await decide("rita", {
        action: "asset.delete",
        resource: { path: "/secret/x.png" },
        context: field,
      });
      assert.equal(status, 422);
      assert.deepEqual([body.code, body.problems[0].field], ["host_field", `/context/${Object.keys(field)[0]}`]);
    }
    // The id of something new would tell which ids there are; that of a link on an item names what is there.
    for (const action of ["collection.create", "link.create", "comment.add", "asset.copy"]) {
      const { status, body } = await decide("rita", {
        action,
        resource: { path: "/marketing" },
        context: { id: "ada" },
      });
      assert.deepEqual([status, body.code, body.problems[0].field], [422, "host_field", "/context/id"]);
    }
    assert.equal(
      (await decide("rita", { actions: ["link.create"], resources: ["/marketing"], context: { id: "ada" } })).body.code,
      "host_field",
    );
    assert.equal(
      (await decide("ada", { action: "link.edit", resource: { path: "/marketing" }, context: { id: "ada" } })).body
        .reason,
      "link_unknown",
    );
    assert.equal(
      (await decide("host", { principal: { user: "ada" }, action: "group.create", context: { name: "G", id: "ada" } }))
        .body.reason,
      "name_taken",
    );
  });

  test("a request is carried out, and one that is refused is not, with the decision", async () => {
    const shared = await request("ada", {
      action: "asset.share",
      resource: { path: "/marketing" },
      context: { with: { user: "rob" }, level: "contribute" },
    });
    assert.equal(shared.status, 200);
    assert.equal(shared.body.delta, undefined);
    assert.match(
      shared.headers.get("lockstep-revision"),
      new RegExp(`^${shared.body.decision.revision}\\.[0-9a-f]{16}$`),
    );
    assert.equal(
      (await decide("rob", { action: "folder.create", resource: { path: "/marketing" } })).body.allowed,
      true,
    );
    const refused = await request("rob", {
      action: "asset.share",
      resource: { path: "/marketing" },
      context: { with: { user: "rita" }, level: "manage" },
    });
    assert.equal(refused.status, 403);
    assert.equal(refused.body.code, "level_too_low");
    assert.equal(refused.body.decision.need, "manage");
    assert.equal(
      (await request("ada", { action: "asset.share", resource: { path: "/marketing" }, context: { level: "view" } }))
        .body.code,
      "context_missing",
    );
  });

  test("If-Match lets a change through at its revision alone", async () => {
    const { revision } = (await call("GET", "/v1/accounts/acme", { token: host })).body;
    const body = { action: "group.create", context: { name: "Matched" } };
    const late = await request("ada", body, { "if-match": `"${revision - 1}"` });
    assert.equal(late.status, 412);
    assert.equal(late.body.code, "revision_differs");
    assert.equal((await request("ada", body, { "if-match": "41" })).status, 400);
    const { headers } = await call("GET", "/v1/accounts/acme/snapshot", { token: tokens.ada });
    assert.equal((await request("ada", body, { "if-match": headers.get("etag") })).status, 200);
  });

  test("one revision of If-Match must match, and a weak tag never does", async () => {
    const now = async () => (await call("GET", "/v1/accounts/acme", { token: host })).body.revision;
    let made = 0;
    const change = async (tags) =>
      (await request("ada", { action: "group.create", context: { name: `Listed ${made++}` } }, { "if-match": tags }))
        .status;
    const revision = await now();
    for (const tags of [
      `W/"${revision}"`,
      `"${revision - 1}", "${revision + 1}"`,
      `W/"${revision}", "${revision - 1}"`,
    ])
      assert.equal(await change(tags), 412, tags);
    for (const tags of [
      `"${revision}`,
      `"${revision}" "1"`,
      `${revision}`,
      `"${revision}", 1`,
      `*, "${revision}"`,
      ",",
      "",
    ])
      assert.equal(await change(tags), 400, tags);
    assert.equal(await now(), revision);
    assert.equal(await change(`"${revision - 1}", "${revision}"`), 200);
    assert.equal(await change(`"${revision + 1}",W/"7" ,`), 200);
    assert.equal(await change(" * "), 200);
    // The plan gives only so many, and other tests make some.
    const { groups } = (await call("GET", "/v1/accounts/acme/groups", { token: tokens.ada })).body;
    for (const { id, name } of groups)
      if (name.startsWith("Listed "))
        assert.equal((await request("ada", { action: "group.delete", resource: { group: id } })).status, 200);
  });

  test("an Idempotency-Key gives the same answer again, to the same request alone, and after a restart", async () => {
    const body = { action: "group.create", context: { name: "Once" } };
    const first = await request("ada", body, { "idempotency-key": "once" });
    assert.equal(first.status, 200);
    await server.stop();
    server = await startServer({ data, args: ["--token-keys", identity.file, "--issuer", "tests"] });
    const again = await request("ada", body, { "idempotency-key": "once" });
    assert.deepEqual([again.status, again.body, again.headers.get("idempotency-replayed")], [200, first.body, "true"]);
    assert.equal(
      (await request("ada", { ...body, context: { name: "Twice" } }, { "idempotency-key": "once" })).body.code,
      "idempotency_key_reused",
    );
    assert.equal((await list("ada", "groups")).groups.filter(({ name }) => name === "Once").length, 1);
  });

  test("an Idempotency-Key is its caller's own, and printable", async () => {
    const group = (name) => ({ action: "group.create", context: { name } });
    assert.equal((await request("rita", { action: "profile.edit" }, { "idempotency-key": "k1" })).status, 200);
    const own = await request("ada", group("Own key"), { "idempotency-key": "k1" });
    assert.deepEqual([own.status, own.headers.get("idempotency-replayed")], [200, null]);
    const hosts = await request(
      "host",
      { principal: { user: "ada" }, ...group("Host key") },
      { "idempotency-key": "k1" },
    );
    assert.deepEqual([hosts.status, hosts.headers.get("idempotency-replayed")], [200, null]);
    assert.equal(
      (await request("rita", { action: "profile.edit" }, { "idempotency-key": "k1" })).headers.get(
        "idempotency-replayed",
      ),
      "true",
    );
    for (const key of ["\xff\xfe", "k\xe9y", "k\ty", "k".repeat(201)]) {
      const { status, body } = await request("ada", group("Never"), { "idempotency-key": key });
      assert.deepEqual([status, body.code], [400, "idempotency_key_invalid"], key);
    }
    assert.deepEqual(
      (await list("ada", "groups")).groups
        .map(({ name }) => name)
        .filter((name) => /key|Never/.test(name))
        .sort(),
      ["Host key", "Own key"],
    );
  });

  test("a snapshot is signed, is what its person may know, and is not sent twice", async () => {
    const { status, headers, body } = await call("GET", "/v1/accounts/acme/snapshot", { token: tokens.rita });
    assert.equal(status, 200);
    assert.doesNotMatch(JSON.stringify(body), /secret|rob@acme|l1/);
    const access = await loadAccess(body);
    assert.equal(access.can("asset.view", "/marketing/logo.png"), true);
    assert.equal(access.can("asset.view", "/secret"), false);
    access.dispose();
    const unchanged = await call("GET", "/v1/accounts/acme/snapshot", {
      token: tokens.rita,
      headers: { "if-none-match": headers.get("etag") },
    });
    assert.deepEqual([unchanged.status, unchanged.body], [304, ""]);
    const again = async (tags) =>
      (await call("GET", "/v1/accounts/acme/snapshot", { token: tokens.rita, headers: { "if-none-match": tags } }))
        .status;
    const tag = headers.get("etag");
    for (const tags of [`W/${tag}`, `"1.2.3", ${tag}`, `"x,y" ,W/${tag},"z"`, "*"])
      assert.equal(await again(tags), 304, tags);
    for (const tags of ['"1.2.3"', tag.slice(1, -1), `${tag.slice(0, -1)}x"`, "", ","])
      assert.equal(await again(tags), 200, tags);
    const others = await call("GET", "/v1/accounts/acme/snapshot", {
      token: tokens.ada,
      headers: { "if-none-match": headers.get("etag") },
    });
    assert.equal(others.status, 200);
    const raw = await await fetch(`${server.url}/v1/accounts/acme/snapshot`, {
      headers: { authorization: `Bearer ${tokens.rita}` },
    }).then(async (response) => ({
      text: await response.text(),
      signature: response.headers.get("lockstep-signature"),
    }));
    const { keys } = (await call("GET", "/v1/keys")).body;
    assert.equal(await identity.verifies(keys[0], raw.signature, raw.text), true);
    assert.equal(await identity.verifies(keys[0], raw.signature, `${raw.text} `), false);
  });

  test("each reader of events gets the deltas of their own, and catches up by Last-Event-ID", async () => {
    const { body: snapshot, headers } = await call("GET", "/v1/accounts/acme/snapshot", { token: tokens.rita });
    const access = await loadAccess(snapshot);
    const events = await openEvents(
      server.url,
      `/v1/accounts/acme/events?since=${headers.get("lockstep-revision")}`,
      tokens.rita,
    );
    assert.equal(events.status, 200);
    await request("ada", {
      action: "asset.share",
      resource: { path: "/secret" },
      context: { with: { user: "rita" }, level: "manage" },
    });
    const shared = await events.next();
    assert.equal(shared.event, "delta");
    access.update(shared.data);
    assert.equal(access.can("asset.delete", "/secret/x.png"), true);
    await request("ada", {
      action: "asset.unshare",
      resource: { path: "/secret" },
      context: { with: { user: "rita" } },
    });
    access.update((await events.next()).data);
    assert.equal(access.can("asset.view", "/secret"), false);
    await request("ada", { action: "user.edit", resource: { user: "rob" }, context: { name: "Robert" } });
    const nothing = await events.next();
    assert.doesNotMatch(JSON.stringify(nothing.data), /Robert/);
    events.close();
    const resumed = await openEvents(server.url, "/v1/accounts/acme/events", tokens.rita, {
      "last-event-id": shared.id,
    });
    assert.equal((await resumed.next()).data.from, parseInt(shared.id, 10));
    resumed.close();
    const old = await openEvents(server.url, `/v1/accounts/acme/events?since=${ofNoHistory}`, tokens.rita);
    assert.equal((await old.next()).event, "reload");
    old.close();
    access.dispose();
    assert.equal((await call("GET", "/v1/accounts/acme/events", { token: tokens.rita })).status, 422);
  });

  test("what a share brought is taken away when it ends, from a page that is open and from the next", async () => {
    assert.equal(
      (await call("PUT", "/v1/accounts/ending", { token: host, body: { ...acme, id: "ending" } })).status,
      201,
    );
    const [ada, rita] = ["ada", "rita"].map((sub) => identity.token({ sub, account: "ending" }));
    // Whole seconds, as the server keeps times.
    const until = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 3_000).toISOString();
    const sharing = {
      action: "asset.share",
      resource: { path: "/secret" },
      context: { with: { user: "rita" }, level: "view", until },
    };
    assert.equal((await call("POST", "/v1/accounts/ending/requests", { token: ada, body: sharing })).status, 200);
    const { body: snapshot, headers } = await call("GET", "/v1/accounts/ending/snapshot", { token: rita });
    assert.match(JSON.stringify(snapshot), /secret/);
    const access = await loadAccess(snapshot);
    const address = `/v1/accounts/ending/events?since=${headers.get("lockstep-revision")}`;
    const events = await openEvents(server.url, address, rita);
    const ended = await events.next();
    assert.deepEqual([ended.event, ended.data.from, ended.data.to], ["delta", snapshot.revision, snapshot.revision]);
    assert.ok(Date.now() >= Date.parse(until));
    access.update(ended.data);
    await call("POST", "/v1/accounts/ending/requests", {
      token: ada,
      body: { action: "folder.rename", resource: { path: "/secret" }, context: { name: "merger" } },
    });
    const renamed = await events.next();
    access.update(renamed.data);
    assert.doesNotMatch(JSON.stringify(renamed.data), /merger/);
    events.close();
    access.dispose();
    const fresh = await call("GET", "/v1/accounts/ending/snapshot", {
      token: rita,
      headers: { "if-none-match": headers.get("etag") },
    });
    assert.doesNotMatch(JSON.stringify(fresh.body), /secret|merger|until/);
    // What a reader has who comes back may be of before the end.
    const again = await openEvents(
      server.url,
      `/v1/accounts/ending/events?since=${fresh.headers.get("lockstep-revision")}`,
      rita,
    );
    assert.equal((await again.next()).event, "reload");
    again.close();
  });

  test("lists hold what their reader may know, page by page", async () => {
    assert.deepEqual(
      (await list("ada", "users")).users.map(({ id }) => id),
      ["ada", "rita", "rob", "vera"],
    );
    assert.deepEqual(
      (await list("vera", "users")).users.map(({ id }) => id),
      ["vera"],
    );
    assert.deepEqual((await list("rita", "links")).links, []);
    const first = await list("ada", "users", "?limit=3");
    assert.deepEqual(
      first.users.map(({ id }) => id),
      ["ada", "rita", "rob"],
    );
    const second = await list("ada", "users", `?limit=3&cursor=${first.next}`);
    assert.deepEqual([second.users.map(({ id }) => id), second.next], [["vera"], undefined]);
    for (const query of ["?limit=0", "?limit=1000", "?limit=x", "?cursor=*"])
      assert.equal((await call("GET", `/v1/accounts/acme/users${query}`, { token: host })).status, 422, query);
    for (const name of ["groups", "shares", "collections", "links"])
      assert.ok(Array.isArray((await list("host", name))[name]), name);
  });

  test("a link that has ended is listed as ended, and is not edited", async () => {
    const links = [
      { id: "new", on: "f9", endsAt: "2099-01-01T00:00:00Z" },
      { id: "old", on: "f9", endsAt: "2020-01-01T00:00:00Z" },
    ];
    const path = "/v1/accounts/ended";
    assert.equal(
      (
        await call("PUT", path, {
          token: host,
          body: {
            ...acme,
            id: "ended",
            assets: [{ id: "f9", kind: "folder", path: "/f9" }],
            shares: [],
            collections: [],
            comments: [],
            links,
          },
        })
      ).status,
      201,
    );
    assert.deepEqual((await call("GET", `${path}/links`, { token: host })).body.links, [
      links[0],
      { ...links[1], ended: true },
    ]);
    const edit = {
      principal: { system: true },
      action: "link.edit",
      resource: { link: "old" },
      context: { endsAt: null },
    };
    const answer = await call("POST", `${path}/requests`, { token: host, body: edit });
    assert.equal(answer.status, 403);
    assert.equal(answer.body.decision.reason, "link_expired");
  });

  test("assets and comments are listed where their reader may see them, with no more of others than they know", async () => {
    const paths = async (who) => (await list(who, "assets")).assets.map(({ path }) => path);
    assert.deepEqual(await paths("ada"), ["/marketing/logo.png", "/marketing", "/secret"]);
    assert.deepEqual(await paths("rita"), ["/marketing/logo.png", "/marketing"]);
    assert.deepEqual((await list("host", "assets")).assets, (await list("ada", "assets")).assets);
    const beta = {
      ...acme,
      id: "gamma",
      assets: [{ id: "f1", kind: "folder", path: "/marketing", owner: "ada" }, ...acme.assets.slice(1)],
      comments: [
        { id: "m1", on: "a1", author: "ada" },
        { id: "m2", on: "f2", author: "rita" },
      ],
    };
    assert.equal((await call("PUT", "/v1/accounts/gamma", { token: host, body: beta })).status, 201);
    const of = async (user, name) =>
      (await call("GET", `/v1/accounts/gamma/${name}`, { token: identity.token({ sub: user, account: "gamma" }) }))
        .body[name];
    assert.deepEqual(await of("rita", "comments"), [{ id: "m1", on: "a1", author: "ada", name: "Ada" }]);
    assert.deepEqual(
      (await of("ada", "comments")).map(({ id }) => id),
      ["m1", "m2"],
    );
    assert.equal((await of("rita", "assets")).find(({ id }) => id === "f1").owner, undefined, "she knows of no Ada");
    assert.equal((await of("ada", "assets")).find(({ id }) => id === "f1").owner, "ada");
  });

  test("a share that has ended is listed as ended", async () => {
    const shares = [
      { on: "f9", with: { user: "rita" }, level: "view", until: "2020-01-01T00:00:00Z" },
      { on: "f9", with: { user: "rob" }, level: "view", until: "2099-01-01T00:00:00Z" },
    ];
    const path = "/v1/accounts/ended_shares";
    assert.equal(
      (
        await call("PUT", path, {
          token: host,
          body: {
            ...acme,
            id: "ended_shares",
            assets: [{ id: "f9", kind: "folder", path: "/f9" }],
            shares,
            collections: [],
            comments: [],
            links: [],
          },
        })
      ).status,
      201,
    );
    assert.deepEqual(
      (await call("GET", `${path}/shares?path=/f9`, { token: host })).body.shares.map(({ with: { user }, ended }) => [
        user,
        ended,
      ]),
      [
        ["rita", true],
        ["rob", undefined],
      ],
    );
  });

  test("the shares on one thing are for users who may see them, with those from above by their places", async () => {
    const at = (who, query) => call("GET", `/v1/accounts/acme/shares?${query}`, { token: tokens[who] ?? host });
    const { shares } = (await at("ada", "path=/marketing/logo.png")).body;
    assert.deepEqual(
      shares.map(({ path, with: { user } }) => [path, user]),
      [
        ["/marketing", "rita"],
        ["/marketing", "rob"],
      ],
    );
    assert.deepEqual((await at("ada", "path=/secret")).body.shares, []);
    assert.deepEqual((await at("host", "path=/marketing")).body.shares, shares);
    const first = (await at("ada", "path=/marketing&limit=1")).body;
    const second = (await at("ada", `path=/marketing&limit=1&cursor=${first.next}`)).body;
    assert.deepEqual([...first.shares, ...second.shares], shares);
    for (const who of ["rita", "rob", "vera"]) assert.equal((await at(who, "path=/marketing")).status, 403, who);
    assert.equal((await at("ada", "path=/")).body.code, "root_closed");
    const give = (action, user, context = {}) =>
      request("ada", { action, resource: { path: "/secret" }, context: { with: { user }, ...context } });
    for (const user of ["rita", "rob"])
      assert.equal((await give("asset.share", user, { level: "manage" })).status, 200);
    const setRole = (role) => request("ada", { action: "user.set_role", resource: { user: "rob" }, context: { role } });
    const there = async (who) => (await at(who, "path=/secret")).body.shares.map(({ with: { user } }) => user);
    assert.deepEqual(await there("rita"), ["rita", "rob"]);
    assert.equal((await setRole("developer")).status, 200);
    assert.deepEqual(
      [await there("ada"), await there("rita")],
      [["rita", "rob"], ["rita"]],
      "whose share sleeps is known to who runs users alone",
    );
    assert.equal((await setRole("media_library_restricted_access")).status, 200);
    for (const user of ["rita", "rob"]) assert.equal((await give("asset.unshare", user)).status, 200);
    const { delta } = (await request("host", { action: "collection.create", context: { name: "Picks" } })).body;
    const [{ id }] = delta.collections;
    assert.equal(
      (
        await request("ada", {
          action: "collection.share",
          resource: { collection: id },
          context: { with: { user: "rita" }, level: "contribute" },
        })
      ).status,
      200,
    );
    assert.deepEqual((await at("ada", `collection=${id}`)).body.shares, [
      { on: id, with: { user: "rita" }, level: "contribute" },
    ]);
    assert.equal((await at("rita", `collection=${id}`)).status, 403);
    assert.equal((await at("ada", "collection=none")).status, 403);
  });

  test("the terms have plan, features and limits for every user, and counts for those they apply to", async () => {
    const ofAda = await list("ada", "terms");
    assert.deepEqual(
      [ofAda.plan, ofAda.features.sharing, ofAda.limits.groups, ofAda.counts.users],
      ["enterprise", true, 5, 4],
    );
    assert.equal((await list("vera", "terms")).counts, undefined);
    assert.equal((await list("host", "terms")).plan, "enterprise");
  });

  test("who can, and what a change would do, are for users who may see it, about people they know", async () => {
    const who = await call("GET", "/v1/accounts/acme/who-can?action=asset.view&path=/secret", { token: tokens.ada });
    assert.deepEqual(
      who.body.users.map(({ user }) => user),
      ["ada", "vera"],
    );
    assert.equal(
      (await call("GET", "/v1/accounts/acme/who-can?action=asset.view&path=/marketing", { token: tokens.rita })).status,
      403,
    );
    assert.equal((await call("GET", "/v1/accounts/acme/who-can?path=/marketing", { token: tokens.ada })).status, 422);
    for (const [query, code, field] of [
      ["pth=/secret", "field_unknown", "pth"],
      ["document=d1", "field_unknown", "document"],
      ["path=/secret&pth=/secret", "field_unknown", "pth"],
      ["path=/secret&user=rob", "value_invalid", ""],
    ]) {
      const { status, body } = await call("GET", `/v1/accounts/acme/who-can?action=asset.view&${query}`, {
        token: tokens.ada,
      });
      assert.deepEqual([status, body.problems[0].code, body.problems[0].field], [422, code, field], query);
    }
    const seen = await call("POST", "/v1/accounts/acme/preview", {
      token: tokens.ada,
      body: { action: "asset.share", resource: { path: "/secret" }, context: { with: { user: "rob" }, level: "view" } },
    });
    assert.equal(seen.body.decision.allowed, true);
    assert.deepEqual([...new Set(seen.body.differences.map(({ user }) => user))], ["rob"]);
    assert.equal((await decide("rob", { action: "asset.view", resource: { path: "/secret" } })).body.allowed, false);
  });

  test("the matrix is for users who may see who has access, about people and grants that they know", async () => {
    const ask = (user, query) => call("GET", `/v1/accounts/acme/matrix?${query}`, { token: tokens[user] });
    const ofRita = (await ask("ada", "user=rita")).body.cells;
    const place = ofRita.find(({ path }) => path === "/marketing");
    assert.deepEqual(place.because[0].kind, "share");
    for (const { path, actions } of ofRita.filter((cell) => cell.path !== undefined))
      for (const action of ["asset.view", "asset.delete"])
        assert.equal(
          actions.includes(action),
          (await decide("rita", { action, resource: { path } })).body.allowed,
          `${action} on ${path}`,
        );
    assert.deepEqual(
      (await ask("rita", "user=rita")).body.cells.map(({ path }) => path).sort(),
      ofRita.map(({ path }) => path).sort(),
    );
    const ofVera = (await ask("ada", "user=vera")).body.cells;
    assert.deepEqual(
      ofVera.map(({ path, because: [grant] }) => [path, grant.kind]),
      [["/", "role"]],
      "a role with one level everywhere is known with the user",
    );
    assert.equal((await ask("rita", "user=ada")).status, 403);
    assert.equal((await ask("rita", "path=/marketing")).status, 403);
    const here = await ask("ada", "path=/secret");
    assert.deepEqual(
      here.body.cells.filter(({ level }) => level !== undefined).map(({ user }) => user),
      ["ada", "vera"],
    );
    for (const query of ["", "group=g1", "pth=/secret"]) assert.equal((await ask("ada", query)).status, 422, query);
  });

  test("who can says nothing of a collection that the caller may not know, but for whom it opens a thing", async () => {
    const assets = [{ id: "f1", kind: "folder", path: "/marketing", owner: "rita" }];
    const collections = [{ id: "secret-launch", name: "Layoffs", owner: "rob", items: ["f1"] }];
    assert.equal(
      (
        await call("PUT", "/v1/accounts/gossip", {
          token: host,
          body: { ...acme, id: "gossip", assets, collections, shares: [], links: [] },
        })
      ).status,
      201,
    );
    const ask = async (user) =>
      (
        await call("GET", "/v1/accounts/gossip/who-can?action=asset.view&path=/marketing", {
          token: identity.token({ sub: user, account: "gossip" }),
        })
      ).body.users;
    const ofRob = (users) => users.find(({ user }) => user === "rob");
    assert.deepEqual(ofRob(await ask("rita")), { user: "rob", because: [] });
    assert.equal(ofRob(await ask("ada")).because[0].collection, "secret-launch");
  });

  test("pages of a list, however short, are the list", async () => {
    const whole = (await list("ada", "assets", "?limit=200")).assets;
    const paged = [];
    for (let cursor = ""; cursor !== undefined; ) {
      const page = await list("ada", "assets", `?limit=1${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.assets);
      cursor = page.next;
    }
    assert.deepEqual(paged, whole);
    assert.ok(whole.length >= 3);
  });

  test("the audit log has what was applied and what was refused, to those who may read it, and is whole", async () => {
    const { audit } = await list("ada", "audit", "?limit=200");
    assert.ok(audit.some(({ action, allowed, actor }) => action === "asset.share" && allowed && actor === "user:ada"));
    assert.ok(
      audit.some(({ action, allowed, reason }) => action === "asset.share" && !allowed && reason === "level_too_low"),
    );
    assert.deepEqual(
      audit.map(({ sequence }) => sequence),
      audit.map((_, i) => audit.length - i),
    );
    assert.deepEqual(
      audit.slice(0, -1).map(({ previous }) => previous),
      audit.slice(1).map(({ hash }) => hash),
    );
    assert.equal((await call("GET", "/v1/accounts/acme/audit", { token: tokens.rita })).status, 403);
    assert.deepEqual(audit.find(({ reason }) => reason === "principal_foreign")?.request.principal, { user: "ada" });
    const { code, output } = run("audit", "--data", data, "verify", "--account", "acme");
    assert.deepEqual([code, output], [0, `acme: ${audit.length} entries, whole\n`]);
  });

  test("the audit log names a user who posed as another user, or as the host, and only in their account", async () => {
    const entries = async () => (await list("ada", "audit", "?limit=200")).audit;
    const before = await entries();
    const foreign = { principal: { user: "ada" }, action: "user.remove", resource: { user: "rob" } };
    const asHost = { action: "asset.delete", resource: { path: "/secret/x.png" }, context: { owner: "rita" } };
    assert.deepEqual((await request("rita", foreign)).body.code, "principal_foreign");
    assert.deepEqual((await request("rita", asHost)).body.code, "host_field");
    assert.equal((await request("rita", { resource: { path: "/secret" } })).status, 422);
    await decide("rita", foreign);
    await call("POST", "/v1/accounts/beta/requests", { token: tokens.rita, body: foreign });
    const added = (await entries()).slice(0, -before.length);
    assert.deepEqual(
      added.map(({ actor, principal, action, request: asked, allowed, reason, revision }) => ({
        actor,
        principal,
        action,
        asked,
        allowed,
        reason,
        revision,
      })),
      [
        {
          actor: "user:rita",
          principal: { user: "rita" },
          action: "asset.delete",
          asked: asHost,
          allowed: false,
          reason: "host_field",
          revision: before[0].revision,
        },
        {
          actor: "user:rita",
          principal: { user: "rita" },
          action: "user.remove",
          asked: foreign,
          allowed: false,
          reason: "principal_foreign",
          revision: before[0].revision,
        },
      ],
    );
    assert.equal(run("audit", "--data", data, "verify").code, 0);
  });

  test("a revoked key opens nothing any more", async () => {
    const key = makeToken(data);
    const [, id] = key.split("_");
    assert.equal(run("key", "--data", data, "revoke", id).code, 0);
    assert.equal((await call("GET", "/v1/accounts/acme", { token: key })).status, 401);
    assert.match(run("key", "--data", data, "list").output, new RegExp(`${id} .* revoked`));
    // The secret may begin with the very character that precedes it.
    assert.equal(run("key", "--data", data, "list").output.includes(key.slice("lsk_".length + 13)), false);
    assert.equal(run("key", "--data", data, "revoke", id).code, 1);
  });

  test("every scenario holds over HTTP as it does in the library", () => {
    const files = readdirSync(join(root, "tests/scenarios"))
      .filter((name) => name.endsWith(".scenarios.json"))
      .map((name) => join("tests/scenarios", name));
    const here = run("test", ...files);
    const there = run("test", "--server", server.url, "--token", host, ...files);
    assert.match(there.output, /^[1-9]\d\d+ passed, 0 failed$/m);
    assert.deepEqual(there, here);
  });
});
