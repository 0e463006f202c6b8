// A database of an older version is brought to the newest when a server opens it, with all that stands in it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { execute, isPostgresql, onBothDatabases } from "./databases.mjs";
import { acme, ask, makeToken, run, startServer } from "./server.mjs";

/** What versions 2 and 3 changed, taken back: then an account's facts stood in its own row, and less guarded the audit log. */
const asInVersion1 = (data) => `
  BEGIN;
  DROP TRIGGER ${isPostgresql(data) ? "audit_no_truncate ON audit" : "audit_no_replace"};
  CREATE TABLE older (account TEXT NOT NULL PRIMARY KEY, revision BIGINT NOT NULL, facts_revision BIGINT NOT NULL, facts TEXT NOT NULL,
    audit_sequence BIGINT NOT NULL, audit_hash TEXT NOT NULL);
  INSERT INTO older SELECT accounts.account, accounts.revision, facts_revision, facts, audit_sequence, audit_hash
    FROM accounts JOIN account_facts ON account_facts.account = accounts.account;
  DROP TABLE account_facts;
  DROP TABLE accounts;
  ALTER TABLE older RENAME TO accounts;
  DELETE FROM schema_versions WHERE version > 1;
  COMMIT;`;

onBothDatabases("a database of an older version", (newData) => {
  test("opens with its accounts, their changes, keys and answers, and a whole audit log", async () => {
    const data = newData();
    const token = makeToken(data);
    let server = await startServer({ data });
    const call = (method, path, body, headers) => ask(server.url, method, path, { token, body, headers });
    for (const id of ["acme", "beta"]) assert.equal((await call("PUT", `/v1/accounts/${id}`, { ...acme, id })).status, 201);
    const group = (name, user) => ({ principal: { user }, action: "group.create", context: { name } });
    assert.equal((await call("POST", "/v1/accounts/acme/requests", group("Press", "ada"), { "idempotency-key": "press" })).status, 200);
    assert.equal((await call("POST", "/v1/accounts/acme/requests", group("Mine", "rita"))).status, 403);
    const stored = async () => {
      const [acmeNow, betaNow, audit, keys] = await Promise.all(["accounts/acme", "accounts/beta", "accounts/acme/audit", "keys"].map((path) => call("GET", `/v1/${path}`)));
      return { acme: acmeNow.body, beta: betaNow.body, audit: audit.body.audit, keys: keys.body.keys };
    };
    const before = await stored();
    assert.deepEqual([before.acme.users.length, before.acme.groups[0].name, before.acme.revision, before.beta.revision, before.audit.length], [4, "Press", 2, 1, 2]);
    await server.stop();

    execute(data, asInVersion1(data));
    assert.deepEqual(run("audit", "--data", data, "verify"), { code: 0, output: "acme: 2 entries, whole\nbeta: 0 entries, whole\n" });
    assert.equal(execute(data, "SELECT MAX(version) FROM schema_versions;"), "1", "looking at it does not bring it up to date");
    server = await startServer({ data });
    try {
      assert.deepEqual(await stored(), before);
      const again = await call("POST", "/v1/accounts/acme/requests", group("Press", "ada"), { "idempotency-key": "press" });
      assert.deepEqual([again.status, again.headers.get("idempotency-replayed")], [200, "true"]);
      assert.equal((await call("POST", "/v1/accounts/acme/requests", group("News", "ada"))).status, 200);
      assert.equal((await call("PUT", "/v1/accounts/gamma", { ...acme, id: "gamma" })).status, 201);
    } finally {
      await server.stop();
    }
    assert.deepEqual(run("audit", "--data", data, "verify", "--account", "acme"), { code: 0, output: "acme: 3 entries, whole\n" });
    // It is no older one any more: opened again, it stays as it is.
    server = await startServer({ data });
    assert.deepEqual((await call("GET", "/v1/accounts/acme")).body.groups.map(({ name }) => name).sort(), ["News", "Press"]);
    await server.stop();
  });

  test("is refused where it is newer than the server, and left alone", () => {
    const data = newData();
    makeToken(data);
    execute(data, "INSERT INTO schema_versions (version) VALUES (99);");
    const { code, output } = run("token", "--data", data, "list");
    assert.equal(code, 2);
    assert.match(output, /schema version 99; .* Use a newer server\./);
  });
});
