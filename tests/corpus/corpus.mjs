// Answers of the engine over generated accounts, as digests: decisions, snapshots, changes and deltas, to the byte.
//
//   node tests/corpus/corpus.mjs            writes recorded.json again, with the answers of the built package
//
// Record it again only where answers are meant to change, and say why in CHANGELOG.md.

import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { isMain } from "../../tools/run.mjs";
import { accounts, ENDS } from "../oracle/generate.mjs";
import { questionsOf } from "../oracle/questions.mjs";
import { randomFrom } from "../oracle/random.mjs";

export const recorded = fileURLToPath(new URL("recorded.json", import.meta.url));

const count = 160;
const decisionsEach = 400;
const changesEach = 30;
const moments = [ENDS[0], "2025-05-01T00:00:00Z", undefined];

/** Every question about the account, in an order that the seed determines. */
function questions(account, seed) {
  const random = randomFrom(seed);
  const all = [...questionsOf(account, () => true, random)].map(({ casl: _, ...request }) => [random(), request]);
  return all.sort(([one], [other]) => one - other).map(([, request]) => request);
}

/** An id that the engine makes: a letter for its kind, and 22 random ones. */
const randomId = /"[a-z][\w-]{22}"/;

class Digest {
  #hash = createHash("sha256");
  size = 0;
  add(value) {
    this.#hash.update(typeof value === "string" ? value : JSON.stringify(value)).update("\n");
    this.size++;
  }
  toString() {
    return this.#hash.digest("hex").slice(0, 16);
  }
}

/** Asks, and returns the answer or the codes of the problems: a refusal of an input is an answer too. */
function answerTo(ask) {
  try {
    return ask();
  } catch (error) {
    return error.problems?.map(({ code, field }) => [code, field]) ?? String(error);
  }
}

function decisionsOf(account, asked, digest) {
  for (const request of asked.slice(0, decisionsEach)) digest.add(answerTo(() => account.decide(request)));
}

function snapshotsOf(account, principals, digest) {
  for (const principal of principals)
    for (const now of moments) if (now) digest.add(answerTo(() => account.snapshot(principal, now)));
}

/** Makes changes one after another. Each principal's snapshot gets the delta of each change. */
function changesOf(account, asked, principals, digest) {
  const now = "2025-05-01T00:00:00Z";
  const snapshots = principals.slice(0, 2).map((principal) => account.snapshot(principal, now));
  for (const [n, request] of asked.slice(-changesEach).entries()) {
    const { principal, action, resource, context } = request;
    const change = { principal, action, resource, context: { now, name: `Name ${n}`, ...context, id: `made${n}` } };
    const applied = answerTo(() => account.apply(change));
    digest.add(applied.decision ?? applied);
    // Ids that the engine made are random: what follows would differ at each run.
    if (randomId.test(JSON.stringify(applied))) return;
    digest.add(applied);
    if (applied.decision?.allowed)
      for (const snapshot of snapshots) digest.add(answerTo(() => account.deltaSince(snapshot, now)));
  }
}

/** Returns `{ decisions, accounts }`: how many were made, and for each account the digests of its answers. */
export async function answersOf(openAccount) {
  let decisions = 0;
  const out = [];
  for (const [seed, document] of fc.sample(accounts, { numRuns: count, seed: 20261130 }).entries()) {
    const account = await openAccount(document);
    const asked = questions(document, seed);
    const principals = document.users.map(({ id }) => ({ user: id }));
    const parts = [new Digest(), new Digest(), new Digest()];
    decisionsOf(account, asked, parts[0]);
    snapshotsOf(account, principals, parts[1]);
    changesOf(account, asked, principals, parts[2]);
    account.dispose();
    decisions += parts[0].size;
    out.push(parts.join(" "));
  }
  return { decisions, accounts: out };
}

if (isMain(import.meta.url)) {
  const { openAccount } = await import("lockstep/server");
  writeFileSync(recorded, `${JSON.stringify(await answersOf(openAccount), null, 1)}\n`);
}
