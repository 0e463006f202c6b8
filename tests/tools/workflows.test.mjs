// The workflows and the development container run the commands of package.json, on the system that README.md names.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { root } from "../../tools/run.mjs";

const read = (path) => readFileSync(join(root, path), "utf8");
const { scripts } = JSON.parse(read("package.json"));
const workflows = readdirSync(join(root, ".github/workflows")).map((name) => [
  name,
  parse(read(`.github/workflows/${name}`)),
]);
const jobs = workflows.flatMap(([name, { jobs }]) =>
  Object.entries(jobs).map(([job, rest]) => [`${name}: ${job}`, rest]),
);
const container = JSON.parse(read(".devcontainer/devcontainer.json"));
const commandsOf = (job) => job.steps.map((step) => step.run).filter(Boolean);

test("each npm command that they run is a script", () => {
  const commands = [container.postCreateCommand, ...jobs.flatMap(([, job]) => commandsOf(job))];
  const named = commands.flatMap((command) =>
    [...command.matchAll(/\bnpm (?:run )?([\w:]+)/g)].map(([, name]) => name),
  );
  assert.ok(named.includes("test") && named.includes("setup") && named.includes("lint"));
  assert.deepEqual(
    named.filter((name) => scripts[name] === undefined && name !== "publish"),
    [],
  );
});

test("they run on Debian 12 with Node 20, as README.md says", () => {
  assert.match(read("README.md"), /On Debian 12 with Node 20/);
  const images = jobs.map(([, job]) => job.container).filter(Boolean);
  assert.deepEqual(new Set([container.image, ...images]), new Set(["node:20-bookworm"]));
});

test("a pull request runs what README.md says, and needs no right to write", () => {
  const [, ci] = workflows.find(([name]) => name === "ci.yml");
  assert.ok("pull_request" in ci.on);
  assert.deepEqual(ci.permissions, { contents: "read" });
  assert.ok(Object.values(ci.jobs).flatMap(commandsOf).includes("npm test"));
});
