// Tries one way of one place: installs its packages, lays its files beside the package, builds, and reads the answers.

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { environment, Failure, lastLines, must, outsideNpm, root } from "../../tools/run.mjs";
import { readPage, readRefusal } from "./browser.mjs";
import { installedOn } from "./places.mjs";
import { withFolder, withServer } from "./serving.mjs";
import { home } from "./tarball.mjs";

const sources = join(root, "tests/packages");

/** The three controls of files/controls/questions.js. */
const states = "enabled disabled hidden";

/** The lines that page_answer.js, server_answer.js and others make where the package works. */
const answers = {
  page: "page: /brand true, /legal false, not_shared: This was not shared with you. function",
  server: "server: /brand true, not_shared: This was not shared with you.",
  controls: `controls: ${["element", "react", "solid", "svelte", "vue"].map((each) => `${each} ${states}`).join("; ")}`,
  angular: `controls: angular ${states}`,
  guards: `guards: ${["express", "fastify", "handler"].map((each) => `${each} 200 403 401`).join("; ")}`,
  app: "Two weeks at the sea. The train leaves at nine.",
};

/** Undefined where it works; otherwise what went wrong, for a person to read. */
export async function tryWay({ name, place, version, way }, tarball) {
  const folder = join(home, name.split("/")[0]);
  const log = join("build/packages/logs", `${name.replaceAll("/", "-")}.log`);
  const run = (command) => must(command, { cwd: folder, env: within(folder), log, minutes: 15 });
  try {
    if (place.app) await layApp(folder, version, tarball);
    else {
      await install(folder, place, version, tarball);
      lay(folder, place, version, way, tarball);
    }
    for (const words of way.build ?? []) {
      const command = words.map((word) => word.replace("$TARBALL", tarball.path));
      refuseWarnings(await run(command));
    }
    if (way.run) readOutput(await run(way.run), way.prints ?? ["page", "server"]);
    const read = (address) => readPages(address, way);
    if (way.folder) await withFolder(join(folder, way.folder), read);
    if (way.serve) await withServer(way.serve, { cwd: folder, env: within(folder) }, read);
    return undefined;
  } catch (error) {
    return error instanceof Failure ? error.message : lastLines(error.stack, 60);
  }
}

function readOutput({ output }, names) {
  const missing = names.map((name) => answers[name]).filter((line) => !output.includes(line));
  if (missing.length > 0) throw new Failure(`${lastLines(output, 60)}\nIt did not print:\n${missing.join("\n")}`);
}

async function readPages(address, { pages = { "": ["page"] }, refused }) {
  const read = refused ? readRefusal : readPage;
  for (const [path, names] of Object.entries(pages))
    await read(
      `${address}${path}`,
      names.map((name) => answers[name]),
    );
}

/** A warning about the package is a fault of the package. */
function refuseWarnings({ output }) {
  const warning = /^.*\bwarn.*lockstep.*$/im.exec(output.replaceAll(home, ""));
  if (warning) throw new Failure(`${lastLines(output, 60)}\nThe build warns of the package: ${warning[0]}`);
}

// ---- What lies in the folder of a place ----

/** Installs its packages, unless an earlier run has, and puts the package where npm would: it has no dependencies. */
async function install(folder, { versions, packages, installed = [] }, version, tarball) {
  const dependencies = { ...packages, ...versions[version] };
  const stamp = join(folder, "node_modules", ".lockstep-place");
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([dependencies, installed, installedOn]))
    .digest("hex");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== fingerprint) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, "node_modules"), { recursive: true });
    writeManifest(folder, { dependencies });
    // The date pins what the packages depend on: npm takes nothing that was published later.
    const npm = [
      "npm",
      "install",
      `--before=${installedOn}`,
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--prefer-offline",
    ];
    if (Object.keys(dependencies).length > 0) await must(npm, { cwd: folder, env: outsideNpm() });
    for (const command of installed) await must(command, { cwd: folder, env: outsideNpm() });
    writeFileSync(stamp, fingerprint);
  }
  await tarball.extract(join(folder, "node_modules", "lockstep"));
}

/** Removes what an earlier try made, but not what npm installed. */
function empty(folder) {
  const kept = ["node_modules", "package-lock.json"];
  for (const each of readdirSync(folder)) if (!kept.includes(each)) rmSync(join(folder, each), { recursive: true });
}

/** Writes an app as a newcomer does, and installs the packages that it names; those of an earlier run are kept. */
async function layApp(folder, name, tarball) {
  mkdirSync(folder, { recursive: true });
  empty(folder);
  const init = [join(home, "package", "dist", "cli.cjs"), "init", "--app", name];
  await must([process.execPath, ...init, "--to", folder]);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (manifest.dependencies.lockstep !== tarball.version)
    throw new Failure(`The app installs lockstep ${manifest.dependencies.lockstep}, not ${tarball.version}.`);
  manifest.dependencies.lockstep = `file:${tarball.path}`;
  const text = JSON.stringify(manifest, null, 2);
  writeFileSync(join(folder, "package.json"), text);
  const stamp = join(folder, "node_modules", ".lockstep-place");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== text) {
    for (const each of ["node_modules", "package-lock.json"])
      rmSync(join(folder, each), { recursive: true, force: true });
    await must(["npm", "install", "--no-audit", "--no-fund", "--prefer-offline"], { cwd: folder, env: outsideNpm() });
    writeFileSync(stamp, text);
  }
  await tarball.extract(join(folder, "node_modules", "lockstep"));
}

/** Lays its files, and leaves nothing that an earlier try made but what npm installed. */
function lay(folder, place, version, way, tarball) {
  empty(folder);
  for (const cache of [".cache", ".vite"])
    rmSync(join(folder, "node_modules", cache), { recursive: true, force: true });

  const manifest = {
    dependencies: { ...place.packages, ...place.versions[version] },
    devDependencies: {},
    ...place.manifest,
  };
  manifest[way.listed ?? "dependencies"].lockstep = tarball.version;
  writeManifest(folder, manifest);

  const modules = join(folder, place.source ?? "");
  cpSync(join(sources, "shared"), modules, { recursive: true });
  writeFileSync(join(modules, "facts.js"), tarball.facts);
  for (const files of [place.over, place.folder].filter(Boolean).map((name) => join(sources, "files", name)))
    if (existsSync(files)) cpSync(files, folder, { recursive: true });
  importInstead(join(modules, "page_answer.js"), way.imports ?? {});
}

function writeManifest(folder, more) {
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "place", private: true, type: "module", ...more }, null, 2),
  );
}

function importInstead(path, imports) {
  let text = readFileSync(path, "utf8");
  for (const [name, instead] of Object.entries(imports)) text = text.replace(`from "${name}"`, `from "${instead}"`);
  writeFileSync(path, text);
}

/** The environment of a place's commands. */
function within(folder) {
  return {
    ...outsideNpm(),
    NODE_ENV: undefined,
    PATH: [join(folder, "node_modules", ".bin"), environment.PATH].join(delimiter),
    NO_COLOR: "1",
    NEXT_TELEMETRY_DISABLED: "1",
    NUXT_TELEMETRY_DISABLED: "1",
    WRANGLER_SEND_METRICS: "false",
    NG_CLI_ANALYTICS: "false",
  };
}
