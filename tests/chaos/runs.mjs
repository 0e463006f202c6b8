// The runs of `npm run chaos`. Each gives a result for each of its parts.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { isPostgresql } from "../http/databases.mjs";
import { darkWayTo } from "../http/partition.mjs";
import { startPgbouncer, startPostgresql } from "../http/postgresql.mjs";
import { ask, makeToken, startServer, temporaryData } from "../http/server.mjs";
import { Load, roomy } from "./load.mjs";
import { switchPolicy } from "./policy_switch.mjs";

async function makeAccount(url, token) {
  const { status, body } = await ask(url, "PUT", "/v1/accounts/acme", { token, body: roomy });
  if (status !== 201) throw new Error(`the account was not made: ${status} ${JSON.stringify(body)}`);
}

/** The same on both databases. */
async function onBoth(work) {
  const postgresql = await startPostgresql();
  try {
    return { SQLite: await work(temporaryData()), PostgreSQL: await work(postgresql.url("chaos")) };
  } finally {
    await postgresql.remove();
  }
}

/** The server is killed again and again, and started on the same port. */
async function crash({ isShort }) {
  return onBoth(async (data) => {
    const token = makeToken(data);
    let server = await startServer({ data });
    await makeAccount(server.url, token);
    const load = new Load([server.url], token);
    for (let kills = isShort ? 2 : 10; kills > 0; kills--) {
      await load.until(isShort ? 50 : 300);
      await server.kill();
      server = await startServer({ data, port: server.port });
    }
    await load.until(50);
    await load.end();
    const result = await load.result(server.url, data);
    await server.stop();
    return result;
  });
}

