// Three PostgreSQL nodes under Patroni with etcd, each in a network namespace of its own on this machine, and a HAProxy
// before them that leads to the primary. Needs root.

import { spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../http/postgresql.mjs";

const names = ["n1", "n2", "n3"];

function must(command, options) {
  const { status, stdout, stderr, error } = spawnSync(command[0], command.slice(1), { encoding: "utf8", ...options });
  if (status !== 0) throw new Error(`${command.join(" ")}\n${error ?? ""}${stdout}${stderr}`);
  return stdout.trim();
}
const mayFail = (command) => spawnSync(command[0], command.slice(1), { encoding: "utf8" });

/** Asks until `isRight`; throws after so many seconds. */
async function until(what, seconds, isRight) {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    if (await isRight().catch(() => false)) return;
    await sleep(200);
  }
  throw new Error(`after ${seconds} s: ${what}`);
}

/** A node's network: a namespace on a bridge, with an address of its own. */
class Node {
  constructor(network, name, index) {
    this.name = name;
    this.namespace = `${network.prefix}${name}`;
    this.link = `${network.prefix}v${index}`;
    this.address = `${network.base}.${11 + index}`;
    this.processes = [];
    must(["ip", "netns", "add", this.namespace]);
    must(["ip", "link", "add", this.link, "type", "veth", "peer", "name", "eth0", "netns", this.namespace]);
    must(["ip", "link", "set", this.link, "master", network.bridge, "up"]);
    for (const change of [
      ["addr", "add", `${this.address}/24`, "dev", "eth0"],
      ["link", "set", "eth0", "up"],
      ["link", "set", "lo", "up"],
    ])
      must(["ip", "-n", this.namespace, ...change]);
  }

  run(command, log) {
    const child = spawn(
      "ip",
      [
        "netns",
        "exec",
        this.namespace,
        "runuser",
        "-u",
        "postgres",
        "--",
        "sh",
        "-c",
        `exec "$0" "$@" >>${log} 2>&1`,
        ...command,
      ],
      { stdio: "ignore", cwd: "/tmp" },
    );
    this.processes.push(child);
  }

  /** Ends everything in the namespace at once, as a power cut does. */
  kill() {
    for (const pid of must(["ip", "netns", "pids", this.namespace]).split("\n").filter(Boolean)) {
      try {
        process.kill(Number(pid), "SIGKILL");
      } catch {
        // It had ended by itself.
      }
    }
  }

  remove() {
    if (mayFail(["ip", "netns", "pids", this.namespace]).status === 0) this.kill();
    mayFail(["ip", "netns", "del", this.namespace]);
    mayFail(["ip", "link", "del", this.link]);
  }
}

export class Cluster {
  static async start() {
    const cluster = new Cluster();
    process.once("exit", () => cluster.remove());
    try {
      await cluster.#begin();
    } catch (error) {
      cluster.remove();
      throw error;
    }
    return cluster;
  }

  #isRemoved = false;

