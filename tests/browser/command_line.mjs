// The engine's own answers: what `lockstep check` prints about the whole account, while the page has a snapshot only.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const inRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const run = promisify(execFile);

export const accountFile = inRoot("policies/northpine.json");

/** A resource in the command line's words, a path or collection:ID and the like, as a request has it. */
function resourceOf(words) {
  const [, kind, id] = /^(\w+):(.*)$/.exec(words ?? "") ?? [];
  return kind === undefined ? words : { [kind]: id };
}

/** One decision for each question, from one run. */
async function decisionsOf(questions, program, args, options) {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-"));
  const file = join(folder, "requests.json");
  try {
    const requests = questions.map(({ as, action, resource, context }) => ({
      principal: { user: as },
      action,
      resource: resourceOf(resource),
      context,
    }));
    writeFileSync(file, JSON.stringify(requests));
    const { stdout } = await run(program, [...args, "check", "--account", accountFile, "--requests", file], {
      maxBuffer: 2 ** 28,
      ...options,
    });
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the natively compiled command line prints for each. */
export const checkAll = (questions) => decisionsOf(questions, inRoot("build/native/lockstep"), []);

/** What `npx lockstep check` prints for each, from the checkout. */
export const checkAllByNpx = (questions) =>
  decisionsOf(questions, "npx", ["--no-install", "lockstep"], { cwd: inRoot("") });

export async function check(as, action, resource, context) {
  return (await checkAll([{ as, action, resource, context }]))[0];
}
