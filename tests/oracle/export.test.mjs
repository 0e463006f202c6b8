/**
 * What `lockstep export` prints, asked with Cedar and CASL, answers as Lockstep itself does, for every question that an
 * export can carry (questions.mjs).
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { fileURLToPath } from "node:url";
import v8 from "node:v8";
import fc from "fast-check";
import { openAccount } from "../../dist/server.js";
import { compare, nothing } from "./compare.mjs";
import { CaslOracle, CedarOracle } from "./engines.mjs";
import { canonical } from "./facts.mjs";
import { accounts } from "./generate.mjs";
import { isLasting } from "./questions.mjs";
import { describe } from "./run.mjs";

// V8 of Node 20 ends the process ("unreachable code") where it deoptimises a call of WebAssembly that it has inlined;
// after this many questions to two engines it does.
v8.setFlagsFromString("--no-turbo-inline-js-wasm-calls");

const root = fileURLToPath(new URL("../../", import.meta.url));
const builtIn = JSON.parse(readFileSync(join(root, "policies/imagekit.json"), "utf8"));
/** With what a policy may switch on: folders that levels from above stop at, and H-1. */
const switched = { ...builtIn, switches: { collectionReshare: "strict", limitedFolders: true } };
const demo = {
  apiKeys: [{ id: "k1", kind: "standard" }],
  ...JSON.parse(readFileSync(join(root, "policies/northpine.json"), "utf8")),
};
/** All of its folders, and some of its files: every asset into every folder would be a million questions. */
const asked = { ...demo, assets: demo.assets.filter(({ kind }, at) => kind === "folder" || at % 6 === 0) };
const generated = fc.sample(accounts, { numRuns: 12, seed: 20_260_102 });
/** Shares end before, at and after it. CASL's rules are of one moment; Cedar is asked at any. */
const MOMENT = "2025-05-01T00:00:00Z";

const folder = mkdtempSync(join(tmpdir(), "lockstep-export-"));
after(() => rmSync(folder, { recursive: true }));

const running = [];
/** A few at a time. */
async function lockstep(...words) {
  while (running.length >= availableParallelism()) await Promise.race(running);
  const run = new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, "dist/cli.cjs"), ...words],
      { maxBuffer: 1 << 28 },
      (error, stdout, stderr) => resolve({ status: error ? error.code : 0, stdout, stderr }),
    );
  });
  running.push(run);
  const result = await run;
  running.splice(running.indexOf(run), 1);
  assert.equal(result.status, 0, result.stderr);
  return result.stdout;
}

let files = 0;
const written = (value) => {
  const file = join(folder, `${files++}.json`);
  writeFileSync(file, JSON.stringify(value));
  return file;
};

const DEEP = ["asset.copy", "asset.move", "asset.delete", "asset.download_zip", "collection.download_zip"];
const isWithin = (path, folder) => folder === "/" || path === folder || path.startsWith(`${folder}/`);

/** What is asked of limited folders that a request takes along, or meets where it arrives, as the export says. */
function ofLimited(account, { action, resource, context = {} }, ask) {
  const limited = account.assets
    .filter(({ kind, inherit }) => kind === "folder" && inherit === false)
    .map(({ path }) => path);
  const items = account.collections.find(({ id }) => id === resource?.collection)?.items ?? [];
  const taken =
    resource?.path === undefined
      ? account.assets.filter(({ id }) => items.includes(id)).map(({ path }) => path)
      : [canonical(resource.path)];
  const parts = limited
    .filter((folder) => taken.some((path) => path !== folder && isWithin(folder, path)))
    .map((path) => ({ action: action.replace("collection.", "asset."), resource: { path } }));
  if (context.to === undefined) return parts;
  const to = canonical(context.to);
  const arrival = `${to === "/" ? "" : to}/${taken[0].split("/").at(-1)}`;
  const met = limited.filter(
    (folder) => isWithin(folder, arrival) && ask({ action: "asset.view", resource: { path: folder } }),
  );
  return [...parts, ...met.map((path) => ({ action: `${action}.to`, resource: { path } }))];
}

/** A request about two places is two questions, as the export says. */
const partsIn = (policy, account) => (question, _, ask) => {
  const { principal, action, resource, context = {} } = question;
  const { to, collection, asset } = policy.actions[action] ?? {};
  const takesLimited = policy.switches?.limitedFolders && principal.user !== undefined && DEEP.includes(action);
  return [
    { action, resource },
    ...(takesLimited ? ofLimited(account, question, ask) : []),
    ...(to && context.to !== undefined
      ? [{ action: `${action}.to`, resource: { path: context.to, kind: "folder" } }]
      : []),
    ...(collection && context.collection !== undefined
      ? [{ action: `${action}.collection`, resource: { collection: context.collection } }]
      : []),
    ...(asset && context.asset !== undefined ? [{ action: `${action}.asset`, resource: { path: context.asset } }] : []),
  ];
};

const nameOf = ({ user, apiKey, system }) =>
  system ? "system" : apiKey === undefined ? `user:${user}` : `key:${apiKey}`;

