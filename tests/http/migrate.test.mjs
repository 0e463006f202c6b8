// Who brings the schema up to date, and what the role that serves may do.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { execute } from "./databases.mjs";
import { startPostgresql } from "./postgresql.mjs";
import { acme, ask, makeToken, run, startServer, temporaryData } from "./server.mjs";

const share = {
  principal: { user: "ada" },
  action: "asset.share",
  resource: { path: "/secret" },
  context: { with: { user: "rita" }, level: "view" },
};
const newest = (data) => execute(data, "SELECT MAX(version) FROM schema_versions;");

describe("a PostgreSQL role that may read and write, and nothing more", () => {
  let postgresql;
  let count = 0;
  before(async () => {
    postgresql = await startPostgresql();
    execute(postgresql.url("postgres_roles"), "CREATE ROLE server LOGIN;");
  });
  after(() => postgresql.remove());
  const newData = () => postgresql.url(`roles_${++count}`);
  const asServer = (owner) => owner.replace("//lockstep@", "//server@");

  test("serves a database that `lockstep migrate` has made, and leaves its schema alone", async () => {
    const owner = newData();
    const { code, output } = run("migrate", "--data", owner, "--grant", "server");
    assert.deepEqual({ code, output }, { code: 0, output: `schema version ${newest(owner)}, from 0\n` });
    assert.equal(
      run("migrate", "--data", owner, "--grant", "server").output,
      `schema version ${newest(owner)}: nothing to do\n`,
    );
    const data = asServer(owner);
    const token = makeToken(data);
    for (const args of [["--no-migrate"], []]) {
      const server = await startServer({ data, args });
      try {
        const id = `acme-${args.length}`;
        const call = (method, path, body, headers) => ask(server.url, method, path, { token, body, headers });
        assert.equal((await call("PUT", `/v1/accounts/${id}`, { ...acme, id })).status, 201);
        assert.equal(
          (await call("POST", `/v1/accounts/${id}/requests`, share, { "idempotency-key": "one" })).status,
          200,
        );
        assert.equal(
          (await call("POST", `/v1/accounts/${id}/requests`, share, { "idempotency-key": "one" })).headers.get(
            "idempotency-replayed",
          ),
          "true",
        );
        for (let i = 0; i < 260; i++)
          await call("POST", `/v1/accounts/${id}/requests`, {
            principal: { system: true },
            action: "group.create",
            context: { name: `g${i}` },
          });
        assert.equal((await call("GET", `/v1/accounts/${id}/audit?limit=1`)).status, 200);
      } finally {
        await server.stop();
      }
    }
    assert.equal(run("key", "--data", data, "revoke", token.split("_")[1]).code, 0);
    assert.equal(run("audit", "--data", data, "verify").code, 0);
  });

  test("has rights on every table, and none by which an entry of the audit log could be changed", () => {
    const owner = newData();
    run("migrate", "--data", owner, "--grant", "server");
    const rights = execute(
      owner,
      "SELECT t.table_name, string_agg(g.privilege_type, ',' ORDER BY g.privilege_type) FROM information_schema.tables t LEFT JOIN information_schema.role_table_grants g ON g.table_name = t.table_name AND g.grantee = 'server' WHERE t.table_schema = 'public' GROUP BY 1 ORDER BY 1;",
    );
    const of = Object.fromEntries(rights.split("\n").map((line) => line.split("|")));
    assert.deepEqual(
      Object.entries(of).filter(([, given]) => given === ""),
      [],
      "a table that the serving role cannot read",
    );
    assert.equal(of.audit, "INSERT,SELECT");
    assert.equal(of.schema_versions, "SELECT");
    const change =
      "DELETE FROM audit; TRUNCATE audit; DROP TRIGGER audit_append_only ON audit; ALTER TABLE audit DISABLE TRIGGER ALL;";
    for (const statement of change.split("; "))
      assert.throws(() => execute(asServer(owner), statement), /permission denied|must be owner/, statement);
  });

  test("asks for `lockstep migrate` where the schema is behind, or the role has no rights", () => {
    const owner = newData();
    const serve = (data, ...args) => run("serve", "--data", data, "--port", "0", ...args);
    assert.match(
      serve(asServer(owner)).output,
      /schema version 0, .* role may not change the schema\. Run `lockstep migrate/,
    );
    assert.match(serve(owner, "--no-migrate").output, /schema version 0, .*`--no-migrate`.*Run `lockstep migrate/);
    assert.throws(() => newest(owner), /does not exist/, "neither has made a table");
    run("migrate", "--data", owner);
    assert.match(serve(asServer(owner)).output, /may not read the tables\..*`lockstep migrate --data … --grant ROLE`/);
  });

  test("finds all that it needs in what `lockstep migrate --print` prints", async () => {
    const owner = newData();
    const { code, output } = run("migrate", "--data", owner, "--print", "--grant", "server");
    assert.equal(code, 0);
    assert.throws(() => newest(owner), /does not exist/, "printing makes no table");
    execute(owner, output);
    assert.equal(run("migrate", "--data", owner, "--print").output, "");
    const server = await startServer({ data: asServer(owner) });
    await server.stop();
  });
});

test("`lockstep migrate` makes and updates a file of SQLite, which has no roles", () => {
  const data = temporaryData();
  assert.match(run("migrate", "--data", data, "--print").output, /^BEGIN;\nCREATE TABLE IF NOT EXISTS schema_versions/);
  assert.match(run("migrate", "--data", data).output, /^schema version \d+, from 0\n$/);
  assert.match(run("migrate", "--data", data).output, /: nothing to do\n$/);
  const refused = run("migrate", "--data", data, "--grant", "server");
  assert.deepEqual(
    [refused.code, refused.output],
    [2, "migrate: --grant: For PostgreSQL alone: a file of SQLite has no roles.\n"],
  );
});
