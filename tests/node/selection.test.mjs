// Whole selections: one crossing, the same answers as one by one.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { actions, loadAccess } from "lockstep";
import { openAccount } from "lockstep/server";
import { acme, rita } from "./acme.mjs";

const every = Object.keys(actions);
let account, access;
before(async () => {
  account = await openAccount(acme());
  access = await loadAccess(account.snapshot(rita));
});
after(() => {
  access.dispose();
  account.dispose();
});

const folders = ["/seen", "/helped", "/run", "/brief", "/nowhere"];
const many = Array.from({ length: 1000 }, (_, i) => `${folders[i % 5]}/sub ${i % 7}/file-${i}.png`);
const odd = [
  "/",
  "",
  "/run/logo.png",
  "run/logo.png/",
  "/a\0b",
  "/seen\0/run",
  "/\ud800",
  "/seen/\udfff",
  "/seen/ü",
  "/a//b",
  "/x".repeat(51),
  "/x".repeat(60),
];

function oneByOne(paths) {
  return Object.fromEntries(
    every.map((action) => {
      const denied = paths.filter((path) => !access.decide({ action, resource: path }).allowed);
      return [action, { allowed: paths.length - denied.length, denied }];
    }),
  );
}

test("select counts what is allowed and names what is not", () => {
  assert.deepEqual(access.select(["asset.view", "asset.delete"], ["/seen/a", "/run/a", "/nowhere"]), {
    "asset.view": { allowed: 2, denied: ["/nowhere"] },
    "asset.delete": { allowed: 1, denied: ["/seen/a", "/nowhere"] },
  });
});

test("select answers as decide does, the first time and again, also where a path is none", () => {
  for (const paths of [[], odd, ["/seen"], [...odd, ...many.slice(0, 20)]]) {
    assert.deepEqual(access.select(every, paths), oneByOne(paths));
    assert.deepEqual(access.select(every, paths), oneByOne(paths));
  }
});

test("select answers a thousand paths as can does", () => {
  const selected = access.select(every, many);
  for (const action of every) {
    const denied = many.filter((path) => !access.can(action, path));
    assert.deepEqual(selected[action], { allowed: many.length - denied.length, denied });
  }
});

test("select denies an action that is none", () => {
  assert.deepEqual(access.select(["asset.veiw"], ["/seen"]), { "asset.veiw": { allowed: 0, denied: ["/seen"] } });
});

test("verdicts holds a row of bytes for each path", () => {
  const paths = [...odd, ...many];
  const { actions: columns, allowed } = access.verdicts(paths);
  assert.deepEqual(columns, every);
  assert.equal(allowed.length, paths.length * every.length);
  paths.forEach((path, row) => {
    every.forEach((action, column) => {
      assert.equal(allowed[row * every.length + column] === 1, access.can(action, path), `${action} ${path}`);
    });
  });
});
