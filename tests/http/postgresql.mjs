// A PostgreSQL of the tests' own: a new cluster in a temporary folder, on a free port of this machine alone.

import { spawn, spawnSync } from "node:child_process";
import { chownSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
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

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** `{ url(database), start(), stop(), remove() }`; each database is made where it is first asked for. */
export async function startPostgresql() {
  const folder = mkdtempSync("/tmp/lockstep-postgresql-");
  if (process.getuid?.() === 0) {
    const [uid, gid] = ["-u", "-g"].map((what) => Number(must(["id", what, "postgres"])));
    chownSync(folder, uid, gid);
  }
  const data = join(folder, "data");
  const options = { cwd: folder };
  must(asItself([join(programs(), "initdb"), "-D", data, "-U", "lockstep", "-A", "trust", "-E", "UTF8", "--no-sync"]), options);
  const port = await freePort();
  let server;
  const start = async () => {
    const command = asItself([join(programs(), "postgres"), "-D", data, "-p", String(port), "-c", "listen_addresses=127.0.0.1", "-c", `unix_socket_directories=${folder}`, "-c", "log_min_messages=fatal"]);
    server = spawn(command[0], command.slice(1), { ...options, stdio: ["ignore", "ignore", "pipe"] });
    for (let tries = 0; spawnSync(join(programs(), "pg_isready"), ["-q", "-h", "127.0.0.1", "-p", String(port)]).status !== 0; tries++) {
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
    url(database) {
      if (!made.has(database)) must([join(programs(), "createdb"), "-h", "127.0.0.1", "-p", String(port), "-U", "lockstep", database]);
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
