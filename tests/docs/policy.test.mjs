// docs/policy.md and the schemas of format 2 have the same fields, and every example in it is valid.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openAccount } from "lockstep/server";
import { root } from "../../tools/run.mjs";
import { faults, faultsAt, schemas } from "../node/schemas.mjs";

const text = readFileSync(join(root, "docs/policy.md"), "utf8");
const sections = new Map(
  text
    .split(/^## /m)
    .slice(1)
    .map((each) => [each.slice(0, each.indexOf("\n")), each]),
);
const rows = (section) => [...section.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name);
const blocks = (section) => [...section.matchAll(/^```json\n(.*?)^```$/gms)].map(([, json]) => JSON.parse(json));
const defs = schemas.policy2.$defs;
const fields = (...schemasOf) => schemasOf.flatMap(({ properties }) => Object.keys(properties));

const tables = {
  "A whole policy": fields(schemas.policy2),
  "plans and features": fields(defs.feature),
  kinds: fields(defs.kind),
  levels: fields(defs.level),
  conditions: fields(defs.condition),
  actions: fields(defs.action),
  roles: [...new Set(fields(defs.role, defs.allowed))],
  customRoles: fields(defs.customRoles),
  limits: [...new Set(fields(defs.limit, defs.limit.properties.count))],
  "The account": [...new Set(fields(schemas.account2, schemas.account2.$defs.terms2, schemas.account2.$defs.facts2))],
};

for (const [name, names] of Object.entries(tables)) {
  test(`the section "${name}" has a row for each field of the schema, and no other`, () => {
    assert.deepEqual(rows(sections.get(name)).sort(), [...names].sort());
  });
}

test("every field of the policy is in the heading of a section", () => {
  const headings = [...sections.keys()].flatMap((each) => each.split(/, | and /));
  const described = ["format", "id", "version", "title"];
  for (const name of fields(schemas.policy2))
    assert.ok(headings.includes(name) || described.includes(name), `${name} has no section`);
});

test("every effect of the schema is named", () => {
  const pattern = defs.action.properties.does.pattern;
  const effects = ["create:KIND", "relate:RELATION", "set:ATTRIBUTE", "rename", "move", "copy", "delete", "share"];
  for (const [, noun, verbs] of pattern.matchAll(/(\w+)\\\.(?:set_)?\(([^)]*)\)/g))
    for (const verb of verbs.split("|")) effects.push(`${noun}.${noun === "account" ? "set_" : ""}${verb}`);
  assert.ok(effects.length > 30);
  for (const effect of effects) assert.ok(sections.get("actions").includes(`\`${effect}\``), effect);
});

test("the fields of each table of an account are named", () => {
  for (const [name, table] of Object.entries({
    users: "user2",
    groups: "group2",
    resources: "resource2",
    collections: "collection2",
    shares: "share2",
    links: "link2",
    roles: "role2",
  })) {
    const row = sections
      .get("The account")
      .split("\n")
      .find((line) => line.startsWith(`| \`${name}\` `));
    for (const field of fields(schemas.account2.$defs[table]))
      assert.ok(row.includes(`\`${field}\``), `${name}.${field}`);
  }
});

test("every example is valid where it is a whole document or a part of a policy", async () => {
  let checked = 0;
  for (const [name, section] of sections) {
    for (const block of blocks(section)) {
      checked++;
      if (name === "The request") assert.equal(faultsAt("request2", "thing2", block), null);
      else if (block.format?.startsWith("lockstep-account")) assert.equal(faults("account2", block), null);
      else if (block.format !== undefined) {
        assert.equal(faults("policy2", block), null, name);
        const account = await openAccount(
          { format: "lockstep-account/2", id: "a", plan: "free", users: [] },
          { policy: block },
        );
        account.dispose();
      } else {
        const whole = { format: "lockstep-policy/2", id: "a", version: "1", actions: { a: { on: "account" } } };
        assert.equal(faults("policy2", { ...whole, roles: { a: {} }, ...block }), null, name);
      }
    }
  }
  assert.ok(checked > 12, `${checked} examples`);
});
