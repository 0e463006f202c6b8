// The Debian package, installed and started where nothing of the machine is touched, and the unit of its service.

import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, describe, test } from "node:test";
import { root } from "../../tools/run.mjs";

const packaging = join(root, "cmake/packaging");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const [name] = readdirSync(join(root, "build/deb"));
const deb = join(root, "build/deb", name);
const scratch = mkdtempSync(join(tmpdir(), "lockstep-deb-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

const field = (each) => execFileSync("dpkg-deb", ["-f", deb, each], { encoding: "utf8" }).trim();

describe("the Debian package", () => {
  test("has the program, its service, its options and what to read", () => {
    const architecture = execFileSync("dpkg", ["--print-architecture"], { encoding: "utf8" }).trim();
    assert.equal(name, `lockstep_${version}_${architecture}.deb`);
    const paths = execFileSync("sh", ["-c", `dpkg-deb --fsys-tarfile ${deb} | tar -t`], { encoding: "utf8" })
      .split("\n")
      .filter((path) => /[^/]$/.test(path))
      .map((path) => path.replace(/^\./, ""))
      .sort();
    const documents = [
      "CHANGELOG.md",
      "copyright",
      "examples/credentials.conf",
      "operations.md",
      "scale.md",
      "server.md",
    ].map((each) => `/usr/share/doc/lockstep/${each}`);
    assert.deepEqual(paths, [
      "/etc/lockstep/serve.env",
      "/lib/systemd/system/lockstep.service",
      "/usr/bin/lockstep",
      ...documents,
    ]);
  });

  test("depends on the libraries that its program is linked with, as Debian names them", () => {
    const depends = field("Depends")
      .split(", ")
      .map((each) => each.split(" ")[0]);
    for (const library of ["adduser", "libc6", "libpq5", "libssl3", "libsoci-core4.0", "zlib1g", "libbrotli1"])
      assert.ok(depends.includes(library), `${library} of ${depends}`);
    assert.ok(
      depends.every((each) => !each.endsWith("-dev")),
      depends.join(),
    );
  });

  test("unpacked alone, its program runs and has its documents' version", () => {
    execFileSync("dpkg-deb", ["-x", deb, join(scratch, "unpacked")]);
    assert.equal(
      execFileSync(join(scratch, "unpacked/usr/bin/lockstep"), ["--version"], { encoding: "utf8" }),
      `lockstep ${version}\n`,
    );
  });

  // Making a system user needs root, and a root folder of its own needs the right to mount. Without them the test above
  // is all.
  const mayMount = process.getuid() === 0 && spawnSync("unshare", ["--mount", "true"]).status === 0;
  if (mayMount) test("is installed, serves as a user of its own, and is removed but for its data", installAndServe);
});

/**
 * Installs the package in an overlay: this machine's files below, a folder in memory above that takes every write, in
 * namespaces of its own. Prints the name and the result of each step, and stops the server when it reads a line.
 */
const script = `
set -euo pipefail
top=$1
mount -t tmpfs tmpfs "$top"
mkdir "$top/above" "$top/work" "$top/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$top/above,workdir=$top/work" "$top/root"
mount -t proc proc "$top/root/proc"
mount --rbind /dev "$top/root/dev"
cp "$2" "$top/root/lockstep.deb"
inside() { chroot "$top/root" "$@"; }
# As systemd does it: the options are read as root, the program runs as its user. Ends as the program, with its process.
as_service() { exec chroot "$top/root" env -i PATH=/usr/bin:/bin sh -c 'set -a; . /etc/lockstep/serve.env; exec setpriv --reuid lockstep --regid lockstep --clear-groups --no-new-privs "$@"' sh env "$@"; }
inside dpkg -i /lockstep.deb > /dev/null
echo "installed $(inside stat -c '%U:%a' /var/lib/lockstep /etc/lockstep/serve.env /usr/bin/lockstep | tr '\\n' ' ')"
token=$(as_service lockstep key create --new tests)
echo "token $token"
(as_service LOCKSTEP_PORT=0 lockstep serve) &
read -r _
kill -TERM $!
wait $!
echo "stopped $?"
echo LOCKSTEP_PORT=9000 >> "$top/root/etc/lockstep/serve.env"
inside dpkg -i /lockstep.deb > /dev/null
echo "upgraded $(grep -c PORT=9000 "$top/root/etc/lockstep/serve.env")"
inside dpkg -r lockstep > /dev/null 2>&1
echo "removed $(inside ls -d /usr/bin/lockstep /etc/lockstep/serve.env 2> /dev/null | tr '\\n' ' ')"
inside dpkg -P lockstep > /dev/null
echo "purged $(inside ls -d /etc/lockstep /var/lib/lockstep/lockstep.db 2> /dev/null | tr '\\n' ' ')"
`;

async function installAndServe() {
  const child = spawn(
    "unshare",
    ["--mount", "--pid", "--fork", "--kill-child", "bash", "-c", script, "bash", scratch, deb],
    { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } },
  );
  const ended = once(child, "close");
  let errors = "";
  child.stderr.on("data", (chunk) => (errors += chunk));
  const steps = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [, address] = /^(http:\S+)\/$/.exec(line) ?? [];
    if (address) {
      assert.equal((await fetch(`${address}/readyz`)).status, 200);
      assert.equal(
        (await fetch(`${address}/metrics`, { headers: { authorization: `Bearer ${steps.token}` } })).status,
        200,
      );
      child.stdin.end("\n");
    } else {
      steps[line.split(" ")[0]] = line.slice(line.indexOf(" ") + 1).trim();
    }
  }
  const [code] = await ended;
  assert.equal(code, 0, errors);
  assert.match(steps.token, /^lsk_/);
  const { token, ...others } = steps;
  assert.deepEqual(others, {
    installed: "lockstep:700 root:640 root:755",
    stopped: "0",
    upgraded: "1",
    removed: "/etc/lockstep/serve.env",
    purged: "/var/lib/lockstep/lockstep.db",
  });
}

