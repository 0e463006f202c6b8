// What the scripts of this folder share: running a program, saying what happens, one at a time.
// Like all of them it needs Node alone, for on a fresh clone there is nothing else yet.

import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync, openSync, readFileSync, rmSync, writeSync, closeSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Something failed that the reader can act on: the message says it all, no stack is wanted. */
export class Failure extends Error {}

/** The Node that runs this script, also for the programs that look for `node` and `npm`. */
export const environment = {
  ...process.env,
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
};

/** An npm that another npm starts takes the outer one's folder for its own. */
export function outsideNpm() {
  const env = { ...environment };
  for (const name of Object.keys(env)) {
    if (/^npm_(lifecycle|package)_|^npm_config_(local_prefix|prefix)$|^npm_command$/i.test(name)) delete env[name];
  }
  return env;
}

/**
 * Runs a program to its end. Its output goes to `log` (a path in the repository) if one is given;
 * it is returned too. Never throws: `code` is null when it was killed or could not start.
 */
export function run(command, { cwd = root, log, env = environment, minutes = 60 } = {}) {
  return new Promise((resolve) => {
    const [program, ...args] = command;
    const started = Date.now();
    let output = "";
    let sink;
    if (log) {
      mkdirSync(dirname(join(root, log)), { recursive: true });
      sink = createWriteStream(join(root, log));
    }
    const take = (text) => {
      output += text;
      sink?.write(text);
    };
    // A group of its own, so that a program that hangs goes with the ones it started.
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    const stop = () => killGroup(child.pid);
    const timer = setTimeout(() => {
      take(`\nstopped after ${minutes} minutes\n`);
      stop();
    }, minutes * 60_000);
    process.once("exit", stop);
    child.stdout.setEncoding("utf8").on("data", take);
    child.stderr.setEncoding("utf8").on("data", take);
    const end = (code) => {
      clearTimeout(timer);
      process.off("exit", stop);
      const result = { code, output, seconds: (Date.now() - started) / 1000 };
      if (sink) sink.end(() => resolve(result));
      else resolve(result);
    };
    child.on("error", (error) => {
      take(`${program}: ${error.message}\n`);
      end(null);
    });
    child.on("close", end);
  });
}

function killGroup(pid) {
  try {
    if (pid) process.kill(-pid, "SIGKILL");
  } catch {
    // It had ended by itself.
  }
}

/** `run`, but a failure is a Failure that shows the end of the output. */
export async function must(command, options = {}) {
  const result = await run(command, options);
  if (result.code === 0) return result;
  const where = options.log ? `\n(all of it: ${options.log})` : "";
  throw new Failure(`${lastLines(result.output, 60)}\nfailed: ${command.join(" ")}${where}`);
}

export function lastLines(text, count) {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}

export function say(text) {
  process.stdout.write(`${text}\n`);
}

export function seconds(value) {
  return `${value.toFixed(1)} s`;
}

/** Ends a script: a Failure with its message alone, a mistake of ours with its stack. */
export async function main(work) {
  // Ctrl-C must run the exit handlers, which stop the child processes.
  process.once("SIGINT", () => process.exit(130));
  process.once("SIGTERM", () => process.exit(143));
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    process.stderr.write(`\n${error instanceof Failure ? error.message : error.stack}\n`);
    process.exitCode = 1;
  }
}

/** True when `url` (an import.meta.url) is the script that Node was asked to run. */
export function isMain(url) {
  return process.argv[1] !== undefined && fileURLToPath(url) === process.argv[1];
}

/** Two commands in one checkout would write the same files: the second waits for the first. */
export async function alone(work) {
  const path = join(root, "build", "lock");
  mkdirSync(dirname(path), { recursive: true });
  for (let said = false; !take(path); said = true) {
    if (!said) say(`waiting for process ${holder(path)}, which is building here`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const release = () => rmSync(path, { force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
}

function take(path) {
  try {
    const file = openSync(path, "wx");
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    // A killed process leaves its lock behind.
    if (!isAlive(holder(path))) rmSync(path, { force: true });
    return false;
  }
}

function holder(path) {
  try {
    return Number(readFileSync(path, "utf8"));
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  // Between its creation and its writing a lock names no process; its owner is alive.
  if (pid === 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
