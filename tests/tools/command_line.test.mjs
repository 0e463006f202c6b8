// The command line is one program, compiled twice: what it prints, and its exit code, are the same to the letter.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const account = ["--account", "policies/northpine.json"];
const now = ["--now", "2026-01-15T12:00:00Z"];

function run(program, words) {
  const { status, stdout, stderr } = spawnSync(program[0], [...program.slice(1), ...words], {
    cwd: root,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}
const native = (words) => run(["build/native/lockstep"], words);
// What npx would start; npm itself may have a word to say on standard error.
const npx = (words) => run([process.execPath, "dist/cli.cjs"], words);

const commands = {
  "an allowance": ["check", ...account, ...now, "--as", "ada", "asset.delete", "/legal"],
  "a denial": ["check", ...account, ...now, "--as", "rita", "asset.delete", "/legal"],
  "a decision as JSON": ["check", ...account, ...now, "--as", "rita", "asset.move", "/legal", "--to", "/", "--json"],
  "a list of requests": ["check", ...account, ...now, "--requests", "tests/tools/requests.json"],
  "a list of requests with faults": ["check", ...account, "--requests", "package.json"],
  "a list of requests and an action": ["check", ...account, "--requests", "tests/tools/requests.json", "asset.view"],
  "no action": ["check", ...account, "--as", "rita"],
  "a form with problems": [
    "check",
    ...account,
    ...now,
    "--as",
    "ada",
    "user.add",
    "--name",
    "",
    "--email",
    "nobody",
    "--role",
    "developer",
  ],
  "a resource by its kind": [
    "check",
    ...["--policy", "policies/examples/tracker/policy.json", "--account", "policies/examples/tracker/account.json"],
    ...now,
    ...["--as", "gus", "issue.edit", "issue:ENG-1"],
  ],
  "a snapshot": ["snapshot", ...account, ...now, "--as", "rita"],
  "who can": ["who-can", ...account, ...now, "asset.delete", "/legal"],
  "a person's access": ["matrix", ...account, ...now, "--user", "rita"],
  "a place's access as JSON": ["matrix", ...account, ...now, "/legal", "--json"],
  "a preview": ["preview", ...account, ...now, "--as", "ada", "user.remove", "user:rita"],
  "an export to Cedar": ["export", ...account, "--to", "cedar"],
  "the entities of an export to Cedar": ["export", ...account, "--to", "cedar", "--entities"],
  "an export to CASL": ["export", ...account, ...now, "--to", "casl", "--as", "rita"],
  "an export of everybody to CASL": ["export", ...account, ...now, "--to", "casl"],
  "help of export": ["export", "--help"],
  "an export of somebody unknown": ["export", ...account, "--to", "casl", "--as", "nobody"],
  "an export to nowhere": ["export", ...account, "--to", "oso"],
  lint: ["lint", "policies/imagekit.json"],
  "lint with remarks": ["lint", "policies/examples/records/policy.json"],
  "lint --strict": ["lint", "--strict", "policies/examples/records/policy.json"],
  "types of format 1": ["types"],
  "types of format 2": ["types", "policies/examples/tracker/policy.json", "--name", "Tracker"],
  "a type without a name": ["types", "--name", "my-policy"],
  "help of init": ["init", "--help"],
  "an example that is none": ["init", "--from", "imagekit"],
  "an app that is none": ["init", "--app", "ember"],
  "an app of another example": ["init", "--app", "react", "--from", "github"],
  scenarios: [
    "test",
    ...readdirSync(join(root, "tests/scenarios"))
      .filter((name) => name.startsWith("a_"))
      .map((name) => `tests/scenarios/${name}`),
  ],
  help: ["--help"],
  "help of a command": ["check", "--help"],
  "the version": ["--version"],
  "no command": [],
  "an unknown option": ["check", "--acount", "x"],
  "a file that is not there": ["check", "--account", "nowhere.json", "--as", "rita", "asset.view", "/"],
  "an unknown action": ["check", ...account, "--as", "rita", "asset.vew", "/"],
  "a date that is none": ["check", ...account, "--now", "yesterday", "--as", "rita", "asset.view", "/"],
  "a resource that is none": ["check", ...account, "--as", "rita", "asset.view", "folder:x"],
};

for (const [what, words] of Object.entries(commands)) {
  test(`${what}: natively and as npx lockstep, the same to the letter`, () => {
    const expected = native(words);
    assert.deepEqual(npx(words), expected);
    assert.notEqual(expected.stdout + expected.stderr, "");
  });
}

test("npx lockstep runs from the checkout", () => {
  const result = run(["npx", "--no-install", "lockstep"], commands["an allowance"]);
  assert.equal(result.stdout, native(commands["an allowance"]).stdout);
  assert.equal(result.status, 0);
});

test("exit codes: 0 allowed, 1 denied, 2 not a valid request", () => {
  assert.equal(native(commands["an allowance"]).status, 0);
  assert.equal(native(commands["a resource by its kind"]).status, 0);
  assert.equal(native(commands["a denial"]).status, 1);
  for (const what of [
    "an unknown option",
    "a file that is not there",
    "an unknown action",
    "a date that is none",
    "a resource that is none",
    "an export of somebody unknown",
    "an export to nowhere",
    "a type without a name",
    "an example that is none",
    "an app that is none",
    "an app of another example",
  ])
    assert.equal(native(commands[what]).status, 2, what);
});

const ward = [
  ...["--policy", "policies/examples/ward/policy.json", "--account", "policies/examples/ward/account.json"],
  ...now,
];

test("check reads the fields that a policy declares, and names the condition that is not met", () => {
  const ask = (...more) => native(["check", ...ward, "--as", "nora", "patient.view", "patient:p2", ...more]);
  const denied = ask();
  assert.equal(denied.status, 1);
  assert.match(denied.stdout, /^ {2}condition agreed$/m);
  assert.match(denied.stdout, /^ {2}read {5}resource\.consent: false$/m);
  assert.equal(ask("--context", "emergency=arrest").status, 0);
  assert.equal(ask("--context", "emergency=").status, 1);
  for (const [given, right] of [
    ["urgency=arrest", "a field that the policy declares: emergency"],
    ["emergency", "NAME=VALUE, such as amount=900"],
  ]) {
    const { status, stderr } = ask("--context", given);
    assert.deepEqual([status, stderr], [2, `--context ${given}: must be ${right}\n`]);
  }
  assert.match(ask("--context", "emergency=a", "--context", "emergency=b").stderr, /emergency=b: must be given once/);
  const tracker = ["--policy", "policies/examples/tracker/policy.json", "--account", account[1]];
  assert.match(
    native(["check", ...tracker, "--as", "gus", "issue.edit", "--context", "two_factor=yes"]).stderr,
    /--context two_factor=yes: must be `true` or `false`/,
  );
});

test("matrix takes a resource by its kind and id, and no resource that is no place", () => {
  const { status, stdout } = native(["matrix", ...ward, "patient:p1"]);
  assert.equal(status, 0);
  assert.match(stdout, /^nora +\/mercy\/w1\/p1 +treat/m);
  assert.equal(native(["matrix", ...ward, "/mercy/w1/p1"]).stdout, stdout);
  const none = native(["matrix", ...account, ...now, "user:rita"]);
  assert.equal(none.status, 2);
  assert.match(none.stderr, /RESOURCE user:rita: must be a place/);
});

test("lint exits with 0 if there are remarks, and with 1 if it is strict", () => {
  assert.equal(native(commands["lint with remarks"]).status, 0);
  assert.equal(native(commands["lint --strict"]).status, 1);
  for (const policy of ["policies/imagekit.json", "policies/imagekit2.json"])
    assert.equal(native(["lint", "--strict", policy]).status, 0, policy);
  assert.equal(native(["lint", "package.json"]).status, 2);
});

test("each example that init writes passes lint and its scenarios, and is written once", () => {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-init-"));
  try {
    for (const name of ["notes", "casl", "github", "slack", "tinytodo"]) {
      for (const [label, program] of Object.entries({ native, npx })) {
        const to = join(folder, label, name);
        const from = name === "notes" ? [] : ["--from", name];
        const written = program(["init", ...from, "--to", to]);
        assert.equal(written.status, 0, written.stderr);
        for (const file of ["policy.json", "account.json", `${name}.scenarios.json`])
          assert.equal(
            readFileSync(join(to, file), "utf8"),
            readFileSync(join(root, "policies/examples", name, file), "utf8"),
          );
        assert.equal(program(["init", ...from, "--to", to]).status, 2);
        assert.equal(native(["lint", "--strict", join(to, "policy.json")]).status, 0);
        const tested = native(["test", "--policy", join(to, "policy.json"), join(to, `${name}.scenarios.json`)]);
        assert.equal(tested.status, 0, tested.stdout);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("init --app writes an app around the first example, and no file of it where one is already", () => {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-app-"));
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  try {
    for (const [label, program] of Object.entries({ native, npx })) {
      const to = join(folder, label);
      assert.equal(program(["init", "--app", "react", "--to", to]).status, 0);
      const manifest = JSON.parse(readFileSync(join(to, "package.json"), "utf8"));
      assert.equal(manifest.dependencies.lockstep, version, "it installs the package that wrote it");
      for (const file of ["policy.json", "account.json", "notes.scenarios.json"])
        assert.equal(
          readFileSync(join(to, file), "utf8"),
          readFileSync(join(root, "policies/examples/notes", file), "utf8"),
        );
      const own = join(folder, `${label}-own`);
      mkdirSync(join(own, "src"), { recursive: true });
      writeFileSync(join(own, "src/App.tsx"), "mine");
      const refused = program(["init", "--app", "react", "--to", own]);
      assert.equal(refused.status, 2);
      assert.match(refused.stderr, /src\/App\.tsx: is there already; give another folder with --to/);
      assert.deepEqual([readdirSync(own), readFileSync(join(own, "src/App.tsx"), "utf8")], [["src"], "mine"]);
    }
    assert.deepEqual(filesBelow(join(folder, "native")), filesBelow(join(folder, "npx")));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** The names and the contents of the files in a folder. */
const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
    .map((path) => [path.slice(folder.length), readFileSync(path, "utf8")]);

test("a list of requests is answered by a list of decisions", () => {
  const decisions = JSON.parse(native(commands["a list of requests"]).stdout);
  assert.deepEqual(
    decisions.map(({ allowed, reason }) => reason ?? allowed),
    [true, "not_shared", "unknown_principal", true, "context_missing"],
  );
  assert.equal(native(commands["a list of requests and an action"]).status, 2);
  assert.match(native(commands["no action"]).stderr, /give ACTION, or --requests FILE/);
});

test("an export writes its files into a folder, natively and as npx lockstep the same", () => {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-export-"));
  try {
    const outputs = { native, npx };
    for (const [name, program] of Object.entries(outputs)) {
      for (const to of [["cedar"], ["casl", "--as", "rita", ...now]]) {
        const result = program(["export", ...account, "--to", ...to, "--out", join(folder, name, "made")]);
        assert.equal(result.status, 0, result.stderr);
      }
    }
    const files = ["entities.json", "policies.cedar", "rules.json"];
    assert.deepEqual(readdirSync(join(folder, "native/made")).sort(), files);
    for (const file of files)
      assert.equal(
        readFileSync(join(folder, "npx/made", file), "utf8"),
        readFileSync(join(folder, "native/made", file), "utf8"),
        file,
      );
    assert.equal(
      readFileSync(join(folder, "native/made/policies.cedar"), "utf8"),
      native(commands["an export to Cedar"]).stdout,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("an error names the argument and says what would be right", () => {
  assert.match(native(commands["a date that is none"]).stderr, /--now yesterday: must be a date such as/);
  assert.match(native(commands["an export of somebody unknown"]).stderr, /--as nobody: the account has no such user/);
  assert.match(native(commands["an export to nowhere"]).stderr, /--to oso: must be cedar, casl or openfga/);
  assert.match(
    native(["export", ...account, "--to", "cedar", "--as", "rita"]).stderr,
    /--as rita: only with --to casl/,
  );
  assert.match(native(commands["a resource that is none"]).stderr, /RESOURCE folder:x: must be a path/);
});