/** All that an account is exported as. */
async function exported(account, policy = builtIn) {
  const given = ["export", "--account", written(account), ...(policy === builtIn ? [] : ["--policy", written(policy)])];
  const [policies, entities, today, then] = await Promise.all(
    [["cedar"], ["cedar", "--entities"], ["casl"], ["casl", "--now", MOMENT]].map((to) =>
      lockstep(...given, "--to", ...to),
    ),
  );
  return {
    policy,
    policies,
    entities: JSON.parse(entities),
    // biome-ignore lint/suspicious/noThenProperty: nothing awaits these two dates
    casl: { today: JSON.parse(today), then: JSON.parse(then) },
  };
}

/** @returns {object | undefined} the first disagreement of Lockstep with the export */
async function compareExport(account, { policy, policies, entities, casl }, { tally, about = /./ } = {}) {
  const parts = partsIn(policy, account);
  const engine = await openAccount(account, { policy });
  const exportedCedar = new CedarOracle(account, policy, { policies, entities, parts });
  // Lockstep's server gives the clock's time where a question gives none; so does who asks Cedar.
  const clock = `${new Date().toISOString().slice(0, 19)}Z`;
  let at = 0;
  try {
    return compare(account, engine, {
      tally,
      asked: account === demo ? asked : account,
      cedar: { ask: (question) => exportedCedar.ask({ ...question, context: { now: clock, ...question.context } }) },
      casl: new CaslOracle(account, policy, {
        parts,
        // For an unknown principal there is nothing to export.
        rules: (principal, now) => (now === undefined ? casl.today : casl.then)[nameOf(principal)] ?? [],
      }),
      // How long what is given may last is not exported.
      wanted: ({ action, context }, byCasl) =>
        about.test(action) &&
        !isLasting({ action, context }) &&
        (!byCasl || context?.now === undefined || context.now === MOMENT) &&
        (account !== demo || at++ % 5 === 0),
    });
  } finally {
    engine.dispose();
  }
}

const exports = new Map();
const exportOf = (account) => exports.get(account) ?? exports.set(account, exported(account)).get(account);

async function agree(t, list, exportOne) {
  const tally = nothing();
  for (const account of list) {
    const found = await compareExport(account, await exportOne(account), { tally });
    assert.equal(found, undefined, found && describe(found));
  }
  t.diagnostic(
    `${tally.decisions} decisions compared: ${tally.cedar} with Cedar, ${tally.casl} with CASL, ${tally.allowed} allowed`,
  );
  assert.ok(tally.cedar > 500 && tally.casl > 500 && tally.allowed > tally.decisions / 20, JSON.stringify(tally));
}

test("the demo account's export answers as Lockstep does", (t) => agree(t, [demo], exportOf));

test("the export of a dozen generated accounts answers as Lockstep does", (t) => agree(t, generated, exportOf));

test("so does that of a policy with limited folders and strict resharing", (t) => {
  const limited = generated.slice(0, 6).map((account) => ({
    ...account,
    plan: "enterprise",
    assets: account.assets.map((asset, at) =>
      asset.kind === "folder" && at % 3 === 1 ? { ...asset, inherit: false } : asset,
    ),
  }));
  return agree(t, limited, (account) => exported(account, switched));
});

/** A policy less. */
const without = (policies, id) => {
  const [head, ...rules] = policies.split(/^(?=@id\()/m);
  const left = rules.filter((rule) => !rule.startsWith(`@id("${id}`));
  assert.ok(left.length < rules.length, `there is no policy "${id}"`);
  return [head, ...left].join("");
};

const mapped = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
const eachRules = (casl, change) => mapped(casl, (everybody) => mapped(everybody, change));

/** What is spoilt, and about which actions that can be seen. */
const sabotaged = {
  "without a gate": [/^collection/, (it) => ({ ...it, policies: without(it.policies, "needs media_collections") })],
  "with an open root": [/^asset/, (it) => ({ ...it, policies: without(it.policies, "not on the root") })],
  "without what is listed for a role": [
    /_key|settings/,
    (it) => ({ ...it, policies: without(it.policies, "developer: listed") }),
  ],
  "without shares": [/^asset/, (it) => ({ ...it, policies: without(it.policies, "share of") })],
  "with nested levels undone": [
    /^asset/,
    (it) => ({
      ...it,
      entities: it.entities.map((each) => (each.uid.id === "can view" ? { ...each, parents: [] } : each)),
    }),
  ],
  "with everybody's CASL rules but the first": [
    /./,
    (it) => ({ ...it, casl: eachRules(it.casl, (rules) => rules.slice(1)) }),
  ],
  "with no CASL rule that forbids": [
    /./,
    (it) => ({ ...it, casl: eachRules(it.casl, (rules) => rules.filter((rule) => !rule.inverted)) }),
  ],
};

for (const [what, [about, spoil]] of Object.entries(sabotaged)) {
  test(`an export ${what} is found out`, async () => {
    for (const account of generated) {
      const whole = await exportOf(account);
      // Not every account has a share.
      if (what === "without shares" && !whole.policies.includes('@id("share of')) continue;
      if (await compareExport(account, spoil(whole), { about })) return;
    }
    assert.fail("no answer was different");
  });
}
