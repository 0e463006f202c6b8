// What must be in the repository once, and what must not be there at all.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { root } from "../../tools/run.mjs";

/** What git has, or would have after an `add` of everything. */
const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\0")
  .filter((path) => path !== "" && existsSync(join(root, path)));

const text = (path) => readFileSync(join(root, path), "latin1");
const naming = (pattern, among = files) => among.filter((path) => pattern.test(text(path)));

test("no file names the host of a package registry", () => {
  // In pieces, or this file would be one.
  const hosts = [
    "npmjs" + "\\.(org|com)",
    "yarnpkg" + "\\.com",
    "deb\\.debian" + "\\.org",
    "pypi" + "\\.org",
    "pythonhosted" + "\\.org",
    "unpkg" + "\\.com",
    "jsdelivr" + "\\.net",
  ];
  assert.deepEqual(naming(new RegExp(hosts.join("|"), "i")), []);
});

test("the lock files say which packages, not where they were got", () => {
  const locks = files.filter((path) => path.endsWith("package-lock.json"));
  assert.ok(locks.length > 0);
  for (const path of locks) {
    const remote = Object.entries(JSON.parse(text(path)).packages).filter(([, entry]) =>
      /^[a-z+]+:\/\//.test(entry.resolved ?? ""),
    );
    assert.deepEqual(
      remote.map(([name]) => name),
      [],
      path,
    );
  }
});

test("packages are pinned to one version each", () => {
  for (const path of files.filter((each) => each.endsWith("package.json"))) {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(text(path));
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, wanted]) => !/^(\d|file:|npm:@?[^@]+@\d)/.test(wanted),
    );
    assert.deepEqual(loose, [], path);
  }
});

test("no file names a place on the machine it was written on", () => {
  const places = [root, homedir()].filter((place) => place.split("/").length > 2 || place === root);
  const pattern = new RegExp(
    places.map((place) => `${place.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?=[/"'\\s:]|$)`).join("|"),
    "m",
  );
  assert.deepEqual(naming(pattern), []);
});

test("the version is in package.json alone", () => {
  const { version } = JSON.parse(text("package.json"));
  // npm copies it into lock files; the change log has a heading for every version there was.
  const others = files.filter((path) => !/(^|\/)(package\.json|package-lock\.json|CHANGELOG\.md)$/.test(path));
  const pattern = new RegExp(`(?<![\\d.])${version.replaceAll(".", "\\.")}(?![\\d.])`);
  assert.deepEqual(naming(pattern, others), []);
  assert.equal(JSON.parse(text("package-lock.json")).version, version);
  assert.match(text("CHANGELOG.md"), new RegExp(`^## .*${version.replaceAll(".", "\\.")}`, "m"));
});

test("both command lines print that version", () => {
  const { version, bin } = JSON.parse(text("package.json"));
  const told = (...command) =>
    execFileSync(command[0], [...command.slice(1), "--version"], { cwd: root, encoding: "utf8" }).trim();
  assert.match(told(join(root, "build/native/lockstep")), new RegExp(`(^|\\s)${version.replaceAll(".", "\\.")}$`));
  assert.equal(told(process.execPath, bin.lockstep), told(join(root, "build/native/lockstep")));
});

test("what is installed or built is not in git", () => {
  assert.deepEqual(
    files.filter((path) => /(^|\/)(node_modules|build|dist)\//.test(path)),
    [],
  );
});
