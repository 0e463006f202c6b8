// The engine's own answers: what `lockstep check` prints about the whole account, while the page has a snapshot only.
import { spawn } from "node:child_process";
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";

const inRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const accountFile = inRoot("web/src/demo/account.json");

const environment = { ...process.env, PATH: [inRoot("build/native"), process.env.PATH].join(delimiter) };

/** `resource` in the command line's words: a path, or collection:ID and the like. */
export function wordsOf({ as, action, resource, context = {} }) {
  const rest = Object.entries(context).flatMap(([field, value]) => [`--${field}`, value]);
  return ["lockstep", "check", "--account", accountFile, "--as", as, action, ...(resource === undefined ? [] : [resource]), ...rest, "--json"];
}

const quoted = (word) => `'${word.replaceAll("'", `'\\''`)}'`;

/** One line for each question; it goes on after an answer, allowed or denied, and stops at what is not a valid request. */
const scriptOf = (questions) => questions.map((question) => `${wordsOf(question).map(quoted).join(" ")} || test $? -eq 1 || exit 2\n`).join("");

function output(program, args, { input = "", ...options }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], ...options });
    let printed = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (printed += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (errors += text));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(printed) : reject(new Error(`${program} ended with ${code}: ${errors}`))));
    child.stdin.end(input);
  });
}

function decisionsIn(printed, questions) {
  const decisions = JSON.parse(`[${printed.trim().replaceAll(/^\}\n\{/gm, "},\n{")}]`);
  if (decisions.length !== questions.length) throw new Error(`${questions.length} questions had ${decisions.length} answers`);
  return decisions;
}

/** What the natively compiled command line prints for each. */
export async function checkAll(questions) {
  return decisionsIn(await output("sh", ["-s"], { input: scriptOf(questions), env: environment }), questions);
}

/** What `npx lockstep check` prints for each: the package as the dashboard has it installed. npx starts once for all. */
export async function checkAllByNpx(questions) {
  return decisionsIn(await output("npx", ["--no-install", "-c", scriptOf(questions)], { cwd: inRoot("web") }), questions);
}

export async function check(as, action, resource, context) {
  return (await checkAll([{ as, action, resource, context }]))[0];
}
