// Writes docs/rules.md for readers: who may do what, as the engine decides it, and which scenarios hold each rule.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { formatted } from "./format.mjs";
import { isMain, main, root, say } from "./run.mjs";

const read = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));
const list = (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

/** An account with one resource of every kind, each owned by another user than the one who asks. */
const accountOf = (policy, role, isShared) => ({
  format: "lockstep-account/1",
  id: "rules",
  revision: 1,
  plan: policy.plans.at(-1),
  users: [
    { id: "asking", name: "Asking", email: "asking@rules.test", role },
    ...Object.keys(policy.roles).map((each) => ({ id: each, name: each, email: `${each}@rules.test`, role: each })),
  ],
  groups: [{ id: "group", name: "Group", members: [] }],
  assets: [
    { id: "folder", kind: "folder", path: "/folder" },
    { id: "file", kind: "file", path: "/folder/file" },
  ],
  collections: [{ id: "collection", name: "Collection", items: [] }],
  links: [{ id: "link", on: "folder" }],
  apiKeys: [{ id: "key", kind: "standard" }],
  shares: (isShared ? ["folder", "collection"] : []).map((on) => ({
    on,
    with: { user: "asking" },
    level: policy.levels.at(-1),
  })),
});

/** What an action is asked about, by the first kind that it is `on`. */
const resources = {
  account: undefined,
  library: undefined,
  self: undefined,
  asset: { path: "/folder" },
  collection: { collection: "collection" },
  link: { link: "link" },
  user: { user: "media_library_restricted_access" },
  group: { group: "group" },
  apiKey: { apiKey: "key" },
};

/**
 * Reasons about the caller's role or level. What comes after them depends on the resource and the context. A link that
 * the caller may not see is unknown to them.
 */
const forbidding = ["role_forbids", "not_shared", "level_too_low", "link_unknown"];

/** Returns how each role has each action, as the engine decides it: by itself, by what is shared with it, or never. */
export async function accessOf(policy) {
  const { openAccount } = await import("lockstep/server");
  const opened = async (role, isShared) =>
    openAccount(JSON.stringify(accountOf(policy, role, isShared)), { policy: JSON.stringify(policy) });
  const access = {};
  for (const role of Object.keys(policy.roles)) {
    const [bare, shared] = [await opened(role, false), await opened(role, true)];
    access[role] = {};
    for (const [name, action] of Object.entries(policy.actions)) {
      const has = (account) => {
        const resource = action.kind === "file" ? { path: "/folder/file" } : resources[list(action.on)[0]];
        const { reason } = account.decide({
          principal: { user: "asking" },
          action: name,
          ...(resource && { resource }),
        });
        return !forbidding.includes(reason);
      };
      access[role][name] = has(bare) ? "●" : has(shared) ? "by level" : "";
    }
    bare.dispose();
    shared.dispose();
  }
  return access;
}

async function actionTable(policy) {
  const has = await accessOf(policy);
  const roles = Object.entries(policy.roles);
  const rows = Object.entries(policy.actions).map(([name, action]) => {
    const gate = list(action.feature)
      .map((feature) => policy.titles[feature] ?? feature)
      .join(", ");
    return `| \`${name}\` | ${action.title} | ${action.level ?? ""} | ${gate} | ${roles.map(([role]) => has[role][name]).join(" | ")} |`;
  });
  return [
    `| action | | level | needs | ${roles.map(([, role]) => role.title).join(" | ")} |`,
    `| --- | --- | --- | --- |${roles.map(() => " --- |").join("")}`,
    ...rows,
  ].join("\n");
}

/** The sentences of the rule book by number, under the headings of its sections. */
export function ruleBook() {
  const { sections, readings, hazards } = read("tests/scenarios/rule_book.json");
  const asked = Object.entries(readings).map(([number, { question, reading }]) => [number, `${question} ${reading}`]);
  return {
    ...sections,
    "Where the rules are silent or can be read in two ways": Object.fromEntries(asked),
    "What follows from the rules and may surprise": hazards,
  };
}

/** The names of the scenarios that cite each number. */
export function scenariosByNumber() {
  const found = new Map();
  for (const file of readdirSync(join(root, "tests/scenarios"))
    .filter((name) => name.endsWith(".scenarios.json"))
    .sort())
    for (const { name, rules = [] } of read(`tests/scenarios/${file}`).scenarios)
      for (const number of rules) found.set(number, [...(found.get(number) ?? []), name]);
  return found;
}

/** The rules that no decision can keep, and why. */
export const hostRules = () => read("tests/scenarios/host_rules.json").rules;

function proofs() {
  const scenarios = scenariosByNumber();
  const host = hostRules();
  const proof = (number) => (host[number] ? [`the host keeps it: ${host[number]}`] : (scenarios.get(number) ?? []));
  return Object.entries(ruleBook())
    .map(([title, sentences]) =>
      [
        `### ${title}`,
        ...Object.entries(sentences).map(([number, sentence]) =>
          [`**${number}** ${sentence}`, "", ...proof(number).map((line) => `- ${line}`)].join("\n"),
        ),
      ].join("\n\n"),
    )
    .join("\n\n");
}

/** Returns docs/rules.md as it should be. The package must have been built. */
export async function rulesDocument() {
  const policy = read("policies/imagekit.json");
  const table = await actionTable(policy);
  return formatted(
    "docs/rules.md",
    `# The rules

Generated by \`npm run rules\` from policies/imagekit.json and tests/scenarios.

## Who may do what

● the role has it; *by level*: as far as it was shared; empty: never.

${table}

## Every rule, and the scenarios that hold it

${proofs()}
`,
  );
}

if (isMain(import.meta.url))
  main(async () => {
    await build(["package"]);
    writeFileSync(join(root, "docs/rules.md"), await rulesDocument());
    say("Wrote docs/rules.md");
  });