describe("the service of systemd", () => {
  const unit = readFileSync(join(packaging, "lockstep.service"), "utf8");

  test("is exposed less than 2.0 of 10, as systemd counts", () => {
    const output = execFileSync(
      "systemd-analyze",
      ["security", "--offline=true", "--no-pager", "--threshold=19", join(packaging, "lockstep.service")],
      { encoding: "utf8" },
    );
    const exposure = Number(/Overall exposure level for lockstep\.service: ([\d.]+)/.exec(output)[1]);
    assert.ok(exposure < 2, String(exposure));
  });

  test("has no fault that systemd finds, also with the example of credentials", () => {
    const folder = join(scratch, "units");
    for (const file of ["lockstep.service", "credentials.conf"])
      cpSync(
        join(packaging, file),
        join(folder, file === "credentials.conf" ? "lockstep.service.d/credentials.conf" : file),
      );
    // systemd looks for the program, which is not installed here.
    const { LOCKSTEP_DATA_FILE } = Object.fromEntries(
      [...readFileSync(join(packaging, "credentials.conf"), "utf8").matchAll(/^Environment=(\w+)=(.*)$/gm)].map(
        ([, key, value]) => [key, value],
      ),
    );
    assert.equal(LOCKSTEP_DATA_FILE, "%d/data");
    const text = unit.replace("/usr/bin/lockstep", "/bin/true");
    execFileSync("sh", ["-c", 'cat > "$0/lockstep.service"', folder], { input: text });
    const { stderr } = verified(join(folder, "lockstep.service"));
    assert.equal(stderr, "");
  });

  test("waits longer for its end than a server takes by itself", () => {
    assert.ok(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)[1]) > 30);
  });

  test("has in its file of options no name but those of options", () => {
    const help = execFileSync(join(root, "build/native/lockstep"), ["serve", "--help"], { encoding: "utf8" });
    const text =
      readFileSync(join(packaging, "serve.env"), "utf8") + readFileSync(join(packaging, "credentials.conf"), "utf8");
    const names = [...text.matchAll(/^#?(?:Environment=)?(LOCKSTEP_\w+)=/gm)].map(([, each]) => each);
    assert.ok(names.length > 5);
    for (const each of names)
      assert.match(help, new RegExp(`--${each.slice("LOCKSTEP_".length).toLowerCase().replaceAll("_", "-")} `), each);
  });
});

function verified(file) {
  const output = execFileSync("sh", ["-c", 'systemd-analyze verify --man=no "$0" 2>&1', file], { encoding: "utf8" });
  return { stderr: output };
}
