// Changes of one account that gather while another transaction holds it, and are then written together. Each gets the
// answer that it would get alone.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, test } from "node:test";
import { execute, isPostgresql, onBothDatabases } from "./databases.mjs";
import { acme, ask, makeToken, run, startServer } from "./server.mjs";

/** A transaction of another program that holds the account until `end`. */
async function hold(data) {
  const command = isPostgresql(data)
    ? ["psql", "-X", "-q", "-A", "-t", data]
    : ["sqlite3", "-bail", "-cmd", ".timeout 10000", data];
  const child = spawn(command[0], command.slice(1), { stdio: ["pipe", "pipe", "inherit"] });
  const lines = child.stdout[Symbol.asyncIterator]();
  child.stdin.write(
    isPostgresql(data)
      ? "begin; select account from accounts where account = 'acme' for update;\n"
      : "begin immediate; select 'acme';\n",
  );
  assert.equal(String((await lines.next()).value).trim(), "acme");
  return { end: () => child.stdin.end("rollback;\n") };
}

onBothDatabases("changes of one account that are written together", (newData) => {
  let server, data, host;
  const ada = { principal: { user: "ada" } };
  const send = (request, headers) =>
    ask(server.url, "POST", "/v1/accounts/acme/requests", { token: host, body: { ...ada, ...request }, headers });
  const create = (name, headers) => send({ action: "group.create", context: { name } }, headers);
  const revision = async () => (await ask(server.url, "GET", "/v1/accounts/acme", { token: host })).body.revision;
  /** Sends requests while the account is held, and returns their answers. */
  const together = async (requests) => {
    const held = await hold(data);
    const answers = requests.map((request) => request());
    // A request that was sent later is answered by now, so those before it have arrived.
    assert.equal((await ask(server.url, "GET", "/healthz")).status, 200);
    held.end();
    return Promise.all(answers);
  };

  before(async () => {
    data = newData();
    host = makeToken(data);
    server = await startServer({ data });
    assert.equal(
      (await ask(server.url, "PUT", "/v1/accounts/acme", { token: host, body: { ...acme, limits: { groups: 1000 } } }))
        .status,
      201,
    );
  });
  after(() => server.stop());

  test("are decided one after another, each with a revision of its own, and all of them are kept", async () => {
    const first = await revision();
    const answers = await together(Array.from({ length: 40 }, (_, n) => () => create(`Group ${n}`)));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    const revisions = answers.map(({ body }) => body.decision.revision).sort((a, b) => a - b);
    assert.deepEqual(
      revisions,
      Array.from({ length: 40 }, (_, n) => first + 1 + n),
    );
    assert.equal(run("audit", "--data", data, "verify").code, 0);
    await server.stop();
    server = await startServer({ data });
    const { body: account } = await ask(server.url, "GET", "/v1/accounts/acme", { token: host });
    assert.equal(account.groups.length, 40);
    assert.equal(account.revision, first + 40);
  });

  test("of one name, or of one If-Match, succeed once", async () => {
    const names = await together(Array.from({ length: 8 }, () => () => create("The same")));
    assert.deepEqual(names.map(({ status }) => status).sort(), [200, ...Array.from({ length: 7 }, () => 403)]);
    assert.ok(names.filter(({ status }) => status === 403).every(({ body }) => body.decision.reason === "name_taken"));
    const at = await revision();
    const matches = await together(
      Array.from({ length: 8 }, (_, n) => () => create(`At one revision ${n}`, { "if-match": `"${at}"` })),
    );
    assert.deepEqual(matches.map(({ status }) => status).sort(), [200, ...Array.from({ length: 7 }, () => 412)]);
  });

  test("with one Idempotency-Key are carried out once, and all get its answer", async () => {
    const at = await revision();
    const headers = { "idempotency-key": "one change" };
    const answers = await together(Array.from({ length: 8 }, () => () => create("Asked again and again", headers)));
    for (const { status, body } of answers) assert.deepEqual({ status, body }, { status: 200, body: answers[0].body });
    assert.equal(answers.filter((answer) => answer.headers.get("idempotency-replayed") === "true").length, 7);
    assert.equal(await revision(), at + 1);
    const other = await create("Another request under the same key", headers);
    assert.equal(other.status, 422);
  });

  test("leave out those that are refused, whose entries are in the audit log", async () => {
    const at = await revision();
    const answers = await together(
      Array.from(
        { length: 10 },
        (_, n) => () =>
          n % 2
            ? create(`Allowed ${n}`)
            : send({ principal: { user: "vera" }, action: "group.create", context: { name: `Refused ${n}` } }),
      ),
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      Array.from({ length: 10 }, (_, n) => (n % 2 ? 200 : 403)),
    );
    assert.equal(await revision(), at + 5);
    const { body } = await ask(server.url, "GET", "/v1/accounts/acme/audit?limit=10", { token: host });
    assert.equal(body.audit.filter(({ allowed }) => !allowed).length, 5);
    assert.equal(run("audit", "--data", data, "verify").code, 0);
  });

  test("do not fail with one that the database cannot keep", async () => {
    const isBad = "delta LIKE '%impossible%'";
    execute(
      data,
      isPostgresql(data)
        ? `ALTER TABLE changes ADD CONSTRAINT possible CHECK (NOT (${isBad}))`
        : `CREATE TRIGGER possible BEFORE INSERT ON changes WHEN NEW.${isBad} BEGIN SELECT RAISE(ABORT, 'impossible'); END`,
    );
    const at = await revision();
    const answers = await together([
      ...Array.from({ length: 6 }, (_, n) => () => create(`Possible ${n}`)),
      () => create("This one is impossible"),
    ]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200, 200, 200, 503],
    );
    assert.equal(await revision(), at + 6);
    assert.equal((await create("Afterwards")).status, 200);
  });
});
