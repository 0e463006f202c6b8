// The audit log: what the database refuses to change, and what changing it all the same leaves to be seen.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { execute, isPostgresql, onBothDatabases } from "./databases.mjs";
import { acme, ask, makeToken, run, startServer } from "./server.mjs";

/** A database whose account acme has a log of four entries, and which no server has open. */
async function logged(data) {
  const token = makeToken(data);
  const server = await startServer({ data });
  assert.equal((await ask(server.url, "PUT", "/v1/accounts/acme", { token, body: acme })).status, 201);
  for (const name of ["G0", "G1", "G2"])
    assert.equal(
      (
        await ask(server.url, "POST", "/v1/accounts/acme/requests", {
          token,
          body: { principal: { system: true }, action: "group.create", context: { name } },
        })
      ).status,
      200,
    );
  await server.stop();
  return data;
}

const verify = (data, ...more) => run("audit", "--data", data, "verify", ...more);
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

/** The last entry with another text, and the hash of that. */
function forged(data) {
  const text = execute(data, "SELECT entry FROM audit WHERE sequence = 4;").replace('"group.create"', '"nothing"');
  assert.match(text, /"nothing"/);
  return { text: quoted(text), hash: quoted(createHash("sha256").update(text).digest("hex")) };
}

onBothDatabases("the audit log", (newData) => {
  test("takes new entries alone: none is changed, deleted or put in another's place", async () => {
    const data = await logged(newData());
    const { text, hash } = forged(data);
    const others = isPostgresql(data)
      ? [
          "TRUNCATE audit;",
          `INSERT INTO audit VALUES ('acme', 4, ${text}, ${hash}) ON CONFLICT (account, sequence) DO UPDATE SET entry = excluded.entry;`,
        ]
      : [`INSERT OR REPLACE INTO audit VALUES ('acme', 4, ${text}, ${hash});`];
    for (const statement of [
      `UPDATE audit SET entry = ${text}, hash = ${hash} WHERE sequence = 4;`,
      "DELETE FROM audit WHERE sequence = 4;",
      ...others,
    ])
      assert.throws(() => execute(data, statement), /append-only/, statement);
    assert.deepEqual(verify(data), { code: 0, output: "acme: 4 entries, whole\n" });
  });

  test("has the numbers of a request as they were sent", async () => {
    const data = newData();
    const token = makeToken(data);
    const server = await startServer({ data });
    assert.equal((await ask(server.url, "PUT", "/v1/accounts/acme", { token, body: acme })).status, 201);
    for (const number of ["1234.75", "99999999999999999999", "8.0"]) {
      const body = `{"principal":{"system":true},"action":"account.set_limit","context":{"limit":"users","value":${number}}}`;
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      const response = await fetch(`${server.url}/v1/accounts/acme/requests`, { method: "POST", headers, body });
      assert.equal(response.status, number === "8.0" ? 200 : 403, await response.text());
    }
    const page = await (
      await fetch(`${server.url}/v1/accounts/acme/audit`, { headers: { authorization: `Bearer ${token}` } })
    ).text();
    await server.stop();
    const details = execute(data, "SELECT details FROM audit_details ORDER BY sequence;");
    for (const number of ["1234.75", "99999999999999999999", "8.0"]) {
      assert.ok(page.includes(`"value":${number}}`), number);
      assert.ok(details.includes(`\\"value\\":${number}}`), number);
    }
    assert.deepEqual(verify(data), { code: 0, output: "acme: 4 entries, whole\n" });
  });

  test("shows what was changed all the same, the last entry with a hash that fits as well", async () => {
    const data = await logged(newData());
    const { text, hash } = forged(data);
    for (const name of isPostgresql(data) ? ["audit_append_only ON audit"] : ["audit_no_update", "audit_no_delete"])
      execute(data, `DROP TRIGGER ${name};`);
    execute(data, `UPDATE audit SET entry = ${text}, hash = ${hash} WHERE sequence = 4;`);
    for (const account of [[], ["--account", "acme"]])
      assert.deepEqual(verify(data, ...account), {
        code: 1,
        output: "acme: entry 4 is not the one that the account names: it was replaced\n",
      });
    execute(data, "UPDATE accounts SET audit_sequence = 3, audit_hash = (SELECT hash FROM audit WHERE sequence = 3);");
    assert.deepEqual(verify(data), {
      code: 1,
      output: "acme: entry 3 leads to revision 3, but the account is at 4\n",
    });
    execute(data, "DELETE FROM audit WHERE sequence = 4; UPDATE accounts SET audit_sequence = 4;");
    assert.deepEqual(verify(data), {
      code: 1,
      output: "acme: the log ends at entry 3, the account names entry 4 as the last one\n",
    });
    execute(data, "DELETE FROM accounts;");
    assert.deepEqual(verify(data), { code: 1, output: "acme: there is a log, but no such account\n" });
  });

  test("names its account in each entry, so that the logs of two accounts cannot take each other's place", async () => {
    const data = newData();
    const token = makeToken(data);
    const server = await startServer({ data });
    for (const id of ["acme", "beta", "gamma"]) {
      assert.equal((await ask(server.url, "PUT", `/v1/accounts/${id}`, { token, body: { ...acme, id } })).status, 201);
      assert.equal(
        (
          await ask(server.url, "POST", `/v1/accounts/${id}/requests`, {
            token,
            body: { principal: { system: true }, action: "group.create", context: { name: id } },
          })
        ).status,
        200,
      );
    }
    const [entry] = (await ask(server.url, "GET", "/v1/accounts/acme/audit", { token })).body.audit;
    const { epoch } = (await ask(server.url, "GET", "/v1/accounts/acme", { token })).body;
    assert.deepEqual([entry.account, entry.epoch], ["acme", epoch]);
    await server.stop();
    for (const name of isPostgresql(data) ? ["audit_append_only ON audit"] : ["audit_no_update", "audit_no_delete"])
      execute(data, `DROP TRIGGER ${name};`);
    execute(
      data,
      "UPDATE audit SET account = 'other' WHERE account = 'acme'; UPDATE audit SET account = 'acme' WHERE account = 'beta'; UPDATE audit SET account = 'beta' WHERE account = 'other';",
    );
    execute(
      data,
      "UPDATE accounts SET audit_hash = (SELECT hash FROM audit WHERE audit.account = accounts.account AND sequence = 2);",
    );
    const { code, output } = verify(data);
    assert.deepEqual(
      [code, output],
      [
        1,
        "acme: entry 1 belongs to another account\nbeta: entry 1 belongs to another account\ngamma: 2 entries, whole\n",
      ],
    );
  });

  test("is not called whole where a change that it names was changed, or an entry was put before the first", async () => {
    const changed = await logged(newData());
    execute(changed, "UPDATE changes SET delta = REPLACE(delta, 'G1', 'H1');");
    assert.match(verify(changed).output, /^acme: the change to revision 3 was changed: its mark does not match/);
    const cut = await logged(newData());
    execute(cut, "DELETE FROM changes WHERE revision = 3;");
    assert.match(verify(cut).output, /^acme: the change to revision 3 is missing/);
    const early = await logged(newData());
    execute(early, "INSERT INTO audit VALUES ('acme', 0, '{}', 'x');");
    assert.deepEqual(verify(early), {
      code: 1,
      output: "acme: entry 0 comes before the first one: it was added later\n",
    });
  });

  test("is not called whole where there is none, and nothing is made by looking for it", async () => {
    const data = await logged(newData());
    assert.deepEqual(verify(data, "--account", "acmee"), { code: 2, output: "audit: There is no account acmee.\n" });
    const empty = newData();
    assert.equal(verify(empty).code, 2);
    if (isPostgresql(empty))
      assert.equal(execute(empty, "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public';"), "0");
    else assert.equal(existsSync(empty), false);
  });
});
