// Tries one way of one place: installs its packages, lays its files beside the package, builds, and reads the answers.

import { createHash } from "node:crypto";
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { environment, Failure, lastLines, must, root } from "../../tools/run.mjs";
import { readPage, readRefusal } from "./browser.mjs";
import { installedOn } from "./places.mjs";
import { withFolder } from "./static_server.mjs";

const home = join(root, "build/packages");
const sources = join(root, "tests/packages");

/** The lines that page_answer.js and server_answer.js make where the package works. */
const answers = {
  page: "page: /brand true, /legal false, not_shared: This was not shared with you. function",
  server: "server: /brand true, not_shared: This was not shared with you.",
};

/** What npm would publish. */
export class Tarball {
  static async pack() {
    mkdirSync(home, { recursive: true });
    const { output } = await must(["npm", "pack", "--json", "--loglevel=error", "--pack-destination", home], { env: outsideNpm() });
    const listed = JSON.parse(output.slice(output.search(/[[{]/)));
    const [{ filename, version }] = Array.isArray(listed) ? listed : Object.values(listed);
    const tarball = new Tarball();
    tarball.path = join(home, filename);
    tarball.version = version;
    await tarball.#extract(join(home, "package"));
    tarball.facts = await factsOf(join(home, "package"));
    return tarball;
  }

  /** Puts the package where npm would: it has no dependencies, so nothing else has to be installed for it. */
  installIn(folder) {
    return this.#extract(join(folder, "node_modules", "lockstep"));
  }

  async #extract(folder) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await must(["tar", "-xzf", this.path, "--strip-components=1", "-C", folder]);
  }
}

/** The facts that a place decides over, as a module: snapshots expire, so each run makes its own. */
async function factsOf(installed) {
  const { openAccount } = await import(pathToFileURL(join(installed, "dist/server.js")).href);
  const account = JSON.parse(readFileSync(join(installed, "examples/northpine.json"), "utf8"));
  const facts = {
    account,
    snapshot: (await openAccount(account)).snapshot({ user: "rita" }),
    policy: readFileSync(join(installed, "policies/imagekit.json"), "utf8"),
  };
  return Object.entries(facts).map(([name, fact]) => `export const ${name} = ${JSON.stringify(fact)};\n`).join("");
}

/** Undefined where it works; otherwise what went wrong, for a person to read. */
export async function tryWay({ name, place, version, way }, tarball) {
  const folder = join(home, name.split("/")[0]);
  const log = join("build/packages/logs", `${name.replaceAll("/", "-")}.log`);
  const run = (command) => must(command, { cwd: folder, env: within(folder), log, minutes: 15 });
  try {
    await install(folder, place, version, tarball);
    lay(folder, place, way, tarball);
    for (const words of way.build ?? []) {
      const command = words.map((word) => word.replace("$TARBALL", tarball.path));
      refuseWarnings(await run(command));
    }
    if (way.run) readOutput(await run(way.run));
    const read = (address) => readPages(address, way);
    if (way.folder) await withFolder(join(folder, way.folder), read);
    if (way.serve) await withServer(way.serve, folder, read);
    return undefined;
  } catch (error) {
    return error instanceof Failure ? error.message : lastLines(error.stack, 60);
  }
}

function readOutput({ output }) {
  const missing = Object.values(answers).filter((line) => !output.includes(line));
  if (missing.length > 0) throw new Failure(`${lastLines(output, 60)}\nIt did not print:\n${missing.join("\n")}`);
}

async function readPages(address, { pages = { "": ["page"] }, refused }) {
  const read = refused ? readRefusal : readPage;
  for (const [path, names] of Object.entries(pages)) await read(`${address}${path}`, names.map((name) => answers[name]));
}

/** A warning about the package is a fault of the package. */
function refuseWarnings({ output }) {
  const warning = /^.*\bwarn.*lockstep.*$/im.exec(output.replaceAll(home, ""));
  if (warning) throw new Failure(`${lastLines(output, 60)}\nThe build warns of the package: ${warning[0]}`);
}

// ---- Installing ----

async function install(folder, { versions, packages, installed = [] }, version, tarball) {
  const wanted = { ...packages, ...versions[version] };
  const stamp = join(folder, "node_modules", ".lockstep-place");
  const fingerprint = createHash("sha256").update(JSON.stringify([wanted, installed, installedOn])).digest("hex");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== fingerprint) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, "node_modules"), { recursive: true });
    writeManifest(folder, wanted);
    // The date pins what the packages depend on: npm takes nothing that was published later.
    const npm = ["npm", "install", `--before=${installedOn}`, "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
    if (Object.keys(wanted).length > 0) await must(npm, { cwd: folder, env: outsideNpm() });
    for (const command of installed) await must(command, { cwd: folder, env: outsideNpm() });
    writeFileSync(stamp, fingerprint);
  }
  await tarball.installIn(folder);
}

