/**
 * What `lockstep export` prints of format 2, asked with Cedar, CASL and a small OpenFGA, answers as Lockstep does: for
 * each person, listed place and action of random accounts. Where a target cannot express a rule, it only denies.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { fileURLToPath } from "node:url";
import v8 from "node:v8";
import { policyFrom } from "../brute/generate.mjs";
import { accountFrom } from "../brute/generate_account.mjs";
import { cedarOf, disagreements, moment, requestsAbout } from "./format2.mjs";
import { caslOf } from "./format2_casl.mjs";
import { openfgaOf } from "./openfga.mjs";

// As in export.test.mjs.
v8.setFlagsFromString("--no-turbo-inline-js-wasm-calls");

const root = fileURLToPath(new URL("../../", import.meta.url));
const command = process.env.LOCKSTEP_CLI ? [process.env.LOCKSTEP_CLI] : [process.execPath, join(root, "dist/cli.cjs")];
const folder = mkdtempSync(join(tmpdir(), "lockstep-export2-"));
after(() => rmSync(folder, { recursive: true }));

const seeds = Array.from({ length: 10 }, (_, i) => i + 101);
const random = seeds.map((seed) => {
  const policy = policyFrom(seed);
  return { name: `seed ${seed}`, policy, account: accountFrom(seed, policy) };
});
const examples = join(root, "policies/examples");
const read = (...path) => JSON.parse(readFileSync(join(examples, ...path), "utf8"));
const published = (existsSync(examples) ? readdirSync(examples) : [])
  .filter((name) => existsSync(join(examples, name, "account.json")))
  .map((name) => ({ name, policy: read(name, "policy.json"), account: read(name, "account.json") }));

const written = (name, value) => {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(value));
  return file;
};

/** What the engine decides about every request, and how an export is printed. */
const prepared = new Map();
function prepare(each) {
  if (prepared.has(each)) return prepared.get(each);
  const files = ["--policy", written("policy.json", each.policy), "--account", written("account.json", each.account)];
  const run = (...words) => {
    const [program, ...first] = command;
    return execFileSync(program, [...first, ...words, ...files], { encoding: "utf8", maxBuffer: 1 << 28 });
  };
  const requests = requestsAbout(each.policy, each.account);
  const decisions = JSON.parse(run("check", "--requests", written("requests.json", requests)));
  const print = (to, ...words) => run("export", "--to", to, ...words);
  const result = {
    requests,
    decisions,
    cedar: [print("cedar"), JSON.parse(print("cedar", "--entities"))],
    casl: [JSON.parse(print("casl", "--now", moment))],
    openfga: [print("openfga"), JSON.parse(print("openfga", "--entities"))],
  };
  prepared.set(each, result);
  return result;
}

/** Cedar expresses all that is asked; the others may deny more, and never allow more. */
const targets = { cedar: [cedarOf, 0], casl: [caslOf, 0.2], openfga: [openfgaOf, 0.05] };

for (const [to, [engineOf, mostDenied]] of Object.entries(targets))
  test(`an export to ${to} allows what Lockstep allows`, (t) => {
    const sum = { asked: 0, allowed: 0, denied: 0 };
    for (const each of [...random, ...published]) {
      const result = prepare(each);
      const tally = disagreements(
        to === "openfga" ? result.requests.filter(({ principal }) => principal.user) : result.requests,
        to === "openfga" ? result.decisions.filter((_, at) => result.requests[at].principal.user) : result.decisions,
        engineOf(each.policy, each.account, ...result[to]),
      );
      const wider = tally.found.find(({ other }) => other);
      assert.equal(wider, undefined, `${each.name}: ${JSON.stringify(wider)}`);
      sum.asked += tally.asked;
      sum.allowed += tally.allowed;
      sum.denied += tally.found.length;
    }
    t.diagnostic(`${sum.asked} decisions, ${sum.allowed} allowed, ${sum.denied} of them denied by the export`);
    assert.ok(sum.allowed > 200 && sum.denied <= sum.allowed * mostDenied, JSON.stringify(sum));
  });
