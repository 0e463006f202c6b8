// What an instance says of itself: whether it can decide, whether it can write, and how old what it knows may be.

import assert from "node:assert/strict";
import { closeSync, openSync, unlinkSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { execute, onBothDatabases } from "./databases.mjs";
import { darkWayTo } from "./partition.mjs";
import { startPostgresql } from "./postgresql.mjs";
import { acme, ask, makeToken, newest, openEvents, startServer, temporaryData } from "./server.mjs";

const group = (name) => ({ principal: { system: true }, action: "group.create", context: { name } });
const mayView = { principal: { user: "rita" }, action: "asset.view", resource: { path: "/marketing" } };
const ready = async (url, purpose = "decide") => {
  const { status, body } = await ask(url, "GET", `/readyz?for=${purpose}`);
  return { status, decide: body.decide, write: body.write, codes: body.problems.map(({ code }) => code) };
};
/** Asks until the answer is as it should be; the test's own time limit is the longest it may take. */
async function until(asked, isRight) {
  for (;;) {
    const answer = await asked();
    if (isRight(answer)) return answer;
    await setTimeout(20); // for the server to have the processor
  }
}

onBothDatabases("an instance whose database is there", (newData) => {
  test("is ready for both", async () => {
    const server = await startServer({ data: newData() });
    for (const purpose of ["decide", "write"])
      assert.deepEqual(await ready(server.url, purpose), { status: 200, decide: true, write: true, codes: [] });
    assert.equal((await ask(server.url, "GET", "/readyz?for=lunch")).status, 422);
    await server.stop();
  });
});

describe("an instance of PostgreSQL", () => {
  let postgresql;
  let count = 0;
  before(async () => (postgresql = await startPostgresql()));
  after(() => postgresql.remove());
  const newData = () => postgresql.url(`ready_${++count}`);

  test("that is cut off is ready to decide and not to write, says how old its facts are, and recovers", async () => {
    const data = newData();
    const way = await darkWayTo(data);
    const token = makeToken(data);
    const server = await startServer({ data: way.url, args: ["--stale-after", "2", "--database-time", "2"] });
    const decide = () => ask(server.url, "POST", "/v1/accounts/acme/decisions", { token, body: mayView });
    await ask(server.url, "PUT", "/v1/accounts/acme", { token, body: acme });
    assert.equal((await decide()).headers.get("lockstep-stale"), null);
    way.darken();
    const stale = await until(decide, ({ headers }) => headers.has("lockstep-stale"));
    assert.deepEqual(
      [stale.status, stale.body.allowed, Number(stale.headers.get("lockstep-stale")) >= 2],
      [200, true, true],
    );
    assert.deepEqual(await ready(server.url), {
      status: 200,
      decide: true,
      write: false,
      codes: ["store_unavailable", "store_stale"],
    });
    assert.equal((await ready(server.url, "write")).status, 503);
    const { body: metrics } = await ask(server.url, "GET", "/metrics", { token });
    assert.match(metrics, /^lockstep_database_heard_seconds_ago [1-9]/m);
    assert.match(metrics, /^lockstep_database_writable 0$/m);
    way.lighten();
    await until(
      () => ready(server.url, "write"),
      ({ status }) => status === 200,
    );
    await until(decide, ({ headers }) => !headers.has("lockstep-stale"));
    await server.stop();
  });

  test("refuses to decide by old facts with `--refuse-stale`, and ends its streams", async () => {
    const data = newData();
    const way = await darkWayTo(data);
    const token = makeToken(data);
    const server = await startServer({
      data: way.url,
      args: ["--stale-after", "2", "--database-time", "2", "--refuse-stale"],
    });
    const decide = () => ask(server.url, "POST", "/v1/accounts/acme/decisions", { token, body: mayView });
    await ask(server.url, "PUT", "/v1/accounts/acme", { token, body: acme });
    const events = await openEvents(
      server.url,
      `/v1/accounts/acme/events?user=rita&since=${await newest(server.url, "acme", token)}`,
      token,
    );
    way.darken();
    const refused = await until(decide, ({ status }) => status !== 200);
    assert.deepEqual([refused.status, refused.body.code], [503, "store_stale"]);
    while ((await events.next()) !== undefined);
    const { status, decide: canDecide } = await ready(server.url);
    assert.deepEqual([status, canDecide], [503, false]);
    way.lighten();
    await until(decide, ({ status }) => status === 200);
    await server.stop();
  });

  test("that has no account in memory and no database can do nothing", async () => {
    const way = await darkWayTo(newData());
    const server = await startServer({ data: way.url, args: ["--database-time", "2"] });
    assert.equal((await ready(server.url)).status, 200);
    way.darken();
    assert.deepEqual(
      await until(
        () => ready(server.url),
        ({ status }) => status === 503,
      ).then(({ decide, write }) => [decide, write]),
      [false, false],
    );
    await server.stop();
  });

  test("whose synchronous standby is missing answers no change as done, and says that it cannot write", async () => {
    const data = newData();
    const token = makeToken(data);
    const server = await startServer({ data, args: ["--database-time", "3"] });
    await ask(server.url, "PUT", "/v1/accounts/acme", { token, body: acme });
    const order = { token, body: group("Press"), headers: { "idempotency-key": "press" } };
    const standbys = (names) =>
      execute(data, `ALTER SYSTEM SET synchronous_standby_names = '${names}';\nSELECT pg_reload_conf();`);
    standbys("nobody");
    await until(
      () => ready(server.url, "write"),
      ({ status }) => status === 503,
    );
    const unconfirmed = await until(
      () => ready(server.url),
      ({ codes }) => codes.includes("store_unconfirmed"),
    );
    assert.deepEqual([unconfirmed.status, unconfirmed.decide, unconfirmed.write], [200, true, false]);
    assert.equal((await ask(server.url, "POST", "/v1/accounts/acme/requests", order)).status, 503);
    assert.match((await ask(server.url, "GET", "/metrics", { token })).body, /^lockstep_write_failures_total [1-9]/m);
    standbys("");
    await until(
      () => ready(server.url, "write"),
      ({ status }) => status === 200,
    );
    const done = await until(
      () => ask(server.url, "POST", "/v1/accounts/acme/requests", order),
      ({ status }) => status === 200,
    );
    assert.equal(done.body.decision.allowed, true);
    const { body } = await ask(server.url, "GET", "/v1/accounts/acme", { token });
    assert.deepEqual(
      body.groups.map(({ name }) => name),
      ["Press"],
      "asked twice, done once",
    );
    await server.stop();
  });

  test("that serves a replica decides, follows the primary by polling, and takes no changes", async () => {
    const data = newData();
    const token = makeToken(data);
    const primary = await startServer({ data });
    await ask(primary.url, "PUT", "/v1/accounts/acme", { token, body: acme });
    const standby = await startPostgresql({ replicaOf: postgresql });
    try {
      const replica = await startServer({ data: standby.url(`ready_${count}`), args: ["--listen-data", "none"] });
      const decide = () => ask(replica.url, "POST", "/v1/accounts/acme/decisions", { token, body: mayView });
      assert.deepEqual(
        [(await decide()).body.allowed, await ready(replica.url)],
        [true, { status: 200, decide: true, write: false, codes: ["store_read_only"] }],
      );
      const refused = await ask(replica.url, "POST", "/v1/accounts/acme/requests", { token, body: group("Here") });
      assert.deepEqual([refused.status, refused.body.code], [503, "store_read_only"]);
      const events = await openEvents(
        replica.url,
        `/v1/accounts/acme/events?user=ada&since=${await newest(replica.url, "acme", token)}`,
        token,
      );
      assert.equal(
        (await ask(primary.url, "POST", "/v1/accounts/acme/requests", { token, body: group("There") })).status,
        200,
      );
      assert.equal((await events.next()).event, "delta");
      events.close();
      await replica.stop();
    } finally {
      await primary.stop();
      await standby.remove();
    }
  });
});

test("a disk that is full makes an instance unready to write alone", async () => {
  const disk = dirname(temporaryData());
  const command = `mount -t tmpfs -o size=4m tmpfs ${disk} && exec "$0" "$@"`;
  const server = await startServer({
    data: join(disk, "lockstep.db"),
    within: ["unshare", "--map-root-user", "--mount", "sh", "-c", command],
  });
  const ballast = join(`/proc/${server.process.pid}/root${disk}`, "ballast");
  const file = openSync(ballast, "w");
  assert.throws(() => {
    for (;;) writeSync(file, Buffer.alloc(4096));
  }, /ENOSPC/);
  assert.deepEqual(
    (
      await until(
        () => ready(server.url),
        ({ write }) => !write,
      )
    ).codes,
    ["store_full"],
  );
  closeSync(file);
  unlinkSync(ballast);
  await until(
    () => ready(server.url, "write"),
    ({ status }) => status === 200,
  );
  await server.stop();
});
