// Puts a database back to how it was, as an operator does, while servers may have it open.

import { spawnSync } from "node:child_process";
import { isPostgresql } from "./databases.mjs";
import { temporaryData } from "./server.mjs";

function must(command, input) {
  const { status, stdout, stderr } = spawnSync(command[0], command.slice(1), {
    input,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${command.join(" ")}\n${stderr}`);
  return stdout;
}

/** Copies what is in the database now; the function returned puts it back, or into another database. */
export function copyOf(data) {
  if (isPostgresql(data)) {
    const dump = must(["pg_dump", "--clean", "--if-exists", data]);
    return (to = data) => must(["psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", to], dump);
  }
  const copy = temporaryData();
  must(["sqlite3", data, `.backup ${copy}`]);
  return (to = data) => must(["sqlite3", to, `.restore ${copy}`]);
}
