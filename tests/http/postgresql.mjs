// A PostgreSQL of the tests' own: a new cluster in a temporary folder, on a free port of this machine alone.

import { spawn, spawnSync } from "node:child_process";
import { chownSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

const programs = () => {
  const versions = readdirSync("/usr/lib/postgresql").sort((one, other) => Number(one) - Number(other));
  return `/usr/lib/postgresql/${versions.at(-1)}/bin`;
};

/** PostgreSQL refuses to run as root. */
function asItself(command) {
  return process.getuid?.() === 0 ? ["runuser", "-u", "postgres", "--", ...command] : command;
}

function must(command, options) {
  const { status, stdout, stderr } = spawnSync(command[0], command.slice(1), { encoding: "utf8", ...options });
  if (status !== 0) throw new Error(`${command.join(" ")}\n${stdout}${stderr}`);
  return stdout;
}

/** A port of 127.0.0.1 that nothing listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** A new folder that PostgreSQL may write to. */
function temporaryFolder() {
  const folder = mkdtempSync("/tmp/lockstep-postgresql-");
  if (process.getuid?.() === 0) {
    const [uid, gid] = ["-u", "-g"].map((what) => Number(must(["id", what, "postgres"])));
    chownSync(folder, uid, gid);
  }
  return folder;
}

/**
 * `{ port, url(database), start(), stop(), remove() }`; each database is made where it is first asked for. With
 * `replicaOf`, another of these, it is a hot standby of that one.
 */
export async function startPostgresql({ replicaOf } = {}) {
  const folder = temporaryFolder();
  const data = join(folder, "data");
  const options = { cwd: folder };
  if (replicaOf)
    must(
      asItself([
        join(programs(), "pg_basebackup"),
        "-D",
        data,
        "-h",
        "127.0.0.1",
        "-p",
        String(replicaOf.port),
        "-U",
        "lockstep",
        "-R",
        "-c",
        "fast",
        "--no-sync",
      ]),
      options,
    );
  else
    must(
      asItself([join(programs(), "initdb"), "-D", data, "-U", "lockstep", "-A", "trust", "-E", "UTF8", "--no-sync"]),
      options,
    );
  const port = await freePort();
  let server;
  const start = async () => {
    const command = asItself([
      join(programs(), "postgres"),
      "-D",
      data,
      "-p",
      String(port),
      "-c",
      "listen_addresses=127.0.0.1",
      "-c",
      `unix_socket_directories=${folder}`,
      "-c",
      "log_min_messages=fatal",
    ]);
    server = spawn(command[0], command.slice(1), { ...options, stdio: ["ignore", "ignore", "pipe"] });
    for (
      let tries = 0;
      spawnSync(join(programs(), "pg_isready"), ["-q", "-h", "127.0.0.1", "-p", String(port)]).status !== 0;
      tries++
    ) {
      if (server.exitCode !== null || tries > 600) throw new Error("PostgreSQL does not start.");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const stop = () => {
    if (server.exitCode !== null) return Promise.resolve();
    const ended = new Promise((resolve) => server.once("exit", resolve));
    must(asItself([join(programs(), "pg_ctl"), "-D", data, "-m", "immediate", "stop"]), options);
    return ended;
  };
  await start();
  const made = new Set();
  return {
    port,
    url(database) {
      if (!replicaOf && !made.has(database))
        must([join(programs(), "createdb"), "-h", "127.0.0.1", "-p", String(port), "-U", "lockstep", database]);
      made.add(database);
      return `postgresql://lockstep@127.0.0.1:${port}/${database}`;
    },
    start,
    stop,
    async remove() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A PgBouncer before a PostgreSQL of `startPostgresql`, with few connections for many clients: `{ port, through(url),
 * kill() }`.
 */
export async function startPgbouncer(postgresql, { mode = "transaction", connections = 3, port } = {}) {
  const folder = temporaryFolder();
  port ??= await freePort();
  const settings = [
    "[databases]",
    `* = host=127.0.0.1 port=${postgresql.port}`,
    "[pgbouncer]",
    "listen_addr = 127.0.0.1",
    `listen_port = ${port}`,
    "unix_socket_dir =",
    "auth_type = trust",
    `auth_file = ${join(folder, "users")}`,
    `pool_mode = ${mode}`,
    `default_pool_size = ${connections}`,
    "log_connections = 0",
    "log_disconnections = 0",
  ];
  writeFileSync(join(folder, "users"), '"lockstep" ""\n', { mode: 0o644 });
  writeFileSync(join(folder, "settings.ini"), settings.join("\n"), { mode: 0o644 });
  const command = asItself(["pgbouncer", "-q", join(folder, "settings.ini")]);
  // A group of its own, so that `runuser` and PgBouncer end together.
  const server = spawn(command[0], command.slice(1), { cwd: folder, stdio: "ignore", detached: true });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const killAll = () => process.kill(-server.pid, "SIGKILL");
  const killed = () => server.exitCode === null && server.signalCode === null && killAll();
  process.once("exit", killed);
  const kill = async () => {
    process.off("exit", killed);
    killed();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (
    let tries = 0;
    spawnSync(join(programs(), "pg_isready"), ["-q", "-h", "127.0.0.1", "-p", String(port)]).status !== 0;
    tries++
  ) {
    if (server.exitCode !== null || tries > 200) throw new Error("PgBouncer does not start.");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { port, through: (url) => url.replace(`:${postgresql.port}/`, `:${port}/`), kill };
}