/** Runs a command while the load goes on. */
async function must(command, input) {
  const child = spawn(command[0], command.slice(1), { stdio: ["pipe", "pipe", "pipe"] });
  let output = "",
    errors = "";
  child.stdout.setEncoding("utf8").on("data", (more) => (output += more));
  child.stderr.setEncoding("utf8").on("data", (more) => (errors += more));
  child.stdin.end(input);
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${command.join(" ")}: ${errors}`);
  return output;
}

/** Copies what is in the database now; the function returned puts it back. */
async function copyOf(data) {
  if (isPostgresql(data)) {
    const dump = await must(["pg_dump", "--clean", "--if-exists", data]);
    return async () => {
      // It takes every table's lock while others write: PostgreSQL ends one of two that wait for each other. An
      // operator tries again.
      for (let tries = 20; ; tries--) {
        try {
          return await must(["psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", data], dump);
        } catch (error) {
          if (tries === 0 || !/deadlock detected/.test(error.message)) throw error;
        }
      }
    };
  }
  const copy = temporaryData();
  await must(["sqlite3", data, ".timeout 10000", `.backup ${copy}`]);
  return () => must(["sqlite3", data, ".timeout 10000", `.restore ${copy}`]);
}

/**
 * An older copy is put back into the database while the server writes to it. What came after the copy is gone: an
 * operator wanted that.
 */
async function restore({ isShort }) {
  return onBoth(async (data) => {
    const token = makeToken(data);
    const server = await startServer({ data });
    await makeAccount(server.url, token);
    const load = new Load([server.url], token);
    await load.until(isShort ? 50 : 500);
    const copied = Date.now();
    const putBack = await copyOf(data);
    await load.until(isShort ? 50 : 500);
    await putBack();
    const restored = Date.now();
    await load.until(isShort ? 50 : 500);
    const followed =
      Math.min(
        ...[...load.acknowledged.values()].filter(({ sent }) => sent > restored).map(({ answered }) => answered),
      ) - restored;
    await load.end();
    const result = await load.result(server.url, data, {
      mayMiss: ({ sent, answered }) => answered >= copied && sent <= restored,
    });
    await server.stop();
    return { ...result, note: `went on ${followed} ms after the restore` };
  });
}

/** Of two servers one loses its way to the database, without a word, and gets it back. */
async function partition({ isShort }) {
  const postgresql = await startPostgresql();
  try {
    const data = postgresql.url("chaos");
    const token = makeToken(data);
    const way = await darkWayTo(data);
    const args = ["--database-time", "2"];
    const [near, far] = [await startServer({ data, args }), await startServer({ data: way.url, args })];
    await makeAccount(near.url, token);
    const load = new Load([near.url, far.url], token);
    await load.until(50);
    for (let times = isShort ? 1 : 3; times > 0; times--) {
      way.darken();
      await sleep(isShort ? 2500 : 8000);
      way.lighten();
      await load.until(isShort ? 100 : 500);
    }
    await load.end();
    const results = [await load.result(near.url, data), await load.result(far.url, data)];
    await Promise.all([near.stop(), far.stop()]);
    return { "first server": results[0], "second server": results[1] };
  } finally {
    await postgresql.remove();
  }
}

/** Two servers behind PgBouncer in transaction mode, which is killed again and again. */
async function pgbouncer({ isShort }) {
  const postgresql = await startPostgresql();
  let pooler = await startPgbouncer(postgresql, { connections: 8 });
  try {
    const direct = postgresql.url("chaos");
    const data = pooler.through(direct);
    const token = makeToken(data);
    const servers = [];
    for (let n = 0; n < 2; n++) servers.push(await startServer({ data, args: ["--listen-data", direct] }));
    await makeAccount(servers[0].url, token);
    const load = new Load(
      servers.map(({ url }) => url),
      token,
    );
    for (let kills = isShort ? 1 : 5; kills > 0; kills--) {
      await load.until(isShort ? 50 : 300);
      await pooler.kill();
      pooler = await startPgbouncer(postgresql, { connections: 8, port: pooler.port });
    }
    await load.until(50);
    await load.end();
    const result = await load.result(servers[1].url, direct);
    for (const server of servers) await server.stop();
    return { "transaction mode": result };
  } finally {
    await pooler.kill();
    await postgresql.remove();
  }
}

/**
 * Three PostgreSQL nodes under Patroni, synchronous: a switchover, a killed primary, and one cut off from the others.
 */
async function failover() {
  const { Cluster } = await import("./cluster.mjs");
  const cluster = await Cluster.start();
  const servers = [];
  try {
    const data = cluster.url("lockstep");
    const token = makeToken(data);
    const args = ["--database-time", "5"];
    for (let n = 0; n < 2; n++) servers.push(await startServer({ data, args }));
    await makeAccount(servers[0].url, token);
    const events = {
      switchover: () => cluster.switchover(),
      "killed primary": async () => {
        const primary = await cluster.primary();
        primary.kill();
        await cluster.untilPrimaryIsNot(primary);
        return () => cluster.startNode(primary);
      },
      "primary cut off": async () => {
        const primary = await cluster.primary();
        cluster.cutOff(primary);
        await cluster.untilPrimaryIsNot(primary);
        return () => cluster.heal(primary);
      },
    };
    const results = {};
    for (const [name, happen] of Object.entries(events)) {
      await cluster.untilWhole();
      const load = new Load(
        servers.map(({ url }) => url),
        token,
        { prefix: name },
      );
      await load.until(200);
      const mend = await happen();
      await load.until(200);
      await mend?.();
      await cluster.untilWhole();
      await load.until(200);
      await load.end();
      results[name] = await load.result(servers[0].url, data);
    }
    return results;
  } catch (error) {
    throw new Error(`${error.stack}\n${cluster.logs()}`);
  } finally {
    for (const server of servers) await server.kill();
    cluster.remove();
  }
}

export const runs = {
  crash: { run: crash },
  restore: { run: restore },
  partition: { run: partition },
  pgbouncer: { run: pgbouncer },
  "policy-switch": { run: (options) => onBoth((data) => switchPolicy(data, options)) },
  failover: { run: failover, needsCluster: true },
};