function writeManifest(folder, dependencies, more = {}) {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "place", private: true, type: "module", dependencies, ...more }, null, 2));
}

/** Leaves what npm installed, and nothing that an earlier try made. */
function lay(folder, place, way, tarball) {
  const kept = ["node_modules", "package.json", "package-lock.json"];
  for (const each of readdirSync(folder)) if (!kept.includes(each)) rmSync(join(folder, each), { recursive: true });
  for (const cache of [".cache", ".vite"]) rmSync(join(folder, "node_modules", cache), { recursive: true, force: true });
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { lockstep: _, ...dependencies } = manifest.dependencies ?? {};
  const listed = way.listed ?? "dependencies";
  const manifestNow = { ...manifest, ...place.manifest, dependencies, devDependencies: {} };
  manifestNow[listed] = { ...manifestNow[listed], lockstep: tarball.version };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifestNow, null, 2));

  const beside = join(folder, place.source ?? "");
  cpSync(join(sources, "shared"), beside, { recursive: true });
  const own = join(sources, "files", place.folder);
  if (existsSync(own)) cpSync(own, folder, { recursive: true });
  writeFileSync(join(beside, "facts.js"), tarball.facts);
  const page = join(beside, "page_answer.js");
  const renamed = Object.entries(way.imports ?? {}).reduce((text, [name, instead]) => text.replace(`from "${name}"`, `from "${instead}"`), readFileSync(page, "utf8"));
  writeFileSync(page, renamed);
}

// ---- Running ----

/** Milliseconds for a server to start. */
const patience = 120_000;

/** Calls `use` with the address of a server that this command starts, once it has printed its port, and stops it after that. */
async function withServer(command, folder, use) {
  const port = await freePort();
  const [program, ...args] = command.map((word) => word.replace("$PORT", port));
  const child = spawn(program, args, { cwd: folder, env: { ...within(folder), PORT: port }, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const stop = () => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It had ended by itself.
    }
  };
  process.once("exit", stop);
  let output = "";
  try {
    await new Promise((resolve, reject) => {
      const take = (chunk) => {
        output += chunk;
        if (output.includes(`:${port}`)) resolve();
      };
      child.stdout.on("data", take);
      child.stderr.on("data", take);
      child.on("error", reject);
      child.on("close", (code) => reject(new Error(`The server ended with ${code}.`)));
      setTimeout(() => reject(new Error(`The server has not printed its port in ${patience / 1000} s.`)), patience).unref();
    });
    return await use(`http://localhost:${port}/`);
  } catch (error) {
    throw new Failure(`${lastLines(output, 40)}\n${error.message}`);
  } finally {
    process.off("exit", stop);
    stop();
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address();
      server.close(() => resolve(String(port)));
    });
  });
}

function within(folder) {
  return {
    ...outsideNpm(),
    PATH: [join(folder, "node_modules", ".bin"), environment.PATH].join(delimiter),
    NO_COLOR: "1",
    NEXT_TELEMETRY_DISABLED: "1",
    NUXT_TELEMETRY_DISABLED: "1",
    WRANGLER_SEND_METRICS: "false",
    NG_CLI_ANALYTICS: "false",
  };
}

/** An npm that another npm starts takes the outer one's settings for its own. */
function outsideNpm() {
  const env = { ...environment };
  for (const name of Object.keys(env)) {
    if (/^npm_(lifecycle|package)_|^npm_config_(local_prefix|prefix)$|^npm_command$|^NODE_ENV$/i.test(name)) delete env[name];
  }
  return env;
}
