// The built-in policy says the same in both formats: over all scenarios and over generated accounts, each question has
// the same answer but for the listed differences.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { loadAccess } from "lockstep";
import { openAccount } from "lockstep/server";
import { root } from "../../tools/run.mjs";
import { accounts } from "../oracle/generate.mjs";
import { questionsOf } from "../oracle/questions.mjs";
import { randomFrom } from "../oracle/random.mjs";
import { sets } from "../scenarios/sets.mjs";
import { accountIn2, briefly, differences, isSayable, policy, requestIn2 } from "./builtin2.mjs";
import { faults } from "./schemas.mjs";

const epoch = "1970-01-01T00:00:00Z";
const generated = 60;
const questionsEach = 500;
let asked = 0;
let alike = 0;
const found = new Map(differences.map(({ name }) => [name, 0]));

/** A request without a time means no time, not the clock of the machine that runs it. */
const timed = ({ principal, action, resource, context }) => ({
  principal,
  action,
  resource,
  context: { now: null, ...context },
});

/** Asks both, and counts the difference if it is one of the listed. */
function compare(account, request, one, two) {
  asked++;
  if (briefly(one) === briefly(two)) {
    alike++;
    return;
  }
  const known = differences.find(({ is }) => is({ account, request, one, two }));
  assert.ok(known, `${JSON.stringify(request)}: ${briefly(one)}, in format 2: ${briefly(two)}`);
  found.set(known.name, found.get(known.name) + 1);
}

/** A snapshot decides as its account, or says what it cannot know. */
async function compareSnapshot(account, request, decision) {
  const { principal, action, resource, context } = request;
  const link = principal.visitor && resource?.link;
  const who = link ? { visitor: true, link, passwordVerified: context.passwordVerified ?? false } : principal;
  const access = await loadAccess(account.snapshot(who, context.now ?? epoch), { policy });
  const known = access.decide({ action, resource, context });
  access.dispose();
  const isSame = briefly(known) === briefly(decision);
  assert.ok(isSame || known.unverified.length > 0, `${JSON.stringify(request)}: ${briefly(known)} in a snapshot`);
}

async function run({ given, when = [], checks }) {
  const one = await openAccount(given);
  for (const [at, request] of [...when, ...checks].map(timed).entries()) {
    const account = one.toJSON();
    if (isSayable(account)) {
      const two = await openAccount(accountIn2(account), { policy });
      const decision = two.decide(requestIn2(request, account));
      compare(account, request, one.decide(request), decision);
      await compareSnapshot(two, requestIn2(request, account), decision);
      two.dispose();
    }
    if (at < when.length) one.apply(request);
  }
  one.dispose();
}

test("the policy in format 2 satisfies its schema", () => assert.equal(faults("policy2", JSON.parse(policy)), null));

for (const file of sets.find(({ name }) => name === "imagekit").files)
  test(file, async () => {
    for (const scenario of JSON.parse(readFileSync(join(root, file), "utf8")).scenarios) await run(scenario);
  });

/** Some of the questions about an account, which the seed determines. */
function questionsAbout(document, seed) {
  const random = randomFrom(seed);
  const all = [...questionsOf(document, () => true, random)].map(({ casl: _, ...request }) => [random(), request]);
  return all
    .sort(([a], [b]) => a - b)
    .slice(0, questionsEach)
    .map(([, request]) => timed(request));
}

test("generated accounts", async () => {
  for (const [seed, document] of fc.sample(accounts, { numRuns: generated, seed: 20261130 }).entries()) {
    const one = await openAccount(document);
    const two = await openAccount(accountIn2(document), { policy });
    for (const request of questionsAbout(document, seed))
      compare(document, request, one.decide(request), two.decide(requestIn2(request, document)));
    one.dispose();
    two.dispose();
  }
});

test("each listed difference is one", () => {
  for (const [name, count] of found) assert.ok(count > 0, name);
});

test("there was much to compare, and most of it was the same", () => {
  assert.ok(asked > 20_000, `${asked}`);
  assert.ok(alike / asked > 0.9, `${alike} of ${asked}`);
});

after(() => {
  const told = [...found].map(([name, count]) => `${count} ${name}`).join("; ");
  process.stdout.write(`${alike} of ${asked} answers are the same; ${told}\n`);
});
