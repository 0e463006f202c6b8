// What `lockstep lint` says of policies in format 2 that are valid and surely wrong: each remark, and what to do.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { root } from "../../tools/run.mjs";

const folder = mkdtempSync(join(tmpdir(), "lockstep-lint-"));
after(() => rmSync(folder, { recursive: true }));
const notes = JSON.parse(readFileSync(join(root, "policies/examples/notes/policy.json"), "utf8"));

/** The remarks about the example `notes` after `edit`: `code at message`. */
function remarks(edit) {
  const policy = structuredClone(notes);
  edit(policy);
  const file = join(folder, "policy.json");
  writeFileSync(file, JSON.stringify(policy));
  const { status, stdout, stderr } = spawnSync(join(root, "build/native/lockstep"), ["lint", file], {
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  return [...stdout.matchAll(/^(\/\S+): (.*) \((\w+)\)$/gm)].map(([, at, message, code]) => ({ code, at, message }));
}

const cases = {
  "a level that no action needs": [
    (policy) => (policy.levels = { read: [], edit: ["read"], listen: [] }),
    "level_unused",
    "/levels/listen",
  ],
  "a level of a list that no action needs": [
    (policy) => {
      policy.levels = ["none", "read", "edit"];
    },
    "level_unused",
    "/levels/0",
  ],
  "a kind that no action is on": [(policy) => (policy.kinds.board = { in: ["/"] }), "kind_unused", "/kinds/board"],
  "a relation whose level opens nothing": [
    (policy) => {
      policy.levels = { read: [], edit: ["read"], listen: [] };
      policy.kinds.note.relations.fan = "listen";
    },
    "relation_unused",
    "/kinds/note/relations/fan",
  ],
  "an attribute that nothing reads": [
    (policy) => (policy.kinds.note.attributes.color = "string"),
    "attribute_unused",
    "/kinds/note/attributes/color",
  ],
  "an attribute of users that nothing reads": [
    (policy) => (policy.users = { attributes: { age: "int" } }),
    "attribute_unused",
    "/users/attributes/age",
  ],
  "a field of the context that nothing reads": [
    (policy) => (policy.context = { soft: "bool" }),
    "attribute_unused",
    "/context/soft",
  ],
  "a condition that nothing asks for": [
    (policy) => (policy.conditions.never = { if: "false" }),
    "condition_unused",
    "/conditions/never",
  ],
  "an action that is open everywhere": [
    (policy) => delete policy.actions["note.view"].level,
    "place_open",
    "/actions/note.view",
  ],
  "a maker who is not named": [
    (policy) => delete policy.actions["note.create"].maker,
    "maker_missing",
    "/actions/note.create",
  ],
  "a level that nobody can hold": [
    (policy) => {
      policy.roles = { reader: { level: "read", shares: false, allow: ["*"] } };
    },
    "level_unreachable",
    "/actions/note.edit",
  ],
  "a move without a level at the destination": [
    (policy) => (policy.actions["note.move"] = { on: "note", level: "edit", does: "move" }),
    "place_unguarded",
    "/actions/note.move",
  ],
  "a role that can do nothing": [(policy) => (policy.roles.guest = {}), "role_empty", "/roles/guest"],
  "a limit that nothing counts against": [
    (policy) => (policy.limits = { notes: { count: "note", value: 5 } }),
    "limit_unused",
    "/limits/notes",
  ],
  "an action that nobody has": [
    (policy) => (policy.roles = { member: { allow: ["note.*"] } }),
    "action_unreachable",
    "/actions/folder.share",
  ],
};

test("there is nothing to say of the example", () =>
  assert.deepEqual(
    remarks(() => undefined),
    [],
  ));

for (const [what, [edit, code, at]] of Object.entries(cases)) {
  test(`lint names ${what}, and says what to do`, () => {
    const found = remarks(edit).filter((each) => each.code === code && each.at === at);
    assert.equal(found.length, 1, JSON.stringify(remarks(edit)));
    assert.match(found[0].message, /\b(Give|Name|List|Use|Remove|remove|say)\b/);
  });
}

test("a maker need not be named where an action names users later", () => {
  const found = remarks((policy) => {
    delete policy.actions["note.create"].maker;
    policy.actions["note.hand_over"] = { on: "note", level: "edit", does: "relate:author" };
  });
  assert.deepEqual(found, []);
});

test("the remark on a condition without a use says where it is used, and when to remove it", () => {
  const [{ message }] = remarks((policy) => (policy.conditions.never = { if: "false" }));
  assert.equal(
    message,
    "No action and no role uses `never`. Name it in a `when` or `unless`. " +
      "If no share of an account names it either, remove it.",
  );
});

test("a feature that a level or a role of a customer's own needs is used", () => {
  const found = remarks((policy) => {
    policy.plans = ["free", "paid"];
    policy.features = { editing: "paid", own_roles: "paid" };
    policy.levels = { read: [], edit: { includes: ["read"], feature: "editing" } };
    policy.customRoles = { feature: "own_roles", allow: ["note.*"], levels: ["read"] };
  });
  assert.deepEqual(found, []);
});
