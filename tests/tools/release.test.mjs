// A release dates the changes, writes the version where it is, commits and tags; and refuses what is not ready.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { billOfMaterials, datedChangelog, isLater, notesOf } from "../../tools/release.mjs";
import { root } from "../../tools/run.mjs";

const changelog = "# Changelog\n\n## [Unreleased]\n\n- New.\n\n## [1.0.0] - 2026-01-01\n\n- Old.\n";

test("the unreleased changes get the version and the date, and the heading stays for the next ones", () => {
  const dated = datedChangelog(changelog, "1.1.0", "2026-01-15");
  assert.match(dated, /^## \[Unreleased\]\n\n## \[1\.1\.0\] - 2026-01-15\n\n- New\.$/m);
  assert.equal(notesOf(dated, "1.1.0"), "- New.");
  assert.equal(notesOf(dated, "1.0.0"), "- Old.");
  assert.throws(() => datedChangelog(dated, "1.2.0", "2026-02-01"), /no change under \[Unreleased\]/);
});

test("a version is compared number by number", () => {
  assert.ok(isLater("1.10.0", "1.9.9") && isLater("2.0.0", "1.9.9") && isLater("1.0.1", "1.0.0"));
  assert.ok(!isLater("1.0.0", "1.0.0") && !isLater("1.9.9", "1.10.0"));
});

test("the bill of materials of the package has no component, and that of the dashboard what is in its bundle", async () => {
  const [own, dashboard] = [
    JSON.parse(await billOfMaterials("lockstep")),
    JSON.parse(await billOfMaterials("dashboard/lockstep/lockstep-dashboard")),
  ];
  assert.equal(own.metadata.component.name, "lockstep");
  assert.deepEqual(own.components, []);
  assert.equal(dashboard.metadata.component.name, "lockstep-dashboard");
  const names = dashboard.components.map(({ name }) => name);
  assert.ok(
    ["react", "react-dom", "zustand", "lockstep"].every((name) => names.includes(name)),
    `${names}`,
  );
  assert.ok(!names.includes("vite") && !names.includes("typescript"), `${names}`);
});

const folder = mkdtempSync(join(tmpdir(), "lockstep-release-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const read = (path) => readFileSync(join(folder, path), "utf8");
const git = (...args) => execFileSync("git", args, { cwd: folder, encoding: "utf8" }).trim();
const release = (...args) =>
  spawnSync(process.execPath, ["tools/release.mjs", ...args], { cwd: folder, encoding: "utf8" });

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "web"), { recursive: true });
  for (const path of ["tools", "package.json", "package-lock.json", "web/package-lock.json"])
    cpSync(join(root, path), join(folder, path), {
      recursive: true,
      filter: (each) => !each.includes("node_modules"),
    });
  writeFileSync(join(folder, "package.json"), read("package.json").replace(/"version": ".*"/, '"version": "1.0.0"'));
  writeFileSync(join(folder, "CHANGELOG.md"), changelog);
  writeFileSync(join(folder, ".gitignore"), "build\n");
  git("init", "--quiet");
  git("config", "user.name", "Releaser");
  git("config", "user.email", "releaser@lockstep.test");
  git("add", "--all");
  git("commit", "--quiet", "--message", "begin");
  git("tag", "v1.0.0");
});

test("a version is written, committed and tagged with its changes", () => {
  const { status, stderr } = release("version", "1.1.0");
  assert.equal(status, 0, stderr);
  assert.equal(JSON.parse(read("package.json")).version, "1.1.0");
  assert.equal(JSON.parse(read("package-lock.json")).version, "1.1.0");
  assert.equal(JSON.parse(read("package-lock.json")).packages[""].version, "1.1.0");
  assert.equal(JSON.parse(read("web/package-lock.json")).packages[".."].version, "1.1.0");
  assert.equal(git("log", "-1", "--format=%s"), "release: 1.1.0");
  assert.equal(git("tag", "--points-at", "HEAD"), "v1.1.0");
  assert.match(git("tag", "--list", "v1.1.0", "--format=%(contents)"), /^1\.1\.0\n\n- New\.$/);
  assert.equal(git("status", "--porcelain"), "");
});

test("what is not ready is refused, and nothing is written", () => {
  const refusals = [
    [["version", "1.0.0"], /1\.0\.0 is not later than 1\.0\.0/],
    [["version", "1.1"], /three numbers/],
    [[], /Usage/],
  ];
  for (const [args, expected] of refusals) {
    const { status, stderr } = release(...args);
    assert.equal(status, 1);
    assert.match(stderr, expected);
  }
  writeFileSync(join(folder, "web/new.txt"), "");
  assert.match(release("version", "1.1.0").stderr, /Commit your changes first/);
  assert.equal(JSON.parse(read("package.json")).version, "1.0.0");
});

test("only a tagged commit is built for publishing", () => {
  git("tag", "--delete", "v1.0.0");
  assert.match(release("artifacts").stderr, /The commit is not tagged v1\.0\.0/);
});
