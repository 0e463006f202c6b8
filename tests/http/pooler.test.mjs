// Between the server and PostgreSQL: a pooler, or no notifications at all.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { execute } from "./databases.mjs";
import { startPgbouncer, startPostgresql } from "./postgresql.mjs";
import { acme, ask, makeToken, newest, openEvents, run, startServer } from "./server.mjs";

const share = (user) => ({
  principal: { user: "ada" },
  action: "asset.share",
  resource: { path: "/secret" },
  context: { with: { user }, level: "view" },
});
const group = (name) => ({ principal: { system: true }, action: "group.create", context: { name } });
const mayView = { principal: { user: "rita" }, action: "asset.view", resource: { path: "/secret" } };
/** Changes of other instances are noticed by notifications alone. */
const neverPolls = ["--poll", "3600", "--stale-after", "7200"];

let postgresql;
let count = 0;
before(async () => (postgresql = await startPostgresql()));
after(() => postgresql.remove());
const newData = () => postgresql.url(`pooled_${++count}`);

/** A change through one instance reaches an event stream and a decision of the other. */
async function reachesTheOther(one, other, token) {
  const call = (url, path, body) => ask(url, "POST", `/v1/accounts/acme/${path}`, { token, body });
  assert.equal(
    (await ask(one.url, "PUT", "/v1/accounts/acme", { token, body: { ...acme, limits: { groups: 1000 } } })).status,
    201,
  );
  assert.equal((await call(other.url, "decisions", mayView)).body.allowed, false);
  const events = await openEvents(
    other.url,
    `/v1/accounts/acme/events?user=rita&since=${await newest(other.url, "acme", token)}`,
    token,
  );
  assert.equal((await call(one.url, "requests", share("rita"))).status, 200);
  const event = await events.next();
  assert.deepEqual([event.event, event.data.shares.length], ["delta", 1]);
  events.close();
  assert.equal((await call(other.url, "decisions", mayView)).body.allowed, true);
}

describe("PgBouncer in transaction mode", () => {
  let pgbouncer;
  before(async () => (pgbouncer = await startPgbouncer(postgresql)));
  after(() => pgbouncer.kill());

  test("serves two instances, which hear of each other by `--listen-data`", async () => {
    const direct = newData();
    const data = pgbouncer.through(direct);
    const token = makeToken(data);
    const args = ["--listen-data", direct, ...neverPolls];
    const both = await Promise.all([startServer({ data, args }), startServer({ data, args })]);
    try {
      await reachesTheOther(both[0], both[1], token);
      const answers = await Promise.all(
        Array.from({ length: 60 }, (_, n) =>
          ask(both[n % 2].url, "POST", "/v1/accounts/acme/requests", {
            token,
            body: group(`g${n}`),
            headers: { "idempotency-key": `g${n}` },
          }),
        ),
      );
      assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
      const pages = await Promise.all(
        Array.from({ length: 20 }, (_, n) => ask(both[n % 2].url, "GET", "/v1/accounts/acme/audit?limit=5", { token })),
      );
      assert.deepEqual([...new Set(pages.map(({ status }) => status))], [200]);
      for (const { url } of both)
        assert.deepEqual((await ask(url, "GET", "/readyz?for=write")).body, {
          status: "ready",
          decide: true,
          write: true,
          problems: [],
        });
      assert.equal(run("audit", "--data", data, "verify").code, 0);
      assert.equal(
        execute(data, "SHOW lock_timeout;\nSHOW default_transaction_read_only;"),
        "0\noff",
        "no setting stays on a connection that others get",
      );
    } finally {
      for (const server of both) await server.stop();
    }
  });

  test("is noticed where it is listened through, and the instances hear of each other by polling", async () => {
    const data = pgbouncer.through(newData());
    const token = makeToken(data);
    const [one, other] = await Promise.all([startServer({ data }), startServer({ data })]);
    const warned = new Promise((resolve) =>
      other.process.stderr.on(
        "data",
        (text) => /does not pass notifications on.*--listen-data/.test(text) && resolve(),
      ),
    );
    await reachesTheOther(one, other, token);
    await warned;
    await Promise.all([one.stop(), other.stop()]);
  });
});

test("behind PgBouncer in session mode nothing is lost: an instance listens through it", async () => {
  const pgbouncer = await startPgbouncer(postgresql, { mode: "session", connections: 30 });
  const data = pgbouncer.through(newData());
  const token = makeToken(data);
  const [one, other] = await Promise.all([
    startServer({ data, args: neverPolls }),
    startServer({ data, args: neverPolls }),
  ]);
  await reachesTheOther(one, other, token);
  await Promise.all([one.stop(), other.stop()]);
  await pgbouncer.kill();
});

test("without LISTEN, instances hear of each other by polling", async () => {
  const data = newData();
  const token = makeToken(data);
  const args = ["--listen-data", "none"];
  const [one, other] = await Promise.all([startServer({ data, args }), startServer({ data, args })]);
  await reachesTheOther(one, other, token);
  for (const { process, closed, stop } of [one, other]) {
    assert.ok(process.pid);
    await stop();
    assert.equal(await closed, "");
  }
});

test("`--listen-data` is an address of PostgreSQL or `none`, and `--stale-after` is more than `--poll`", () => {
  const data = newData();
  assert.match(
    run("serve", "--data", data, "--listen-data", "lockstep.db").output,
    /--listen-data: Must be postgresql:/,
  );
  assert.match(run("serve", "--data", data, "--poll", "10").output, /--stale-after: Must be more than --poll/);
});
