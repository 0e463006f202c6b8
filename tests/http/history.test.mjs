// What happens when the database goes back, or another account takes an id, while servers and pages go on.

import assert from "node:assert/strict";
import { copyFileSync, existsSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { copyOf } from "./backups.mjs";
import { execute, isPostgresql, onBothDatabases } from "./databases.mjs";
import { acme, ask, makeToken, newest, openEvents, run, startServer, temporaryData } from "./server.mjs";

const group = (name) => ({ principal: { system: true }, action: "group.create", context: { name } });
const verify = (data) => run("audit", "--data", data, "verify");

/** A server with the account acme, until the test ends, and ways to ask it. */
async function serving(t, data, id = "acme") {
  const token = makeToken(data);
  let server = await startServer({ data });
  t.after(() => server.stop());
  const call = (method, path, body, headers) =>
    ask(server.url, method, `/v1/accounts/${id}${path}`, { token, body, headers });
  const change = (name) => call("POST", "/requests", group(name));
  const changes = async (...names) => {
    for (const name of names) assert.equal((await change(name)).status, 200, name);
  };
  const groups = async () => ((await call("GET", "")).body.groups ?? []).map(({ name }) => name).sort();
  assert.equal((await call("PUT", "", { ...acme, id, limits: { groups: 100_000 } })).status, 201);
  return {
    data,
    token,
    call,
    change,
    changes,
    groups,
    url: () => server.url,
    async restart() {
      await server.stop();
      server = await startServer({ data });
    },
  };
}

onBothDatabases("a database that went back under a running server", (newData) => {
  test("is noticed at the next change, which is made to what the database has", async (t) => {
    const { data, change, changes, groups, restart } = await serving(t, newData());
    await changes("A1", "A2");
    const restore = copyOf(data);
    await changes("B1", "B2", "B3");
    restore();
    const answer = await change("C1");
    assert.deepEqual([answer.status, await groups()], [200, ["A1", "A2", "C1"]]);
    await restart();
    assert.deepEqual(await groups(), ["A1", "A2", "C1"], "it can be loaded again");
    await changes("C2");
    assert.equal(verify(data).code, 0);
  });

  for (const more of [0, 2])
    test(`is noticed where ${more === 0 ? "as many" : "more"} changes were made since then`, async (t) => {
      const { data, token, call, change, changes, groups, restart } = await serving(t, newData());
      await changes("A1");
      const restore = copyOf(data);
      await changes("B1", "B2");
      const elsewhere = newData();
      restore(elsewhere);
      const other = await startServer({ data: elsewhere });
      t.after(() => other.stop());
      const made = ["D1", "D2", "D3", "D4"].slice(0, 2 + more);
      for (const name of made)
        assert.equal(
          (await ask(other.url, "POST", "/v1/accounts/acme/requests", { token, body: group(name) })).status,
          200,
        );
      copyOf(elsewhere)(data);
      assert.equal((await change("C1")).status, 200);
      assert.deepEqual(await groups(), ["A1", "C1", ...made]);
      await restart();
      assert.deepEqual(await groups(), ["A1", "C1", ...made]);
      const { body } = await call("GET", "/audit");
      assert.match(body.audit.find(({ action }) => action === "history.lost").request.until, /^4\./);
    });

  test("is in the audit log, with the revisions that are missing", async (t) => {
    const { data, call, changes } = await serving(t, newData());
    await changes("A1");
    const restore = copyOf(data);
    await changes("B1", "B2");
    restore();
    await changes("C1");
    const { body } = await call("GET", "/audit");
    assert.deepEqual(body.audit.map(({ action }) => action).slice(0, 2), ["group.create", "history.lost"]);
    const entry = body.audit[1];
    const { after, until } = entry.request;
    assert.match(after, /^2\.[0-9a-f]{16}$/);
    assert.match(until, /^4\.[0-9a-f]{16}$/);
    assert.equal(entry.actor, "lockstep");
  });

  test("sends those who follow to a new snapshot", async (t) => {
    const { data, call, token, url, changes } = await serving(t, newData());
    await changes("A1");
    const restore = copyOf(data);
    await changes("B1", "B2");
    const since = (await call("GET", "/snapshot")).headers.get("lockstep-revision");
    const events = await openEvents(url(), `/v1/accounts/acme/events?since=${since}`, token);
    restore();
    await changes("C1");
    assert.equal((await events.next()).event, "reload");
    events.close();
  });

  test("loses nothing where its rows of many changes were written out whole meanwhile", async (t) => {
    const { data, changes, groups, restart } = await serving(t, newData());
    const names = (letter, count) => Array.from({ length: count }, (_, i) => `${letter}${String(i).padStart(3, "0")}`);
    await changes(...names("A", 3));
    const restore = copyOf(data);
    await changes(...names("B", 270));
    restore();
    await changes(...names("C", 260));
    const expected = [...names("A", 3), ...names("C", 260)];
    assert.deepEqual(await groups(), expected);
    await restart();
    assert.deepEqual(await groups(), expected);
    assert.equal(verify(data).code, 0);
  });
});

onBothDatabases("a revision of a history that is gone", (newData) => {
  /** What an account gave out before it went back, and ways to ask it now. */
  async function wentBack(t) {
    const serves = await serving(t, newData());
    await serves.changes("A1");
    const restore = copyOf(serves.data);
    await serves.changes("B1", "B2");
    const before = await serves.call("GET", "");
    const gone = before.headers.get("etag").slice(1, -1);
    restore();
    await serves.changes("C1", "C2");
    return { ...serves, gone, epoch: before.body.epoch };
  }

  test("is refused in Lockstep-Revision with 409, in If-Match with 412, and a stream from it begins with reload", async (t) => {
    const { call, token, url, gone } = await wentBack(t);
    assert.equal(parseInt((await call("GET", "")).headers.get("etag").slice(1), 10) >= parseInt(gone, 10), true);
    for (const [method, path, body] of [
      ["GET", "/users"],
      ["GET", "/snapshot"],
      ["POST", "/decisions", { action: "profile.edit" }],
    ]) {
      const { status, body: problem } = await call(method, path, body, { "lockstep-revision": gone });
      assert.deepEqual([status, problem.code], [409, "history_differs"], path);
    }
    const late = await call("POST", "/requests", group("D1"), { "if-match": `"${gone}"` });
    assert.deepEqual([late.status, late.body.code], [412, "revision_differs"]);
    const events = await openEvents(url(), `/v1/accounts/acme/events?since=${gone}`, token);
    assert.equal((await events.next()).event, "reload");
    events.close();
  });

  test("differs from the current one by its mark alone: a number by itself is of the current history", async (t) => {
    const { call } = await wentBack(t);
    const now = (await call("GET", "")).headers.get("etag").slice(1, -1);
    for (const told of [now, String(parseInt(now, 10))]) {
      assert.equal((await call("GET", "/terms", undefined, { "lockstep-revision": told })).status, 200, told);
    }
    assert.equal((await call("POST", "/requests", group("D1"), { "if-match": `"${parseInt(now, 10)}"` })).status, 200);
    const next = (await call("GET", "")).headers.get("etag");
    assert.equal((await call("POST", "/requests", group("D2"), { "if-match": next })).status, 200);
    const { status, body } = await call("GET", `/events?since=${parseInt(now, 10)}`);
    assert.deepEqual([status, body.code], [422, "since_incomplete"]);
  });

  test("is of another epoch, which accounts, snapshots and deltas name", async (t) => {
    const { call, token, url, changes, epoch } = await wentBack(t);
    const { body } = await call("GET", "");
    assert.match(body.epoch, /^[0-9a-f]{16}$/);
    assert.notEqual(body.epoch, epoch);
    const snapshot = await call("GET", "/snapshot?user=rita");
    assert.equal(snapshot.body.epoch, body.epoch);
    const events = await openEvents(
      url(),
      `/v1/accounts/acme/events?user=rita&since=${snapshot.headers.get("lockstep-revision")}`,
      token,
    );
    await changes("D1");
    const { data, id } = await events.next();
    assert.deepEqual([data.epoch, id], [body.epoch, (await call("GET", "")).headers.get("etag").slice(1, -1)]);
    events.close();
  });
});

onBothDatabases("a change that was made beside the server", (newData) => {
  test("is not built upon where it leads nowhere", async (t) => {
    const { data, change, changes } = await serving(t, newData());
    await changes("A1", "A2");
    execute(data, "UPDATE accounts SET revision = revision + 5;");
    assert.equal((await change("A3")).status, 500);
  });
});

onBothDatabases("an account that is deleted", (newData) => {
  test("is gone for all who ask, its streams end, and its audit log stays and says so", async (t) => {
    const { data, call, token, url, changes } = await serving(t, newData());
    await changes("A1");
    const events = await openEvents(
      url(),
      `/v1/accounts/acme/events?since=${await newest(url(), "acme", token)}`,
      token,
    );
    assert.equal((await call("DELETE", "")).status, 200);
    assert.equal((await events.next()).event, "reload");
    assert.equal(await events.next(), undefined);
    for (const [method, path, body] of [
      ["GET", ""],
      ["GET", "/snapshot"],
      ["POST", "/requests", group("A2")],
      ["DELETE", ""],
    ]) {
      const { status, body: problem } = await call(method, path, body);
      assert.deepEqual([status, problem.code], [404, "account_unknown"], `${method} ${path}`);
    }
    assert.deepEqual(verify(data), { code: 0, output: "acme: 3 entries, whole; the account was deleted\n" });
  });

  test("may be made again under its id, in a new history, and its audit log goes on", async (t) => {
    const { data, call, changes, groups } = await serving(t, newData());
    await changes("A1", "A2");
    const before = await call("GET", "");
    assert.equal((await call("DELETE", "")).status, 200);
    const others = { ...acme, users: acme.users.filter(({ id }) => id !== "rita"), shares: [] };
    assert.equal((await call("PUT", "", others)).status, 201);
    const again = await call("GET", "");
    assert.notEqual(again.body.epoch, before.body.epoch);
    const asRita = await call("POST", "/decisions", { principal: { user: "rita" }, action: "profile.edit" });
    assert.equal(asRita.body.reason, "unknown_principal");
    assert.equal(
      (await call("GET", "/terms", undefined, { "lockstep-revision": before.headers.get("etag").slice(1, -1) })).status,
      409,
    );
    await changes("C1");
    assert.deepEqual(await groups(), ["C1"]);
    assert.deepEqual(verify(data), { code: 0, output: "acme: 6 entries, whole\n" });
  });

  test("by SQL is noticed where it is made again, and where no request comes", async (t) => {
    const { data, call } = await serving(t, newData());
    const erase = () =>
      execute(
        data,
        ["accounts", "account_facts", "changes", "answers"].map((table) => `DELETE FROM ${table};`).join(""),
      );
    assert.equal((await call("GET", "")).status, 200);
    erase();
    const others = { ...acme, users: acme.users.filter(({ id }) => id !== "rita"), shares: [] };
    assert.equal((await call("PUT", "", others)).status, 201);
    assert.equal(
      (await call("POST", "/decisions", { principal: { user: "rita" }, action: "profile.edit" })).body.allowed,
      false,
    );
    if (isPostgresql(data)) return;
    erase();
    while ((await call("GET", "")).status === 200);
    assert.equal((await call("GET", "")).status, 404);
  });
});

describe("a file of SQLite", () => {
  test("is opened by one server at a time, while other commands read and write it", async (t) => {
    const { data, changes } = await serving(t, temporaryData());
    const { code, output } = run("serve", "--data", data, "--port", "0");
    assert.equal(code, 2);
    assert.match(output, /Another server has .* open/);
    makeToken(data);
    await changes("A1");
    assert.equal(verify(data).code, 0);
  });

  test("that another program puts back is followed without a change", async (t) => {
    const { data, changes, groups } = await serving(t, temporaryData());
    await changes("A1");
    const restore = copyOf(data);
    await changes("B1");
    restore();
    while ((await groups()).includes("B1"));
    assert.deepEqual(await groups(), ["A1"]);
    await changes("C1");
    const entries = execute(data, "SELECT entry FROM audit ORDER BY sequence;")
      .split("\n")
      .map((entry) => JSON.parse(entry).action);
    assert.deepEqual(entries, ["account.create", "group.create", "history.lost", "group.create"]);
  });

  test("that was deleted or replaced is written to no more, and the server is not ready", async (t) => {
    const { data, change, changes, url } = await serving(t, temporaryData());
    await changes("A1");
    const copy = `${data}.copy`;
    copyFileSync(data, copy);
    renameSync(copy, data);
    const { status, body } = await change("A2");
    assert.deepEqual([status, body.code], [503, "store_replaced"]);
    let ready;
    // An answer of before may be given again for half a second.
    do ready = await ask(url(), "GET", "/readyz?for=write");
    while (ready.status === 200);
    assert.deepEqual([ready.status, ready.body.problems.map(({ code: each }) => each)], [503, ["store_replaced"]]);
  });

  test("is copied while it is served, for its owner alone, and not over another file", async (t) => {
    const { data, token, changes } = await serving(t, temporaryData());
    await changes("A1", "A2");
    const copy = join(dirname(temporaryData()), "copy.db");
    assert.deepEqual(run("backup", "--data", data, copy), { code: 0, output: "" });
    assert.equal(statSync(copy).mode & 0o777, 0o600);
    await changes("B1");
    const { code, output } = run("backup", "--data", data, copy);
    assert.equal(code, 2);
    assert.match(output, /There is a file/);
    assert.match(run("restore", "--data", data, copy).output, /Another server has .* open/);

    const restored = join(dirname(temporaryData()), "restored.db");
    assert.deepEqual(run("restore", "--data", restored, copy), {
      code: 0,
      output: "1 account goes on in a new history\n",
    });
    assert.equal(run("restore", "--data", restored, copy).code, 2, "not over another database");
    const other = await startServer({ data: restored });
    t.after(() => other.stop());
    const there = await ask(other.url, "GET", "/v1/accounts/acme", { token });
    assert.deepEqual(there.body.groups.map(({ name }) => name).sort(), ["A1", "A2"]);
    const here = await ask(other.url, "GET", "/v1/accounts/acme/terms", {
      token,
      headers: { "lockstep-revision": await newest(other.url, "acme", token) },
    });
    assert.equal(here.status, 200);
    assert.equal(verify(restored).code, 0);
  });

  test("that is no database of a server is not restored", () => {
    const file = temporaryData(),
      data = temporaryData();
    writeFileSync(file, "nothing");
    assert.equal(run("restore", "--data", data, file).code, 2);
    assert.equal(existsSync(data), false);
  });
});

onBothDatabases("a database that was restored by its own commands", (newData) => {
  test("begins new histories by `lockstep restore`, which pages of before notice", async (t) => {
    const { data, token, changes, call } = await serving(t, newData());
    await changes("A1");
    const before = await call("GET", "");
    const elsewhere = newData();
    copyOf(data)(elsewhere);
    assert.deepEqual(run("restore", "--data", elsewhere), { code: 0, output: "1 account goes on in a new history\n" });
    const other = await startServer({ data: elsewhere });
    t.after(() => other.stop());
    const there = await ask(other.url, "GET", "/v1/accounts/acme", { token });
    assert.notEqual(there.body.epoch, before.body.epoch);
    await changes("B1");
    const gone = (await call("GET", "")).headers.get("etag").slice(1, -1);
    assert.equal(
      (await ask(other.url, "GET", "/v1/accounts/acme/terms", { token, headers: { "lockstep-revision": gone } }))
        .status,
      409,
    );
    assert.equal(verify(elsewhere).code, 0);
  });
});
