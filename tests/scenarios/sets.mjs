// The scenario files of this repository, each with the policy that it is for.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/run.mjs";

export const examples = "policies/examples";
const ending = ".scenarios.json";
const scenariosIn = (folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => `${folder}/${name}`);

/** The names of the example policies. */
export const exampleNames = readdirSync(join(root, examples), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

/** The built-in policy's files without a `policy`, and those of each example with the file of its policy. */
export const sets = [
  { name: "imagekit", files: scenariosIn("tests/scenarios") },
  ...exampleNames.map((name) => ({
    name,
    policy: `${examples}/${name}/policy.json`,
    files: scenariosIn(`${examples}/${name}`),
  })),
];

/** The arguments of `lockstep test` for a set. */
export function argumentsOf({ policy, files }) {
  return ["test", ...(policy === undefined ? [] : ["--policy", policy]), ...files];
}
