// The same tests on both databases.

import { spawnSync } from "node:child_process";
import { after, before, describe } from "node:test";
import { startPostgresql } from "./postgresql.mjs";
import { temporaryData } from "./server.mjs";

/** Describes `tests` once for SQLite and once for PostgreSQL; each gets a function that gives a new, empty database. */
export function onBothDatabases(name, tests) {
  describe(`${name}, on SQLite`, () => tests(temporaryData));
  describe(`${name}, on PostgreSQL`, () => {
    let postgresql;
    let count = 0;
    before(async () => (postgresql = await startPostgresql()));
    after(() => postgresql.remove());
    tests(
      () => postgresql.url(`lockstep_${++count}`),
      () => postgresql,
    );
  });
}

export const isPostgresql = (data) => data.startsWith("postgresql://");

/** Runs statements on a database, beside its server if it has one, and gives what they say. */
export function execute(data, statements) {
  const command = isPostgresql(data)
    ? ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", data]
    : ["sqlite3", "-bail", "-cmd", ".timeout 30000", data];
  const { status, stdout, stderr } = spawnSync(command[0], command.slice(1), {
    input: statements,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${command[0]}: ${stderr}`);
  return stdout.trim();
}
