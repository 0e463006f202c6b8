// A database of an older version is brought to the newest when a server opens it, with all its rows.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { execute, isPostgresql, onBothDatabases } from "./databases.mjs";
import { acme, ask, makeToken, run, startServer } from "./server.mjs";

const hashOf = (text) => createHash("sha256").update(text).digest("hex");
const sorted = (object) => Object.fromEntries(Object.entries(object).sort(([one], [other]) => (one < other ? -1 : 1)));
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

/** Returns the statements that write the log as version 1 did: an entry in one row, and none for a new account. */
function olderLog(data) {
  const rows = execute(
    data,
    "SELECT entry, details FROM audit JOIN audit_details ON audit_details.account = audit.account AND audit_details.sequence = audit.sequence ORDER BY audit.account, audit.sequence;",
  );
  const ends = new Map();
  const statements = rows.split("\n").map((row) => {
    const [{ account, action, at, allowed, reason, revision }, details] = row
      .split("}|{")
      .map((half, n) => JSON.parse(n === 0 ? `${half}}` : `{${half}`));
    if (action === "account.create") return "";
    const { sequence, hash } = ends.get(account) ?? { sequence: 0, hash: "" };
    const { actor, principal, request } = details;
    const entry = {
      sequence: sequence + 1,
      previous: hash,
      at,
      actor,
      principal,
      action,
      request: JSON.parse(request),
      allowed,
      revision,
    };
    const text = JSON.stringify(sorted(reason === undefined ? entry : { ...entry, reason }));
    ends.set(account, { sequence: sequence + 1, hash: hashOf(text) });
    return `INSERT INTO audit VALUES (${quoted(account)}, ${sequence + 1}, ${quoted(text)}, ${quoted(hashOf(text))});`;
  });
  const heads = [...ends].map(
    ([account, { sequence, hash }]) =>
      `UPDATE accounts SET audit_sequence = ${sequence}, audit_hash = ${quoted(hash)} WHERE account = ${quoted(account)};`,
  );
  return `${isPostgresql(data) ? "ALTER TABLE audit DISABLE TRIGGER USER;" : "DROP TRIGGER audit_no_delete;"}
    DELETE FROM audit; UPDATE accounts SET audit_sequence = 0, audit_hash = '';
    ${statements.join("")} ${heads.join("")}
    ${isPostgresql(data) ? "ALTER TABLE audit ENABLE TRIGGER USER;" : "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'append-only'); END;"}
    DROP TABLE audit_details;`;
}

/**
 * Takes back what later versions changed: in version 1 an account's facts are in its own row, there are no policies,
 * and nothing has a mark.
 */
const asInVersion1 = (data) => `
  BEGIN;
  ${olderLog(data)}
  DROP TRIGGER ${isPostgresql(data) ? "audit_no_truncate ON audit" : "audit_no_replace"};
  ${isPostgresql(data) ? "" : "DROP TRIGGER changes_mark;"}
  UPDATE changes SET delta = REPLACE(delta, '"epoch":"' || (SELECT epoch FROM accounts WHERE accounts.account = changes.account) || '",', '');
  UPDATE account_facts SET facts = REPLACE(facts, '"epoch":"' || (SELECT epoch FROM accounts WHERE accounts.account = account_facts.account) || '",', '');
  ALTER TABLE changes DROP COLUMN mark;
  CREATE TABLE older (account TEXT NOT NULL PRIMARY KEY, revision BIGINT NOT NULL, facts_revision BIGINT NOT NULL, facts TEXT NOT NULL,
    audit_sequence BIGINT NOT NULL, audit_hash TEXT NOT NULL);
  INSERT INTO older SELECT accounts.account, accounts.revision, facts_revision, facts, audit_sequence, audit_hash
    FROM accounts JOIN account_facts ON account_facts.account = accounts.account;
  DROP TABLE account_facts;
  DROP TABLE write_probes;
  DROP TABLE accounts;
  ALTER TABLE older RENAME TO accounts;
  ALTER TABLE service_keys DROP COLUMN scope;
  ALTER TABLE signing_keys DROP COLUMN signs_from;
  DROP TABLE policies;
  ALTER TABLE changes DROP COLUMN policy;
  DELETE FROM schema_versions WHERE version > 1;
  COMMIT;`;

