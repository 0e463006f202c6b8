// What the audit log proves: with the account beside it, with anchors kept elsewhere, after erasing.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { execute, isPostgresql, onBothDatabases } from "./databases.mjs";
import { acme, ask, makeToken, run, startServer, temporaryData } from "./server.mjs";

const verify = (data, ...more) => run("audit", "--data", data, "verify", ...more);
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
const hashOf = (text) => createHash("sha256").update(text).digest("hex");

/** A database whose account acme has made three groups, by a server with `args`; no server has it open afterwards. */
async function logged(data, { names = ["G0", "G1", "G2"], actor = { system: true }, args = [] } = {}) {
  const token = makeToken(data);
  const server = await startServer({ data, args });
  assert.equal((await ask(server.url, "PUT", "/v1/accounts/acme", { token, body: acme })).status, 201);
  for (const name of names) {
    const body = { principal: actor, action: "group.create", context: { name } };
    assert.equal((await ask(server.url, "POST", "/v1/accounts/acme/requests", { token, body })).status, 200);
  }
  await server.stop();
  return data;
}

/** Runs statements with every right on the database. */
function tamper(data, statements) {
  const triggers = isPostgresql(data)
    ? ["ALTER TABLE audit DISABLE TRIGGER USER;"]
    : ["audit_no_update", "audit_no_delete", "audit_no_replace"].map((name) => `DROP TRIGGER IF EXISTS ${name};`);
  execute(data, triggers.join("") + statements);
}

/** Takes the last change and its entry back, so that everything fits again. */
const cutConsistently = (data) =>
  tamper(
    data,
    `DELETE FROM audit WHERE sequence = 4; DELETE FROM audit_details WHERE sequence = 4; DELETE FROM changes WHERE revision = 4;
     UPDATE accounts SET revision = 3, mark = (SELECT mark FROM changes WHERE revision = 3), audit_sequence = 3, audit_hash = (SELECT hash FROM audit WHERE sequence = 3);`,
  );

/** Writes another action into an entry, and hashes it and all that follow again. */
function rewrite(data, from) {
  const rows = execute(data, "SELECT entry FROM audit ORDER BY sequence;")
    .split("\n")
    .map((row) => JSON.parse(row));
  let previous = "";
  const statements = rows.map((row) => {
    const action = row.sequence === from ? "group.rename" : row.action;
    const text = JSON.stringify({ ...row, action, previous });
    previous = hashOf(text);
    return `UPDATE audit SET entry = ${quoted(text)}, hash = ${quoted(previous)} WHERE sequence = ${row.sequence};`;
  });
  tamper(data, `${statements.join("")} UPDATE accounts SET audit_hash = ${quoted(previous)};`);
}

/** Prints anchors into a new file, and returns its name. */
function anchored(data, ...more) {
  const { code, output } = run("audit", "--data", data, "anchor", ...more);
  assert.equal(code, 0, output);
  const file = join(dirname(temporaryData()), "anchors.jsonl");
  writeFileSync(file, output);
  return file;
}

onBothDatabases("the audit log beside its account", (newData) => {
  for (const [what, statements, fault] of [
    [
      "cut to nothing, its end moved",
      "DELETE FROM audit; UPDATE accounts SET audit_sequence = 0, audit_hash = '';",
      "the log is empty, but the account was changed",
    ],
    [
      "without its last entry, its end moved",
      "DELETE FROM audit WHERE sequence = 4; UPDATE accounts SET audit_sequence = 3, audit_hash = (SELECT hash FROM audit WHERE sequence = 3);",
      "entry 3 leads to revision 3, but the account is at 4",
    ],
    [
      "with edited facts",
      `UPDATE account_facts SET facts = REPLACE(facts, 'media_library_restricted_access', 'account_administrator');`,
      "the facts were changed: their digest is not the one in the log",
    ],
    [
      "with edited details",
      `UPDATE audit_details SET details = REPLACE(details, 'G1', 'H1');`,
      "the details of entry 3 were changed: their digest does not match",
    ],
    [
      "without the details of an entry",
      "DELETE FROM audit_details WHERE sequence = 2;",
      "the details of entry 2 are missing, and no entry says that they were erased",
    ],
  ])
    test(`is not whole ${what}`, async () => {
      const data = await logged(newData());
      assert.deepEqual(verify(data), { code: 0, output: "acme: 4 entries, whole\n" });
      tamper(data, statements);
      assert.deepEqual(verify(data), { code: 1, output: `acme: ${fault}\n` });
    });
});

