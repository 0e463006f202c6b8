// The same tests on both databases.

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
    tests(() => postgresql.url(`lockstep_${++count}`), () => postgresql);
  });
}
