// The set-up does nothing twice, trusts nothing that is not there, and says what it cannot do.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { root } from "../../tools/run.mjs";
import { debianPackages, missingDebianPackages, whyInstall } from "../../tools/setup.mjs";

const scratch = mkdtempSync(join(tmpdir(), "lockstep-setup-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

test("on a machine that has everything it says so, and installs nothing", () => {
  const output = execFileSync(process.execPath, ["tools/setup.mjs"], { cwd: root, encoding: "utf8" });
  assert.equal(output, "Everything needed is installed\n");
});

test("a package that Debian does not know is missing", async () => {
  const unknown = { name: "lockstep-no-such-package", why: "is not there" };
  assert.deepEqual(await missingDebianPackages([debianPackages[0], unknown]), [unknown]);
});

test("npm packages are installed when, and only when, something is not as the lock says", () => {
  const folder = join(scratch, "npm");
  const write = (path, value) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof value === "string" ? value : JSON.stringify(value));
  };
  const lock = {
    packages: {
      "": {},
      "node_modules/left": { version: "1.0.0" },
      "node_modules/other-machine": { version: "1.0.0", optional: true },
    },
  };
  write("package.json", { name: "consumer", version: "1.0.0" });
  write("package-lock.json", lock);
  assert.match(whyInstall(folder), /none yet/);
  write("node_modules/left/package.json", { version: "1.0.0" });
  assert.match(whyInstall(folder), /not finished/);
  write(
    "node_modules/.lockstep-setup",
    execFileSync("sha256sum", [join(folder, "package-lock.json")], { encoding: "utf8" }).slice(0, 64),
  );
  assert.equal(whyInstall(folder), undefined);
  write("node_modules/left/package.json", { version: "2.0.0" });
  assert.match(whyInstall(folder), /left is another version/);
  rmSync(join(folder, "node_modules/left"), { recursive: true });
  assert.match(whyInstall(folder), /left is missing/);
  write("node_modules/left/package.json", { version: "1.0.0" });
  write("package-lock.json", { ...lock, name: "changed" });
  assert.match(whyInstall(folder), /has changed/);
});

// ---- A Debian of our own, with programs that only say what they were asked ----

/** Runs the set-up of a copy of tools/ where `dpkg-query`, `apt-get`, `id` and `sudo` are ours. */
function setupWith(name, programs) {
  const folder = join(scratch, name);
  mkdirSync(join(folder, "bin"), { recursive: true });
  mkdirSync(join(folder, "checkout"), { recursive: true });
  execFileSync("cp", ["-r", join(root, "tools"), join(folder, "checkout", "tools")]);
  for (const place of [".", "web"]) {
    mkdirSync(join(folder, "checkout", place), { recursive: true });
    writeFileSync(join(folder, "checkout", place, "package-lock.json"), JSON.stringify({ packages: {} }));
  }
  for (const [program, script] of Object.entries(programs)) {
    writeFileSync(join(folder, "bin", program), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, "bin", program), 0o755);
  }
  // The set-up puts the folder of the running Node first, so Node has to lie among ours.
  const node = join(folder, "bin", "node");
  if (!existsSync(node)) execFileSync("cp", [process.execPath, node]);
  const result = spawnSync(node, ["tools/setup.mjs", "start"], {
    cwd: join(folder, "checkout"),
    env: { PATH: `${join(folder, "bin")}:/usr/bin:/bin`, HOME: scratch, STATE: folder },
    encoding: "utf8",
  });
  return { ...result, asked: existsSync(join(folder, "asked")) ? readFileSync(join(folder, "asked"), "utf8") : "" };
}

/** Everything but cmake is installed; cmake is once the file `installed` is there. */
const dpkgWithoutCmake = `for name in "$@"; do case "$name" in -*|*status*) ;; cmake) test -f "$STATE/installed" && echo "installed cmake";; *) echo "installed $name";; esac; done`;
const npmThatWorks = `echo "npm $*" >> "$STATE/asked"; mkdir -p node_modules`;

test("what is missing is installed once, and only that", () => {
  const programs = {
    "dpkg-query": dpkgWithoutCmake,
    "apt-get": `echo "apt-get $*" >> "$STATE/asked"; case "$*" in *install*) touch "$STATE/installed";; esac`,
    sudo: `test "$1" = -n && shift; exec "$@"`,
    npm: npmThatWorks,
  };
  const first = setupWith("once", programs);
  assert.equal(first.status, 0, first.stderr);
  assert.match(first.stdout, /Installing Debian packages:\n {2}cmake +\S.*\nInstalled 1 Debian packages/);
  assert.match(first.asked, /apt-get .*install --no-install-recommends cmake\n/);
  assert.equal(first.asked.match(/npm ci/g).length, 2);
  const second = setupWith("once", programs);
  assert.equal(second.stdout, "Everything needed is installed\n");
  assert.equal(second.asked.match(/npm ci/g).length, 2);
  assert.equal(second.asked.match(/ install /g).length, 1);
});

test("what cannot be installed is named, with the command to do it by hand", () => {
  const { status, stderr } = setupWith("refused", {
    "dpkg-query": dpkgWithoutCmake,
    "apt-get": `case "$*" in *install*) echo "E: Unable to locate package cmake" >&2; exit 100;; esac`,
    sudo: `test "$1" = -n && shift; exec "$@"`,
    npm: npmThatWorks,
  });
  assert.equal(status, 1);
  assert.match(stderr, /E: Unable to locate package cmake/);
  assert.match(
    stderr,
    /Could not install: cmake\.\nBy hand, as root:\n {2}apt-get update && apt-get install .*cmake\n/,
  );
});

test("npm packages that cannot be installed are named, too", () => {
  const { status, stderr } = setupWith("no-registry", {
    "dpkg-query": `touch "$STATE/installed"; ${dpkgWithoutCmake}`,
    npm: `echo "npm error network"; exit 1`,
  });
  assert.equal(status, 1);
  assert.match(stderr, /npm error network/);
  assert.match(stderr, /Could not install the npm packages of \.\/\. By hand:\n {2}cd \. && npm ci/);
});

test("without root and without sudo it says what to install, and tries nothing", () => {
  const { status, stderr, asked } = setupWith("no-root", {
    "dpkg-query": dpkgWithoutCmake,
    // Where there is no apt-get that works, there is no way to become root that would help.
    "apt-get": `echo "apt-get $*" >> "$STATE/asked"; exit 1`,
    npm: npmThatWorks,
  });
  assert.equal(status, 1);
  assert.match(stderr, /These Debian packages are missing, and installing them needs root:\n {2}cmake +\S/);
  assert.doesNotMatch(asked, /install/);
});
