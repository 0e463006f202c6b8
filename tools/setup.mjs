// Installs the Debian and npm packages that building and testing need. Prints their names,
// does nothing twice, and says how to install by hand the packages that it cannot install.
//
//   node tools/setup.mjs [start|test|bench|chaos|lint|tidy|docs]     what for:
//
// `start` is to build and serve, `test` (the default) for the tests too; `bench`, `chaos`, `lint` and `docs` are for
// the commands of these names, `tidy` for `npm run lint -- --tidy`.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { alone, environment, Failure, isMain, lastLines, main, outsideNpm, root, run, say, seconds } from "./run.mjs";

/** The groups of packages that each purpose needs. */
const purposes = {
  start: ["npm", "build"],
  test: ["npm", "build", "lint", "site", "test"],
  bench: ["npm", "build", "bench"],
  chaos: ["npm", "build", "lint", "test", "chaos"],
  lint: ["npm", "lint"],
  tidy: ["npm", "build", "lint", "test", "tidy"],
  docs: ["npm", "build", "site", "docs"],
};

/** `for` is the group of a package. `command` is what to look for elsewhere than on Debian. */
export const debianPackages = [
  { name: "g++", for: "build", command: "g++", why: "compiles the native library and command line" },
  { name: "cmake", for: "build", command: "cmake", why: "says what is compiled" },
  { name: "ninja-build", for: "build", command: "ninja", why: "runs the compilers" },
  { name: "emscripten", for: "build", command: "em++", why: "compiles to WebAssembly" },
  { name: "node-acorn", for: "build", why: "Emscripten's optimiser needs it" },
  { name: "nlohmann-json3-dev", for: "build", why: "reads JSON" },
  { name: "libcli11-dev", for: "build", why: "reads the command line" },
  { name: "doctest-dev", for: "build", why: "runs the native tests" },
  { name: "libboost1.81-dev", for: "build", why: "speaks HTTP (Asio, Beast)" },
  { name: "libboost-url1.81-dev", for: "build", why: "reads URLs" },
  { name: "libsoci-dev", for: "build", why: "speaks to databases" },
  { name: "libsqlite3-dev", for: "build", why: "is the header of SQLite that SOCI's needs" },
  { name: "libpq-dev", for: "build", why: "hears of changes in PostgreSQL" },
  { name: "libssl-dev", for: "build", why: "signs, and checks signatures" },
  { name: "zlib1g-dev", for: "build", why: "compresses large answers" },
  { name: "libbrotli-dev", for: "build", why: "checks files that were compressed beforehand" },
  { name: "clang-format-14", for: "lint", command: "clang-format-14", why: "formats C++" },
  { name: "clang-tidy-14", for: "tidy", command: "clang-tidy-14", why: "finds mistakes in C++ that compile" },
  { name: "clang-14", for: "test", command: "clang++-14", why: "compiles the tests with sanitizers" },
  { name: "libclang-rt-14-dev", for: "test", why: "is the sanitizers themselves" },
  { name: "libfuzzer-14-dev", for: "test", why: "makes up bad input" },
  { name: "chromium", for: "test", command: "chromium", why: "is the whole browser, for benchmarks and a look" },
  {
    name: "chromium-headless-shell",
    for: "test",
    command: "chromium-headless-shell",
    why: "runs the dashboard's tests",
  },
  { name: "postgresql-15", for: "test", why: "is the second database of the server's tests" },
  { name: "pgbouncer", for: "test", why: "pools connections in the server's tests" },
  { name: "sqlite3", for: "test", command: "sqlite3", why: "makes a database what it was in an older version" },
  { name: "dpkg-dev", for: "test", command: "dpkg-shlibdeps", why: "says what the Debian package depends on" },
  { name: "file", for: "test", command: "file", why: "says which files of it are programs" },
  { name: "systemd", for: "test", command: "systemd-analyze", why: "judges the unit of the service" },
  { name: "unicode-data", for: "test", why: "says which characters names may have" },
  { name: "python3", for: "test", command: "python3", why: "runs the example of a client in Python" },
  { name: "fonts-liberation", for: "test", why: "gives Chromium letters to draw" },
  { name: "doxygen", for: "docs", command: "doxygen", why: "writes the reference of the C++ library" },
  { name: "patroni", for: "chaos", command: "patroni", why: "fails a PostgreSQL over to a standby" },
  { name: "etcd-server", for: "chaos", command: "etcd", why: "says which PostgreSQL is the primary" },
  { name: "haproxy", for: "chaos", command: "haproxy", why: "leads to the primary" },
  { name: "iproute2", for: "chaos", command: "ip", why: "gives each node a network of its own" },
  { name: "libbenchmark-dev", for: "bench", why: "times the native library" },
  { name: "wrk", for: "bench", command: "wrk", why: "asks the server as often as it can" },
  { name: "valgrind", for: "test", command: "valgrind", why: "counts the instructions of an answer" },
  { name: "pkgconf", for: "test", command: "pkg-config", why: "finds the installed library" },
  { name: "brotli", for: "test", command: "brotli", why: "measures what a browser downloads" },
];

/** The folders with a package-lock.json of their own. */
const npmFolders = [
  { folder: ".", for: "npm" },
  { folder: "web", for: "build" },
  { folder: "tests/http/openapi", for: "test" },
  { folder: "tests/frameworks/servers", for: "test" },
  { folder: "docs/site", for: "site" },
  { folder: "tools/docs", for: "docs" },
];

