// npm run release: writes a version, and builds what is published. docs/releasing.md is the checklist.
//
//   npm run release -- version X.Y.Z    dates the changes of CHANGELOG.md, writes the version, commits and tags
//   npm run release -- artifacts        builds the tagged version into build/release/, with SBOMs and checksums

import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "./build.mjs";
import { Failure, isMain, main, must, outsideNpm, root, say } from "./run.mjs";

const folder = "build/release";
const read = (path) => readFileSync(join(root, path), "utf8");
const write = (path, contents) => writeFileSync(join(root, path), contents);
const git = async (...args) => (await must(["git", ...args])).output.trim();

// ---- CHANGELOG.md ----

const unreleased = "## [Unreleased]\n";

/** Returns the part of a changelog under the heading of `version`, without the heading. */
export function notesOf(changelog, version) {
  const heading = `## [${version}]`;
  const start = changelog.indexOf(heading);
  if (start < 0) throw new Failure(`CHANGELOG.md has no heading ${heading}.`);
  const body = changelog.slice(changelog.indexOf("\n", start) + 1);
  const end = body.search(/^## \[/m);
  return (end < 0 ? body : body.slice(0, end)).trim();
}

/** Returns a changelog in which the unreleased changes are those of `version`, released on `date` (`2026-01-15`). */
export function datedChangelog(changelog, version, date) {
  if (notesOf(changelog, "Unreleased") === "") throw new Failure("CHANGELOG.md has no change under [Unreleased].");
  return changelog.replace(unreleased, () => `${unreleased}\n## [${version}] - ${date}\n`);
}

// ---- The version ----

/** Returns whether `next` is a later version than `last`; both are three numbers. */
export function isLater(next, last) {
  const [a, b] = [next, last].map((version) => version.split(".").map(Number));
  const index = a.findIndex((number, at) => number !== b[at]);
  return index >= 0 && a[index] > b[index];
}

function writeVersion(version, last) {
  write(
    "package.json",
    read("package.json").replace(`"version": "${last}"`, () => `"version": "${version}"`),
  );
  for (const path of ["package-lock.json", "web/package-lock.json"].filter((each) => existsSync(join(root, each)))) {
    const lock = JSON.parse(read(path));
    const isOurs = (each) => each?.name === "lockstep";
    for (const each of [lock, ...Object.values(lock.packages)].filter(isOurs)) each.version = version;
    write(path, `${JSON.stringify(lock, null, 2)}\n`);
  }
}

async function release(version) {
  const last = JSON.parse(read("package.json")).version;
  if (!/^\d+\.\d+\.\d+$/.test(version ?? "")) throw new Failure("Give a version of three numbers: X.Y.Z.");
  const isFirst = (await git("tag", "--list", `v${last}`)) === "";
  if (!isLater(version, last) && !(isFirst && version === last))
    throw new Failure(`${version} is not later than ${last}.`);
  if ((await git("status", "--porcelain")) !== "") throw new Failure("Commit your changes first.");
  const date = new Date().toISOString().slice(0, 10);
  if (version !== last) {
    write("CHANGELOG.md", datedChangelog(read("CHANGELOG.md"), version, date));
    writeVersion(version, last);
    await git("commit", "--quiet", "--all", "--message", `release: ${version}`);
  }
  await git("tag", "--annotate", `v${version}`, "--message", `${version}\n\n${notesOf(read("CHANGELOG.md"), version)}`);
  say(`Committed and tagged v${version}. Push it with \`git push --follow-tags\`.`);
}

// ---- What is published ----

/** The packages that are shipped: that of npm, and the dashboard, whose dependencies are in its bundle. */
const shipped = { lockstep: ".", "dashboard/lockstep/lockstep-dashboard": "web" };

/**
 * Returns the bill of materials (CycloneDX) of a shipped package. npm names it after its folder, and wants the
 * development packages of a linked one. So it gets copies of the manifests, in folders of these names.
 */
export async function billOfMaterials(name) {
  const copy = join(root, "build/sbom", name);
  mkdirSync(copy, { recursive: true });
  copyFileSync(join(root, shipped[name], "package.json"), join(copy, "package.json"));
  const lock = JSON.parse(read(join(shipped[name], "package-lock.json")));
  for (const linked of Object.keys(lock.packages).filter((path) => path.startsWith("..")))
    delete lock.packages[linked].devDependencies;
  writeFileSync(join(copy, "package-lock.json"), JSON.stringify(lock));
  const command = [
    "npm",
    "sbom",
    "--sbom-format",
    "cyclonedx",
    "--omit",
    "dev",
    "--package-lock-only",
    "--loglevel=error",
  ];
  return (await must(command, { cwd: copy, env: outsideNpm() })).output;
}

async function artifacts() {
  const { version } = JSON.parse(read("package.json"));
  const tags = await git("tag", "--points-at", "HEAD");
  if (!tags.split("\n").includes(`v${version}`)) throw new Failure(`The commit is not tagged v${version}.`);
  if ((await git("status", "--porcelain")) !== "") throw new Failure("There are changes that are not committed.");
  await build(["package", "web", "deb"]);
  rmSync(join(root, folder), { recursive: true, force: true });
  mkdirSync(join(root, folder), { recursive: true });
  await must(["npm", "pack", "--pack-destination", join(root, folder)]);
  for (const name of readdirSync(join(root, "build/deb")))
    copyFileSync(join(root, "build/deb", name), join(root, folder, name));
  for (const name of Object.keys(shipped)) write(`${folder}/${basename(name)}.cdx.json`, await billOfMaterials(name));
  write(`${folder}/notes.md`, `${notesOf(read("CHANGELOG.md"), version)}\n`);
  const names = readdirSync(join(root, folder)).sort();
  const sum = (name) =>
    createHash("sha256")
      .update(readFileSync(join(root, folder, name)))
      .digest("hex");
  write(`${folder}/SHA256SUMS`, names.map((name) => `${sum(name)}  ${name}\n`).join(""));
  say(`${folder}/ has:\n${[...names, "SHA256SUMS"].map((name) => `  ${name}`).join("\n")}`);
}

if (isMain(import.meta.url))
  main(async () => {
    const [step, version] = process.argv.slice(2);
    if (step === "version") await release(version);
    else if (step === "artifacts") await artifacts();
    else throw new Failure("Usage: npm run release -- version X.Y.Z | artifacts");
  });
