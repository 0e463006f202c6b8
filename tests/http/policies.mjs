// Policies that tests switch to: the built-in one, edited.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../tools/run.mjs";

const folder = mkdtempSync(join(tmpdir(), "lockstep-policies-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
let files = 0;

export const builtin = JSON.parse(readFileSync(join(root, "policies/imagekit.json"), "utf8"));

/** The built-in policy after `edit`. */
export function editedPolicy(edit) {
  const policy = structuredClone(builtin);
  edit(policy);
  return policy;
}

/** The name of a file with this as JSON. */
export function jsonFile(value) {
  const file = join(folder, `${++files}.json`);
  writeFileSync(file, JSON.stringify(value));
  return file;
}

/** The built-in policy with the plan `from` under the name `to`. */
export function withPlanRenamed(from, to) {
  return editedPolicy((policy) => {
    policy.plans = policy.plans.map((plan) => (plan === from ? to : plan));
    for (const [name, feature] of Object.entries(policy.features)) {
      if (feature === from) policy.features[name] = to;
      else if (feature.plan === from) feature.plan = to;
    }
    if (!policy.titles?.[from]) return;
    policy.titles[to] = policy.titles[from];
    delete policy.titles[from];
  });
}
