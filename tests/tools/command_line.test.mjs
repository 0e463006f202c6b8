// The command line is one program, compiled twice: what it prints, and its exit code, are the same to the letter.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const account = ["--account", "web/src/demo/account.json"];
const now = ["--now", "2026-01-15T12:00:00Z"];

function run(program, words) {
  const { status, stdout, stderr } = spawnSync(program[0], [...program.slice(1), ...words], { cwd: root, encoding: "utf8" });
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
  "a form with problems": ["check", ...account, ...now, "--as", "ada", "user.add", "--name", "", "--email", "nobody", "--role", "developer"],
  "a snapshot": ["snapshot", ...account, ...now, "--as", "rita"],
  "who can": ["who-can", ...account, ...now, "asset.delete", "/legal"],
  "a person's access": ["matrix", ...account, ...now, "--user", "rita"],
  "a place's access as JSON": ["matrix", ...account, ...now, "/legal", "--json"],
  "a preview": ["preview", ...account, ...now, "--as", "ada", "user.remove", "user:rita"],
  "lint": ["lint", "policies/imagekit.json"],
  "scenarios": ["test", ...readdirSync(join(root, "tests/scenarios")).filter((name) => name.startsWith("a_")).map((name) => `tests/scenarios/${name}`)],
  "help": ["--help"],
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
  assert.equal(native(commands["a denial"]).status, 1);
  for (const what of ["an unknown option", "a file that is not there", "an unknown action", "a date that is none", "a resource that is none"])
    assert.equal(native(commands[what]).status, 2, what);
});

test("a list of requests is answered by a list of decisions", () => {
  const decisions = JSON.parse(native(commands["a list of requests"]).stdout);
  assert.deepEqual(decisions.map(({ allowed, reason }) => reason ?? allowed), [true, "not_shared", "unknown_principal"]);
  assert.equal(native(commands["a list of requests and an action"]).status, 2);
  assert.match(native(commands["no action"]).stderr, /give ACTION, or --requests FILE/);
});

test("an error names the argument and says what would be right", () => {
  assert.match(native(commands["a date that is none"]).stderr, /--now yesterday: must be a date such as/);
  assert.match(native(commands["a resource that is none"]).stderr, /RESOURCE folder:x: must be a path/);
});
