// A decision that the inspector copies as a scenario: the facts of the snapshot give the same answer as an account.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { before, test } from "node:test";
import { build } from "esbuild";
import { loadAccess } from "lockstep";
import { openAccount } from "lockstep/server";
import { root } from "../../tools/run.mjs";
import { acme, ada, now, rita } from "../node/acme.mjs";
import { exampleNames, examples } from "../scenarios/sets.mjs";

const mostPlaces = 8;
const read = (path) => JSON.parse(readFileSync(`${root}/${path}`, "utf8"));

let scenarioOf, whyNoScenario;
before(async () => {
  const { outputFiles } = await build({
    entryPoints: [`${root}/bindings/js/inspector/scenario.ts`],
    bundle: true,
    write: false,
    format: "esm",
  });
  ({ scenarioOf, whyNoScenario } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`));
});

const accounts = [
  { name: "imagekit", policy: read("policies/imagekit.json"), facts: read("policies/northpine.json") },
  ...exampleNames
    .filter((name) => existsSync(`${root}/${examples}/${name}/account.json`))
    .map((name) => ({
      name,
      policy: read(`${examples}/${name}/policy.json`),
      facts: read(`${examples}/${name}/account.json`),
    })),
];

/** A path of each of some listed resources, `/`, and no resource. */
const placesOf = ({ assets, resources }) => {
  const paths = (assets ?? resources ?? []).flatMap(({ path }) => path ?? []);
  const step = Math.max(1, Math.floor(paths.length / mostPlaces));
  return [undefined, "/", ...paths.filter((_, at) => at % step === 0)];
};

for (const { name, policy, facts } of accounts)
  test(`each scenario of a decision by the policy ${name} gives that decision`, async () => {
    const account = await openAccount(facts, { policy });
    let count = 0;
    for (const { id } of facts.users) {
      const principal = { user: id };
      const from = account.snapshot(principal, now);
      const access = await loadAccess(from, { policy, now });
      const wrong = [];
      let given;
      for (const action of Object.keys(policy.actions))
        for (const resource of placesOf(facts)) {
          const question = { action, ...(resource === undefined ? {} : { resource }) };
          const decision = access.decide(question);
          if (whyNoScenario(decision, { from }) !== undefined) continue;
          const file = JSON.parse(scenarioOf(question, decision, { principal, from, now: new Date(now) }));
          assert.equal(file.policy, policy.id);
          const [{ given: named, checks }] = file.scenarios;
          given ??= await openAccount(named, { policy });
          const { expect, reason, condition, ...request } = checks[0];
          const answer = given.decide(request);
          const isSame = answer.allowed === (expect === "allow") && answer.reason === reason;
          if (!isSame || answer.condition !== condition)
            wrong.push(`${id} ${action} ${resource}: ${reason}, but ${answer.reason}`);
          count++;
        }
      given?.dispose();
      access.dispose();
      assert.deepEqual(wrong, []);
    }
    account.dispose();
    assert.ok(count > 10, `${count}`);
  });

test("an answer that an account cannot give, or that its listed facts do not give, is refused with the reason", async () => {
  const account = await openAccount(acme());
  const from = account.snapshot(ada, now);
  const later = await loadAccess(from, { now: "2026-01-15T14:00:00Z" });
  const stale = later.decide({ action: "asset.delete", resource: "/run" });
  assert.equal(stale.reason, "snapshot_stale");
  assert.match(whyNoScenario(stale, { from }), /`snapshot_stale` is an answer of a page alone/);
  const access = await loadAccess(from, { now });
  const { decision } = account.apply({
    principal: ada,
    action: "asset.share",
    resource: "/seen",
    context: { with: rita, level: "manage", now },
  });
  assert.ok(decision.allowed, decision.message);
  access.update(account.deltaSince(from, now));
  const moved = access.decide({ action: "asset.delete", resource: "/run" });
  assert.match(whyNoScenario(moved, { from }), /The snapshot is of revision 41, the answer of 42/);
  assert.equal(whyNoScenario(moved, { from: acme() }), undefined);
});
