// The scenario files over the package: each check over the account, and over a snapshot made from it.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { loadAccess } from "lockstep";
import { openAccount } from "lockstep/server";
import { root } from "../../tools/run.mjs";

// Beside the checkout may lie scenarios that others wrote.
const folders = [join(root, "tests/scenarios"), join(dirname(root), "shared/scenarios")].filter((folder) =>
  existsSync(folder),
);
const files = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".scenarios.json"))
    .sort()
    .map((name) => join(folder, name)),
);

const epoch = "1970-01-01T00:00:00Z";
let stories = 0;
let checks = 0;

/** A scenario without a time means no time, not the clock of the machine that runs it. */
function timed({ principal, action, resource, context = {} }) {
  return { principal, action, resource, context: { now: null, ...context } };
}

function held(decision, { expect, reason }) {
  return (
    decision.allowed === (expect === "allow") &&
    (decision.allowed || reason === undefined || decision.reason === reason)
  );
}

async function overSnapshot(account, { principal, action, resource, context }) {
  // A visitor's snapshot is that of the link they hold, with the password where they gave it.
  const who =
    principal.visitor && resource?.link !== undefined
      ? { visitor: true, link: resource.link, passwordVerified: context.passwordVerified ?? false }
      : principal;
  const access = await loadAccess(account.snapshot(who, context.now ?? epoch));
  const decision = access.decide({ action, resource, context });
  assert.equal(access.can(action, resource, context), decision.allowed);
  access.dispose();
  return decision;
}

async function run({ given, when = [], checks: expected }) {
  const account = await openAccount(given);
  for (const step of when) {
    const { decision } = account.apply(timed(step));
    assert.ok(decision.allowed, `${step.action} was refused: ${decision.reason} ${decision.message}`);
  }
  for (const check of expected) {
    const request = timed(check);
    const told = JSON.stringify(check);
    const decision = account.decide(request);
    assert.ok(held(decision, check), `account: ${told}: ${decision.reason}`);
    const known = await overSnapshot(account, request);
    assert.ok(
      held(known, check) || known.unverified.includes(check.reason ?? decision.reason),
      `snapshot: ${told}: ${known.reason}`,
    );
    checks++;
  }
  account.dispose();
  stories++;
}

for (const file of files) {
  test(file.slice(dirname(root).length + 1), async (t) => {
    const { scenarios } = JSON.parse(readFileSync(file, "utf8"));
    assert.ok(scenarios.length > 0);
    for (const scenario of scenarios) await t.test(scenario.name, () => run(scenario));
  });
}

test("there were scenarios, and they checked something", () => {
  assert.ok(files.length > 10, `${files.length} files`);
  assert.ok(stories > 500, `${stories} scenarios`);
  assert.ok(checks > 4000, `${checks} checks`);
});