  async #begin() {
    this.folder = mkdtempSync("/tmp/lockstep-chaos-");
    chmodSync(this.folder, 0o755);
    this.uid = Number(must(["id", "-u", "postgres"]));
    this.gid = Number(must(["id", "-g", "postgres"]));
    // Names of links have at most 15 characters.
    this.network = {
      prefix: `ls${process.pid % 100_000}`,
      bridge: `ls${process.pid % 100_000}b`,
      base: `10.213.${process.pid % 250}`,
    };
    must(["ip", "link", "add", this.network.bridge, "type", "bridge"]);
    must(["ip", "addr", "add", `${this.network.base}.1/24`, "dev", this.network.bridge]);
    must(["ip", "link", "set", this.network.bridge, "up"]);
    this.nodes = names.map((name, index) => new Node(this.network, name, index));
    for (const node of this.nodes) this.startNode(node);
    await until("there is no primary", 120, async () => (await this.primary()) !== undefined);
    await until(
      "the standbys are not there",
      120,
      async () =>
        (await this.members()).filter(({ state }) => state === "streaming" || state === "running").length === 3,
    );
    await this.#startHaproxy();
    const { stdout, stderr } = mayFail(["psql", "-X", "-q", this.url("postgres"), "-c", "CREATE DATABASE lockstep"]);
    if (stderr) throw new Error(stdout + stderr);
  }

  #file(name, text) {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    chownSync(path, this.uid, this.gid);
    return path;
  }

  startNode(node) {
    const folder = join(this.folder, node.name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chownSync(folder, this.uid, this.gid);
    const members = this.nodes ?? [];
    const peers = members.map(({ name, address }) => `${name}=http://${address}:2380`).join(",");
    const clients = `http://${node.address}:2379`;
    node.run(
      [
        "etcd",
        "--name",
        node.name,
        "--data-dir",
        join(folder, "etcd"),
        "--listen-peer-urls",
        `http://${node.address}:2380`,
        "--initial-advertise-peer-urls",
        `http://${node.address}:2380`,
        "--listen-client-urls",
        clients,
        "--advertise-client-urls",
        clients,
        "--initial-cluster",
        peers,
        "--initial-cluster-state",
        "new",
        "--log-level",
        "error",
      ],
      join(folder, "etcd.log"),
    );
    const settings = {
      scope: "lockstep",
      name: node.name,
      restapi: { listen: `${node.address}:8008`, connect_address: `${node.address}:8008` },
      etcd3: { hosts: members.map(({ address }) => `${address}:2379`) },
      bootstrap: {
        dcs: {
          ttl: 20,
          loop_wait: 2,
          retry_timeout: 5,
          synchronous_mode: true,
          postgresql: {
            use_pg_rewind: true,
            parameters: { max_connections: 100, wal_log_hints: "on", log_min_messages: "error" },
          },
        },
        initdb: [{ encoding: "UTF8" }, { "auth-local": "trust" }, { "auth-host": "trust" }, "no-sync"],
      },
      postgresql: {
        listen: `${node.address}:5432`,
        connect_address: `${node.address}:5432`,
        data_dir: join(folder, "data"),
        bin_dir: must(["pg_config", "--bindir"]),
        pg_hba: ["local all all trust", "host all all 0.0.0.0/0 trust", "host replication all 0.0.0.0/0 trust"],
        authentication: { superuser: { username: "postgres" }, replication: { username: "replicator" } },
        parameters: { unix_socket_directories: folder },
      },
      watchdog: { mode: "off" },
    };
    // JSON is YAML.
    const file = this.#file(`${node.name}.yml`, JSON.stringify(settings));
    node.run(["patroni", file], join(folder, "patroni.log"));
  }

  async #startHaproxy() {
    this.port = await freePort();
    const servers = this.nodes
      .map(({ name, address }) => `  server ${name} ${address}:5432 check port 8008`)
      .join("\n");
    const file = this.#file(
      "haproxy.cfg",
      `global\n  maxconn 500\ndefaults\n  mode tcp\n  retries 2\n  timeout connect 2s\n  timeout check 2s\n  timeout client 30m\n  timeout server 30m\nlisten primary\n  bind 127.0.0.1:${this.port}\n  option httpchk OPTIONS /primary\n` +
        `  http-check expect status 200\n  default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions\n${servers}\n`,
    );
    this.haproxy = spawn("haproxy", ["-q", "-db", "-f", file], { stdio: "ignore" });
    // It takes every server for the primary until it has checked them.
    await sleep(3000);
    await until(
      "HAProxy does not lead to the primary",
      30,
      async () =>
        mayFail(["psql", "-X", "-A", "-t", this.url("postgres"), "-c", "SELECT pg_is_in_recovery()"]).stdout.trim() ===
        "f",
    );
  }

  /** The way to the primary, whichever it is. */
  url(database) {
    return `postgresql://postgres@127.0.0.1:${this.port}/${database}`;
  }

  async members() {
    for (const { address } of this.nodes) {
      try {
        const response = await fetch(`http://${address}:8008/cluster`, { signal: AbortSignal.timeout(2000) });
        return (await response.json()).members;
      } catch {
        // Another one may answer.
      }
    }
    return [];
  }

  /** The node that says that it is the primary, and holds the lock. */
  async primary() {
    for (const node of this.nodes) {
      const response = await fetch(`http://${node.address}:8008/primary`, { signal: AbortSignal.timeout(2000) }).catch(
        () => undefined,
      );
      if (response?.status === 200) return node;
    }
    return undefined;
  }

  async untilPrimaryIsNot(node, seconds = 90) {
    await until(`${node.name} is still the primary, or nobody is`, seconds, async () => {
      const primary = await this.primary();
      return primary !== undefined && primary !== node;
    });
  }

  async untilWhole(seconds = 120) {
    await until("not all nodes are back", seconds, async () => {
      const members = await this.members();
      const isWhole =
        members.length === 3 && members.every(({ state }) => state === "streaming" || state === "running");
      return isWhole && members.some(({ role }) => role === "sync_standby");
    });
  }

  async switchover() {
    const primary = await this.primary();
    const candidate = (await this.members()).find(({ role }) => role === "sync_standby").name;
    const response = await fetch(`http://${primary.address}:8008/switchover`, {
      method: "POST",
      body: JSON.stringify({ leader: primary.name, candidate }),
      headers: { "content-type": "application/json" },
    });
    if (response.status !== 200) throw new Error(`switchover: ${response.status} ${await response.text()}`);
    await this.untilPrimaryIsNot(primary);
  }

  /** Cuts a node off from the others, but not from its clients. */
  cutOff(node) {
    for (const { address } of this.nodes)
      if (address !== node.address) must(["ip", "-n", node.namespace, "route", "add", "blackhole", `${address}/32`]);
  }

  heal(node) {
    for (const { address } of this.nodes)
      if (address !== node.address) must(["ip", "-n", node.namespace, "route", "del", "blackhole", `${address}/32`]);
  }

  logs() {
    return this.nodes
      .map(({ name }) => `${name}:\n${mayFail(["tail", "-n", "25", join(this.folder, name, "patroni.log")]).stdout}`)
      .join("\n");
  }

  remove() {
    if (this.#isRemoved) return;
    this.#isRemoved = true;
    this.haproxy?.kill("SIGKILL");
    for (const node of this.nodes ?? []) node.remove();
    if (this.network) mayFail(["ip", "link", "del", this.network.bridge]);
    if (this.folder && !process.env.LOCKSTEP_KEEP) rmSync(this.folder, { recursive: true, force: true });
  }
}