export async function setup({ for: purpose = "test" } = {}) {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 20) throw new Failure(`Lockstep needs Node 20 or newer; this is Node ${process.versions.node}.`);
  const isWanted = (each) => purposes[purpose].includes(each.for);
  const wanted = debianPackages.filter(isWanted);
  const folders = npmFolders.filter(isWanted).map(({ folder }) => folder);
  const complete =
    (await missingDebianPackages(wanted)).length === 0 &&
    folders.every((folder) => whyInstall(join(root, folder)) === undefined);
  // Nothing to write, so no need to wait for the lock.
  if (complete) return;
  await alone(async () => {
    await installDebianPackages(wanted);
    for (const folder of folders) await installNpmPackages(folder);
  });
}

// ---- Debian packages ----

async function installDebianPackages(wanted) {
  const missing = await missingDebianPackages(wanted);
  if (missing.length === 0) return;
  const names = missing.map((each) => each.name);
  const described = missing.map((each) => `  ${each.name.padEnd(20)} ${each.why}`).join("\n");
  const byHand = `  apt-get update && apt-get install --no-install-recommends ${names.join(" ")}`;

  const before = await rootCommand();
  if (before === undefined) {
    throw new Failure(
      `These Debian packages are missing, and installing them needs root:\n${described}\n\nAs root:\n${byHand}`,
    );
  }
  say(`Installing Debian packages:\n${described}`);
  const started = Date.now();
  const apt = [...before, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=600", "-y"];
  const update = await run([...apt, "update"], { log: "build/logs/apt-update.log" });
  const install = await run([...apt, "install", "--no-install-recommends", ...names], {
    log: "build/logs/apt-install.log",
  });

  const left = await missingDebianPackages(missing);
  if (left.length > 0) {
    const output = update.code === 0 ? install.output : update.output + install.output;
    throw new Failure(
      `${lastLines(output, 30)}\n\nCould not install: ${left.map((each) => each.name).join(", ")}.\n` +
        `By hand, as root:\n${byHand}`,
    );
  }
  say(`Installed ${names.length} Debian packages in ${seconds((Date.now() - started) / 1000)}`);
}

/** Those of `wanted` that are not installed. Where there is no dpkg, those whose command is nowhere. */
export async function missingDebianPackages(wanted) {
  const query = await run([
    "dpkg-query",
    "-W",
    "-f",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills this in
    "${db:Status-Status} ${Package}\n",
    ...wanted.map((each) => each.name),
  ]);
  if (query.code === null) {
    const found = (command) => environment.PATH.split(":").some((folder) => existsSync(join(folder, command)));
    return wanted.filter((each) => each.command !== undefined && !found(each.command));
  }
  const installed = new Set(
    query.output
      .split("\n")
      .filter((line) => line.startsWith("installed "))
      .map((line) => line.slice(10)),
  );
  return wanted.filter((each) => !installed.has(each.name));
}

/** Returns the words before a command that needs root; undefined if every way would ask for a password. */
async function rootCommand() {
  if ((await run(["apt-get", "--version"])).code !== 0) return undefined;
  if (process.getuid?.() === 0) return [];
  return (await run(["sudo", "-n", "true"])).code === 0 ? ["sudo", "-n"] : undefined;
}

// ---- npm packages ----

async function installNpmPackages(folder) {
  const reason = whyInstall(join(root, folder));
  if (reason === undefined) return;
  say(`Installing npm packages${folder === "." ? "" : ` of ${folder}/`} (${reason})`);
  const log = `build/logs/npm-ci-${folder === "." ? "root" : folder.replaceAll("/", "-")}.log`;
  // No package of ours has to run a script on installation, so none may. Development packages are
  // wanted even where NODE_ENV says production.
  const command = ["npm", "ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund"];
  const result = await run(command, { cwd: join(root, folder), env: outsideNpm(), log });
  if (result.code !== 0) {
    throw new Failure(
      `${lastLines(result.output, 30)}\n\nCould not install the npm packages of ${folder}/. By hand:\n` +
        `  cd ${folder} && ${command.join(" ")}`,
    );
  }
  const lock = readFileSync(join(root, folder, "package-lock.json"));
  writeFileSync(stampPath(join(root, folder)), fingerprint(lock));
  say(`Installed npm packages in ${seconds(result.seconds)}`);
}

/** Why the packages of a folder have to be installed; undefined when they are all there. */
export function whyInstall(folder) {
  const lock = readFileSync(join(folder, "package-lock.json"));
  if (!existsSync(join(folder, "node_modules"))) return "there are none yet";
  // The stamp alone proves nothing: the packages may have been deleted.
  for (const [path, entry] of Object.entries(JSON.parse(lock).packages)) {
    if (!path.startsWith("node_modules/") || entry.optional || entry.devOptional || entry.peer) continue;
    const version = installedVersion(join(folder, path));
    if (version === undefined) return `${path.slice("node_modules/".length)} is missing`;
    if (entry.version !== undefined && version !== entry.version)
      return `${path.slice("node_modules/".length)} is another version`;
  }
  if (!existsSync(stampPath(folder))) return "an installation was not finished";
  return readFileSync(stampPath(folder), "utf8") === fingerprint(lock) ? undefined : "package-lock.json has changed";
}

function installedVersion(path) {
  try {
    return JSON.parse(readFileSync(join(path, "package.json"))).version;
  } catch {
    return undefined;
  }
}

/** `npm ci` deletes node_modules first, and this with it. */
function stampPath(folder) {
  return join(folder, "node_modules", ".lockstep-setup");
}

function fingerprint(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

if (isMain(import.meta.url)) {
  const purpose = process.argv[2] ?? "test";
  main(async () => {
    if (!Object.hasOwn(purposes, purpose))
      throw new Failure(`What for? One of ${Object.keys(purposes).join(", ")}, not ${purpose}.`);
    await setup({ for: purpose });
    say("Everything needed is installed");
  });
}
