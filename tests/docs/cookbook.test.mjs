// The recipes of docs/cookbook/, and the pages of docs/migrate/: each has a policy, an account, and a table of
// questions with their answers, which the account gives, and so does the snapshot of the user who asks. Programs print
// what they say, also beside the engine that a page leads away from.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { loadAccess } from "lockstep";
import { openAccount } from "lockstep/server";
import { root } from "../../tools/run.mjs";
import { Consumer } from "../tools/consumer.mjs";

const consumer = await Consumer.install();
after(() => consumer.remove());

const cookbook = join(root, "docs/cookbook");
const recipes = readdirSync(cookbook).filter((name) => name !== "index.md");
const migrations = readdirSync(join(root, "docs/migrate"));

// The engines that a page leads away from.
mkdirSync(join(consumer.folder, "node_modules/@casl"));
for (const engine of ["@casl/ability", "casbin"])
  symlinkSync(join(root, "node_modules", engine), join(consumer.folder, "node_modules", engine));

const lockstep = join(consumer.installed, "dist/cli.cjs");
/** Runs Node where the package is installed. */
const run = (...words) => spawnSync(process.execPath, words, { cwd: consumer.folder, encoding: "utf8" });
const now = "2030-06-01T12:00:00Z";

const blocks = (text, language) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(([, code]) => code);
const bare = (cell) => cell.replaceAll("`", "").trim();

/** Returns the rows of the table of questions, by the names of its columns. */
function questions(text) {
  const table = /^\| (?:user|who) .*\n(?:\|.*\n)+/m.exec(text)[0].trim().split("\n");
  const cells = (row) => row.slice(1, -1).split("|").map(bare);
  const [names, , ...rows] = table.map(cells);
  return rows.map((row) => Object.fromEntries(row.map((cell, at) => [names[at], cell])));
}

/** Returns the request of a row. `link l1` is a visitor of that link, `key k1` an API key; any other name is a user. */
function requestOf({ user, action, resource, context }) {
  const [kind, id] = user.split(" ");
  const principal = { link: { visitor: true }, key: { key: id } }[kind] ?? { user };
  const request = { principal, action, context: { now, ...JSON.parse(context || "{}") } };
  if (kind === "link") return { ...request, resource: { link: id, ...(resource && { path: resource }) } };
  const [place, name] = resource.split(" ");
  return resource === "" ? request : { ...request, resource: name ? { [place]: name } : place };
}

/** Returns a decision as the table says it. */
const said = ({ allowed, reason, condition, show }) =>
  allowed ? "yes" : `no, ${condition ?? reason}${show === "hidden" ? ", hidden" : ""}`;

for (const name of [...recipes.map((each) => `cookbook/${each}`), ...migrations.map((each) => `migrate/${each}`)]) {
  const text = readFileSync(join(root, "docs", name), "utf8");
  const documents = blocks(text, "json").map((json) => JSON.parse(json));
  const policy = documents.find(({ format }) => format === "lockstep-policy/2");
  const account = documents.find(({ format }) => format === "lockstep-account/2");

  test(`the policy of ${name} has no remark, and gives the answers that it says`, async () => {
    consumer.write("policy.json", JSON.stringify(policy));
    const lint = run(lockstep, "lint", "--strict", "policy.json");
    assert.equal(lint.status, 0, lint.stdout + lint.stderr);

    const opened = await openAccount(account, { policy });
    const rows = questions(text);
    const answers = [];
    for (const { principal, ...asked } of rows.map(requestOf)) {
      const own = said(opened.decide({ principal, ...asked }));
      answers.push(own);
      if (principal.user === undefined) continue;
      const access = await loadAccess(opened.snapshot(principal, now), { policy, now });
      const page = access.decide(asked);
      // What the page may not know it names, and leaves to the server.
      const isOpen = page.allowed && page.unverified.length > 0;
      if (!isOpen) assert.equal(said(page), own, `over the snapshot: ${JSON.stringify(asked)}`);
      access.dispose();
    }
    opened.dispose();
    assert.deepEqual(
      answers,
      rows.map(({ answer }) => answer),
    );
    assert.ok(rows.length > 1 && new Set(rows.map(({ answer }) => answer)).size > 1, "the answers differ");
  });

  // A program that only exports is one to come from.
  const programs = blocks(text, "js").filter((code) => !code.includes("export function"));
  programs.forEach((code, at) => {
    test(`program ${at + 1} of ${name} prints what it says`, () => {
      consumer.write("policy.json", JSON.stringify(policy));
      consumer.write("account.json", JSON.stringify(account));
      const { status, stdout, stderr } = run("--input-type=module", "--eval", code);
      assert.equal(status, 0, stderr);
      const lines = [...code.matchAll(/console\.log\(.*\/\/ (.*)$/gm)].map(([, line]) => line);
      assert.ok(lines.length > 0, "the program says what it prints");
      assert.deepEqual(stdout.trim().split("\n"), lines);
    });
  });

  const scenarios = documents.find(({ format }) => format === "lockstep-scenarios/1");
  if (scenarios)
    test(`the scenarios of ${name} pass`, () => {
      consumer.write("policy.json", JSON.stringify(policy));
      consumer.write("scenarios.json", JSON.stringify(scenarios));
      const { status, stdout, stderr } = run(lockstep, "test", "--policy", "policy.json", "scenarios.json");
      assert.equal(status, 0, stdout + stderr);
    });
}

test("the cookbook has twenty recipes, and its contents name each", () => {
  const contents = readFileSync(join(cookbook, "index.md"), "utf8");
  const named = [...contents.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, name]) => name);
  assert.deepEqual(named.sort(), [...recipes].sort());
  assert.ok(recipes.length >= 20);
});
