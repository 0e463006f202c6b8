// A lockstep server of a test's own, and asking it.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../tools/run.mjs";

export const lockstep = join(root, "build/native/lockstep");

/** A file for SQLite in a folder that goes when the tests end. */
export function temporaryData() {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-http-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "lockstep.db");
}

/** Runs a command to its end: `{ code, output }`. */
export function run(...args) {
  const { status, stdout, stderr } = spawnSync(lockstep, args, { encoding: "utf8", cwd: root });
  return { code: status, output: stdout + stderr };
}

/** A service key: for every account, or one. */
export function makeToken(data, account) {
  const { code, output } = run(
    "key",
    "--data",
    data,
    "create",
    "--new",
    "tests",
    ...(account ? ["--account", account] : []),
  );
  if (code !== 0) throw new Error(output);
  return output.trim();
}

/**
 * Starts a server and waits until it prints its address. `within` is a command to run it by, `program` another program.
 * Returns `{ url, port, process, closed, stop(), kill() }`; `closed` is what it has written to standard error.
 */
export async function startServer({
  data = temporaryData(),
  port = 0,
  args = [],
  within = [],
  program: served = lockstep,
} = {}) {
  const [program, ...before] = [...within, served];
  const child = spawn(
    program,
    [
      ...before,
      "serve",
      ...(data === null ? [] : ["--data", data]),
      ...(args.includes("--port") ? [] : ["--port", String(port)]),
      ...args,
    ],
    { cwd: root, stdio: ["ignore", "pipe", "pipe"] },
  );
  const killed = () => child.kill("SIGKILL");
  process.once("exit", killed);
  child.once("exit", () => process.off("exit", killed));
  let errors = "";
  child.stderr.on("data", (chunk) => (errors += chunk));
  const ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
  const closed = new Promise((resolve) => child.once("close", () => resolve(errors)));
  const url = await new Promise((resolve, reject) => {
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
      const address = /^(http:\S+)\/$/m.exec(output);
      if (address) resolve(address[1]);
    });
    ended.then(({ code }) => reject(new Error(`The server ended with ${code}: ${errors}`)));
  });
  const end = (signal) => {
    child.kill(signal);
    return ended;
  };
  return {
    url,
    data,
    port: Number(new URL(url).port),
    process: child,
    closed,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}

/** Asks: `{ status, headers, body }`, the body read as JSON where it is. */
export async function ask(url, method, path, { token, body, headers = {} } = {}) {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body !== undefined ? { "content-type": "application/json" } : {}),
      ...headers,
    },
    body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get("content-type") ?? "");
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** Returns the value of a metric; undefined where the server has none of that name, or too many connections. */
export async function metricOf(url, token, name) {
  const { body } = await ask(url, "GET", "/metrics", { token, headers: { connection: "close" } });
  const line = String(body)
    .split("\n")
    .find((each) => each.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

/** Asks until the answer is true. Has no limit of its own: the suite has one. */
export async function until(holds) {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}

/** Opens a connection of bytes: `text()` returns the bytes received, `ended` resolves when the server has closed it. */
export async function openSocket(port) {
  const socket = connect(port, "127.0.0.1");
  let text = "";
  socket
    .setEncoding("latin1")
    .on("data", (more) => (text += more))
    .on("error", () => {});
  const ended = new Promise((resolve) => socket.once("close", resolve));
  await once(socket, "connect");
  return { socket, text: () => text, ended };
}

/** An account of ours: an administrator, a restricted user with a share, another without, a file without an owner. */
export const acme = {
  format: "lockstep-account/1",
  id: "acme",
  revision: 1,
  plan: "enterprise",
  users: [
    { id: "ada", name: "Ada", email: "ada@acme.test", role: "account_administrator" },
    { id: "rita", name: "Rita", email: "rita@acme.test", role: "media_library_restricted_access" },
    { id: "rob", name: "Rob", email: "rob@acme.test", role: "media_library_restricted_access" },
    { id: "vera", name: "Vera", email: "vera@acme.test", role: "media_library_view_only_access" },
  ],
  assets: [
    { id: "f1", kind: "folder", path: "/marketing" },
    { id: "f2", kind: "folder", path: "/secret" },
    { id: "a1", kind: "file", path: "/marketing/logo.png" },
  ],
  shares: [{ on: "f1", with: { user: "rita" }, level: "view" }],
  links: [{ id: "l1", on: "f2" }],
};

/** The newest revision of an account with its history, as `since` takes it. */
export async function newest(url, account, token) {
  return (
    await ask(url, "POST", `/v1/accounts/${account}/decisions`, { token, body: { action: "profile.edit" } })
  ).headers.get("lockstep-revision");
}

/** A revision of no history: a stream from it begins with `reload`. */
export const ofNoHistory = "1.0000000000000000";

/** The events of a stream, one by one; `close` ends it. */
export async function openEvents(url, path, token, headers = {}) {
  const controller = new AbortController();
  const response = await fetch(url + path, {
    headers: { authorization: `Bearer ${token}`, ...headers },
    signal: controller.signal,
  });
  async function* read() {
    let text = "";
    try {
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
          const fields = Object.fromEntries(
            text
              .slice(0, end)
              .split("\n")
              .filter((line) => !line.startsWith(":"))
              .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(": ") + 2)]),
          );
          text = text.slice(end + 2);
          if (fields.event) yield { ...fields, data: JSON.parse(fields.data) };
        }
      }
    } catch (error) {
      if (!controller.signal.aborted) throw error;
    }
  }
  const events = read();
  return {
    status: response.status,
    headers: response.headers,
    next: async () => (await events.next()).value,
    close: () => controller.abort(),
  };
}
