// Writes the examples of the playground from policies/: a file each, and a list of them.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openAccount } from "lockstep/server";
import { root } from "../../tools/run.mjs";
import { questionsFor } from "./questions.mjs";

const folder = join(root, "policies/examples");
const read = (...names) => readFileSync(join(root, ...names), "utf8");

/** A larger file of scenarios is left out: a table of every cell, too long to edit in a page. */
const mostScenarios = 128 * 1024;

/** Where the built-in policy has its account and scenarios, and a change to preview. */
const builtin = {
  name: "imagekit",
  group: "Built in",
  about:
    "The media library that Lockstep ships: six roles, plans with features and limits, folders and collections that are shared.",
  policy: "policies/imagekit.json",
  account: "policies/northpine.json",
  scenarios: ["policies/northpine.scenarios.json"],
  change: {
    principal: { user: "ada" },
    action: "asset.share",
    resource: "/legal",
    context: { with: { user: "rita" }, level: "view" },
  },
};

/** Writes NAME.json for every example, and index.json, into the folder `to`. Returns the list. */
export async function writeExamples(to) {
  mkdirSync(to, { recursive: true });
  const list = [];
  for (const example of examples()) {
    const { name, group, about } = example;
    const documents = await documentsOf(example);
    writeFileSync(join(to, `${name}.json`), JSON.stringify(documents));
    list.push({ name, title: JSON.parse(documents.policy).title ?? sentence(name), group, about });
  }
  writeFileSync(join(to, "index.json"), JSON.stringify(list));
  return list;
}

/** The built-in policy first, then those of policies/examples/ in the order of its README. */
export function examples() {
  const described = [...descriptions(read("policies/examples/README.md"))];
  const folders = readdirSync(folder, { withFileTypes: true }).filter((each) => each.isDirectory());
  const missing = folders.find(({ name }) => !described.some((each) => each.name === name));
  if (missing) throw new Error(`policies/examples/README.md does not describe ${missing.name}.`);
  return [
    builtin,
    ...described.map((each) => ({
      ...each,
      policy: `policies/examples/${each.name}/policy.json`,
      account: `policies/examples/${each.name}/account.json`,
      scenarios: readdirSync(join(folder, each.name))
        .filter((file) => file.endsWith(".scenarios.json"))
        .map((file) => `policies/examples/${each.name}/${file}`),
    })),
  ];
}

function* descriptions(markdown) {
  let group = "";
  for (const line of markdown.split("\n")) {
    group = /^## (.+)/.exec(line)?.[1] ?? group;
    const [, name, about] = /^- \*\*`(\w+)`\*\* (.+)/.exec(line) ?? [];
    if (name) yield { name, group, about: sentence(about.replaceAll("`", "")) };
  }
}

/** "shows X." becomes "X.", with a capital letter. */
function sentence(about) {
  const text = about.replace(/^(shows|is|has|writes) /, "");
  return text[0].toUpperCase() + text.slice(1);
}

async function documentsOf({ policy, account, scenarios, change }) {
  const files = scenarios.map((file) => read(file)).filter((text) => text.length <= mostScenarios);
  const documents = { policy: read(policy), account: read(account), scenarios: joined(files) };
  const opened = await openAccount(documents.account, { policy: documents.policy });
  const questions = questionsFor(opened, factsOf(documents), JSON.parse(documents.scenarios).scenarios);
  opened.dispose();
  return { ...documents, questions: listed(change ? [...questions, change] : questions) };
}

/** One file of scenarios as it is; several as one. */
function joined(files) {
  if (files.length === 1) return files[0];
  const all = files.map((text) => JSON.parse(text));
  return `${JSON.stringify({ ...all[0], scenarios: all.flatMap(({ scenarios }) => scenarios) }, null, 2)}\n`;
}

/** A request a line. */
function listed(requests) {
  return `[\n${requests.map((request) => `  ${spaced(request)}`).join(",\n")}\n]\n`;
}

/** JSON on one line, with spaces as in the repository's files. */
function spaced(value) {
  return JSON.stringify(value, null, 1).replace(/\n\s*/g, " ").replace(/\[ /g, "[").replace(/ \]/g, "]");
}

function factsOf(documents) {
  const [policy, account] = [JSON.parse(documents.policy), JSON.parse(documents.account)];
  return {
    users: account.users,
    places: (account.resources ?? account.assets ?? []).map(({ path, id, kind }) => path ?? { [kind]: id }),
    levels: Array.isArray(policy.levels) ? policy.levels : Object.keys(policy.levels ?? {}),
    roles: Object.keys(policy.roles),
  };
}