onBothDatabases("a database of an older version", (newData) => {
  test("opens with its accounts, their changes, keys and answers, and a whole audit log", async () => {
    const data = newData();
    const token = makeToken(data);
    let server = await startServer({ data });
    const call = (method, path, body, headers) => ask(server.url, method, path, { token, body, headers });
    for (const id of ["acme", "beta"])
      assert.equal((await call("PUT", `/v1/accounts/${id}`, { ...acme, id })).status, 201);
    const group = (name, user) => ({ principal: { user }, action: "group.create", context: { name } });
    assert.equal(
      (await call("POST", "/v1/accounts/acme/requests", group("Press", "ada"), { "idempotency-key": "press" })).status,
      200,
    );
    assert.equal((await call("POST", "/v1/accounts/acme/requests", group("Mine", "rita"))).status, 403);
    const stored = async () => {
      const [acmeNow, betaNow, audit, keys] = await Promise.all(
        ["accounts/acme", "accounts/beta", "accounts/acme/audit", "keys"].map((path) => call("GET", `/v1/${path}`)),
      );
      // An older version has named no history.
      for (const { body } of [acmeNow, betaNow]) delete body.epoch;
      const entries = audit.body.audit.filter(({ action }) => action !== "account.create");
      const log = entries.map(({ actor, principal, action, allowed, reason, revision }) => ({
        actor,
        principal,
        action,
        allowed,
        reason,
        revision,
      }));
      return { acme: acmeNow.body, beta: betaNow.body, audit: log, keys: keys.body.keys };
    };
    const before = await stored();
    assert.deepEqual(
      [
        before.acme.users.length,
        before.acme.groups[0].name,
        before.acme.revision,
        before.beta.revision,
        before.audit.length,
      ],
      [4, "Press", 2, 1, 2],
    );
    await server.stop();

    execute(data, asInVersion1(data));
    const early = run("audit", "--data", data, "verify");
    assert.equal(early.code, 2);
    assert.match(early.output, /schema version 1, .* Run `lockstep migrate/);
    assert.equal(
      execute(data, "SELECT MAX(version) FROM schema_versions;"),
      "1",
      "looking at it does not bring it up to date",
    );
    server = await startServer({ data });
    try {
      assert.deepEqual(await stored(), before);
      assert.deepEqual(run("audit", "--data", data, "verify"), {
        code: 0,
        output: "acme: 2 entries, whole\nbeta: 0 entries, whole\n",
      });
      const again = await call("POST", "/v1/accounts/acme/requests", group("Press", "ada"), {
        "idempotency-key": "press",
      });
      assert.deepEqual([again.status, again.headers.get("idempotency-replayed")], [200, "true"]);
      assert.equal((await call("POST", "/v1/accounts/acme/requests", group("News", "ada"))).status, 200);
      assert.equal((await call("PUT", "/v1/accounts/gamma", { ...acme, id: "gamma" })).status, 201);
    } finally {
      await server.stop();
    }
    assert.deepEqual(run("audit", "--data", data, "verify", "--account", "acme"), {
      code: 0,
      output: "acme: 3 entries, whole\n",
    });
    // It is no older one any more: opened again, it stays as it is.
    server = await startServer({ data });
    assert.deepEqual((await call("GET", "/v1/accounts/acme")).body.groups.map(({ name }) => name).sort(), [
      "News",
      "Press",
    ]);
    await server.stop();
  });

  test("is refused where it is newer than the server, and left alone", () => {
    const data = newData();
    makeToken(data);
    execute(data, "INSERT INTO schema_versions (version) VALUES (99);");
    const { code, output } = run("key", "--data", data, "list");
    assert.equal(code, 2);
    assert.match(output, /schema version 99; .* Use a newer server\./);
  });
});