onBothDatabases("anchors of the audit log", (newData) => {
  test("show entries that were cut off with all that belongs to them", async () => {
    const data = await logged(newData());
    const file = anchored(data);
    assert.deepEqual(verify(data, "--anchor", file), { code: 0, output: "acme: 4 entries, whole\n" });
    cutConsistently(data);
    assert.equal(verify(data).code, 0, "nothing in the database shows it");
    const { code, output } = verify(data, "--anchor", file);
    assert.equal(code, 1);
    assert.match(output, /^acme: the log ends at entry 3, but the anchor of 20\S+Z contains entry 4\n$/);
  });

  test("show a log that was rewritten with hashes that fit", async () => {
    const data = await logged(newData());
    const file = anchored(data, "--account", "acme");
    rewrite(data, 2);
    assert.equal(verify(data).code, 0, "nothing in the database shows it");
    assert.match(
      verify(data, "--anchor", file).output,
      /^acme: entry 4 is not the one of the anchor of .*: the log was rewritten/,
    );
  });

  test("show an account that is gone with its log", async () => {
    const data = await logged(newData());
    const file = anchored(data);
    tamper(data, ["audit", "accounts", "account_facts", "changes"].map((table) => `DELETE FROM ${table};`).join(""));
    assert.match(
      verify(data, "--anchor", file).output,
      /^acme: the log ends at entry 0, but the anchor of .* contains entry 4/,
    );
  });

  test("count only with the signature of a known key", async () => {
    const data = await logged(newData());
    const file = anchored(data);
    const anchor = JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(file, `\n${JSON.stringify({ ...anchor, sequence: 3 })}\n`);
    assert.match(verify(data, "--keys", file).output, /--keys requires --anchor/);
    const forged = verify(data, "--anchor", file);
    assert.equal(forged.code, 2);
    assert.match(forged.output, /^audit: line 2: The signature is not of this anchor by a known key/);
    writeFileSync(file, "{}\n");
    assert.match(verify(data, "--anchor", file).output, /^audit: line 1: Must be an anchor/);
    const other = anchored(await logged(newData()));
    assert.match(verify(data, "--anchor", other).output, /Give the key that signed it with `--keys`/);
  });

  test("are written by a server: for the first entry, for every so many, and when it stops", async () => {
    const file = join(dirname(temporaryData()), "anchors.jsonl");
    const data = newData();
    const names = ["G0", "G1", "G2", "G3", "G4"];
    await logged(data, { names, args: ["--anchors", file, "--anchor-every", "2"] });
    const sequences = readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).sequence);
    assert.deepEqual(sequences, [1, 3, 5, 6]);
    assert.deepEqual(verify(data, "--anchor", file), { code: 0, output: "acme: 6 entries, whole\n" });
    const server = await startServer({ data, args: ["--anchors", file] });
    const keys = join(dirname(temporaryData()), "keys.json");
    writeFileSync(keys, await (await fetch(`${server.url}/v1/keys`)).text());
    await server.stop();
    assert.equal(verify(data, "--anchor", file, "--keys", keys).code, 0);
    cutConsistently(data);
    assert.equal(verify(data, "--anchor", file, "--keys", keys).code, 1);
  });
});

onBothDatabases("a person's data in the audit log", (newData) => {
  test("is erased with the actor, the principal and the request, and the chain is whole", async () => {
    const data = await logged(newData(), { actor: { user: "ada" } });
    const token = makeToken(data);
    const file = anchored(data);
    const erase = (...more) => run("audit", "--data", data, "erase", "--account", "acme", ...more);
    const unknown = run("audit", "--data", data, "erase", "--account", "acmee", "--user", "ada");
    assert.deepEqual(unknown, { code: 2, output: "audit: There is no log of an account `acmee`.\n" });
    assert.deepEqual(erase("--user", "zoe"), { code: 0, output: "acme: the details of 0 entries erased\n" });
    assert.deepEqual(erase("--user", "zoe", "--value", "G2"), {
      code: 0,
      output: "acme: the details of 1 entry erased\n",
    });
    assert.deepEqual(erase("--user", "ada"), { code: 0, output: "acme: the details of 2 entries erased\n" });
    assert.equal(execute(data, "SELECT details FROM audit_details;").includes('"ada"'), false);
    assert.deepEqual(verify(data, "--anchor", file), { code: 0, output: "acme: 6 entries, whole\n" });
    const server = await startServer({ data });
    const { audit } = (await ask(server.url, "GET", "/v1/accounts/acme/audit", { token })).body;
    await server.stop();
    assert.deepEqual(
      audit.map(({ action, actor, erased }) => [action, actor?.split(":")[0], erased]),
      [
        ["audit.erase", "lockstep", [2, 3]],
        ["audit.erase", "lockstep", [4]],
        ["group.create", undefined, undefined],
        ["group.create", undefined, undefined],
        ["group.create", undefined, undefined],
        ["account.create", "service", undefined],
      ],
    );
  });

  test("is erased from the log of an account that was deleted", async () => {
    const data = await logged(newData(), { actor: { user: "ada" } });
    const token = makeToken(data);
    const server = await startServer({ data });
    assert.equal((await ask(server.url, "DELETE", "/v1/accounts/acme", { token })).status, 200);
    await server.stop();
    const { output } = run("audit", "--data", data, "erase", "--account", "acme", "--user", "ada");
    assert.equal(output, "acme: the details of 3 entries erased\n");
    assert.equal(verify(data).code, 0, verify(data).output);
  });
});
