/**
 * What `lockstep export` prints of format 2, asked with Cedar, CASL and a small OpenFGA, answers as Lockstep does:
 * about the people, listed places and actions of random policies and accounts. Where a target cannot express a rule, it
 * only denies.
 *
 * `EXPORT_RUNS` is how many random policies are compared, `EXPORT_SEED` the first of their seeds, and
 * `EXPORT_QUESTIONS` how many questions are asked about each.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import v8 from "node:v8";
import { root } from "../../tools/run.mjs";
import { policyFrom } from "../brute/generate.mjs";
import { accountFrom } from "../brute/generate_account.mjs";
import { accountIn2, policy as builtin2 } from "../node/builtin2.mjs";
import { exampleNames, examples } from "../scenarios/sets.mjs";
import { cedarOf, disagreements, moment, requestsAbout } from "./format2.mjs";
import { caslOf } from "./format2_casl.mjs";
import { openfgaOf } from "./openfga.mjs";
import { randomFrom } from "./random.mjs";

// As in export.test.mjs.
v8.setFlagsFromString("--no-turbo-inline-js-wasm-calls");

const runs = Number(process.env.EXPORT_RUNS ?? 8);
const first = Number(process.env.EXPORT_SEED ?? 101);
const most = Number(process.env.EXPORT_QUESTIONS ?? 250);

const command = process.env.LOCKSTEP_CLI ? [process.env.LOCKSTEP_CLI] : [process.execPath, join(root, "dist/cli.cjs")];
const folder = mkdtempSync(join(tmpdir(), "lockstep-export2-"));
after(() => rmSync(folder, { recursive: true }));

const random = Array.from({ length: runs }, (_, at) => first + at).map((seed) => {
  const policy = policyFrom(seed);
  return { name: `EXPORT_SEED=${seed}`, policy, account: accountFrom(seed, policy) };
});
const read = (...path) => JSON.parse(readFileSync(join(root, examples, ...path), "utf8"));
const published = exampleNames.map((name) => ({
  name,
  policy: read(name, "policy.json"),
  account: read(name, "account.json"),
}));

const northpine = JSON.parse(readFileSync(join(root, "policies/northpine.json"), "utf8"));
published.push({ name: "imagekit2", policy: JSON.parse(builtin2), account: accountIn2(northpine) });

const written = (name, value) => {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(value));
  return file;
};

/** Levels and a role whose feature the account lacks: each was once exported as if it were on, or took others along. */
published.push({
  name: "levels that are off",
  policy: {
    format: "lockstep-policy/2",
    id: "off",
    version: "1",
    features: { vault: "business" },
    plans: ["free", "business"],
    levels: {
      read: [],
      write: ["read"],
      seal: { includes: ["write"], feature: "vault" },
      own: ["seal"],
    },
    kinds: { doc: { in: ["/"] }, shelf: { collects: ["doc"], gives: "seal" } },
    actions: Object.fromEntries(
      ["read", "write", "seal", "own"].map((level) => [`doc.${level}`, { on: "doc", level }]),
    ),
    roles: { member: { allow: ["*"] }, keeper: { allow: ["*"], level: "own", feature: "vault" } },
  },
  account: {
    format: "lockstep-account/2",
    id: "off",
    plan: "free",
    users: [
      { id: "ann", name: "Ann", email: "ann@off.test", roles: ["member"] },
      { id: "bo", name: "Bo", email: "bo@off.test", roles: ["member"] },
      { id: "cy", name: "Cy", email: "cy@off.test", roles: ["keeper"] },
    ],
    resources: [
      { id: "d1", kind: "doc", path: "/one" },
      { id: "d2", kind: "doc", path: "/two" },
    ],
    collections: [{ id: "s1", kind: "shelf", name: "Shelf", items: ["d2"] }],
    shares: [
      { on: "d1", with: { user: "ann" }, level: ["write", "seal"] },
      { on: "d1", with: { user: "bo" }, level: "seal" },
      { on: "s1", with: { user: "ann" }, level: "own" },
    ],
  },
});

/** Some of the questions, which the seed determines. */
function some(requests) {
  const draw = randomFrom(first);
  const drawn = requests.map((request) => [draw(), request]).sort(([one], [other]) => one - other);
  return drawn.slice(0, most).map(([, request]) => request);
}

/** What the engine decides about the requests, and how an export is printed. */
const prepared = new Map();
function prepare(each) {
  if (prepared.has(each)) return prepared.get(each);
  const files = ["--policy", written("policy.json", each.policy), "--account", written("account.json", each.account)];
  const run = (...words) => {
    const [program, ...first] = command;
    return execFileSync(program, [...first, ...words, ...files], { encoding: "utf8", maxBuffer: 1 << 28 });
  };
  const requests = some(requestsAbout(each.policy, each.account));
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
    const sum = { asked: 0, allowed: 0, denied: 0, skipped: 0 };
    for (const each of [...random, ...published]) {
      const result = prepare(each);
      const isAsked = ({ principal }) => to !== "openfga" || principal.user !== undefined;
      const tally = disagreements(
        result.requests.filter(isAsked),
        result.decisions.filter((_, at) => isAsked(result.requests[at])),
        engineOf(each.policy, each.account, ...result[to]),
      );
      const wider = tally.found.find(({ other }) => other);
      assert.equal(wider, undefined, `${each.name}: ${JSON.stringify(wider)}`);
      sum.asked += tally.asked;
      sum.allowed += tally.allowed;
      sum.denied += tally.found.length;
      sum.skipped += tally.skipped;
    }
    t.diagnostic(
      `${sum.asked} decisions, ${sum.allowed} allowed, ${sum.denied} of them denied by the export; ${sum.skipped} denied for what no export carries`,
    );
    assert.ok(sum.allowed > 200 && sum.denied <= sum.allowed * mostDenied, JSON.stringify(sum));
  });
