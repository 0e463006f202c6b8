// Least disclosure through the package: what has ended, is closed or is another user's is in no snapshot and no delta.

import assert from "node:assert/strict";
import { test } from "node:test";
import { loadAccess } from "lockstep";
import { openAccount } from "lockstep/server";

const restricted = "media_library_restricted_access";
const now = "2026-06-15T12:00:00Z";
const rita = { user: "rita" };
const folder = (id, path, more) => ({ id, kind: "folder", path, ...more });

function open({ users = [], ...rest }) {
  const everybody = [
    { id: "ada", role: "account_administrator" },
    { id: "rita", role: restricted },
    { id: "rob", name: "Rob", email: "rob@acme.test", role: restricted },
    ...users,
  ];
  return openAccount({ format: "lockstep-account/1", id: "acme", plan: "enterprise", ...rest, users: everybody });
}

function names(text, words, expected) {
  for (const word of words)
    assert.equal(JSON.stringify(text).includes(word), expected, `${word} in ${JSON.stringify(text)}`);
}

test("a share that has ended brings neither its folder nor what is renamed there later", async () => {
  const account = await open({
    users: [{ id: "max", name: "Max", role: restricted }],
    groups: [{ id: "g9", name: "Board", members: ["max"] }],
    assets: [folder("g", "/project"), folder("h", "/project/layoffs", { owner: "rob" })],
    shares: [
      { on: "g", with: rita, level: "manage", until: "2026-06-15T12:00:00Z" },
      { on: "h", with: { user: "max" }, level: "contribute" },
    ],
    links: [{ id: "l1", on: "h" }],
  });
  const secrets = ["/project", "Rob", "Max", "Board", "l1", "until"];
  const held = account.snapshot(rita, "2026-06-15T11:59:59Z");
  names(held, ["/project", "Rob", "Max", "Board", "l1", "until"], true);
  names(account.snapshot(rita, now), secrets, false);

  const { decision } = account.apply({
    principal: { user: "ada" },
    action: "folder.rename",
    resource: "/project",
    context: { name: "merger-with-initech", now },
  });
  assert.equal(decision.allowed, true);
  const delta = account.deltaSince(held, now);
  names(delta, ["merger-with-initech"], false);
  const access = await loadAccess(held);
  access.update(delta);
  assert.equal(access.can("asset.view", "/project", { now }), false);
  access.dispose();
  // A clock that is set back says no more than what was held then.
  assert.doesNotThrow(() => account.snapshot(rita, "1970-01-01T00:00:00Z"));
  account.dispose();
});

test("who owns what one only views stays unknown to who manages something else", async () => {
  for (const more of [[], [{ on: "z", with: rita, level: "manage" }]]) {
    const account = await open({
      assets: [folder("f", "/f", { owner: "rob" }), folder("z", "/z", { owner: "rob" })],
      shares: [{ on: "f", with: rita, level: "view" }, ...more],
    });
    const { assets } = account.snapshot(rita, now);
    assert.deepEqual(
      assets.map(({ path, owner }) => [path, owner]),
      [["/f", undefined], ...more.map(() => ["/z", "rob"])],
    );
    account.dispose();
  }
});

test("a visitor's snapshot names no draft that the link hides, and leaves open whether a path is one", async () => {
  const account = await open({
    assets: [folder("f", "/f"), { id: "d", kind: "file", path: "/f/price-cut-in-march.pdf", published: false }],
    links: [{ id: "l", on: "f" }],
  });
  const visitor = { visitor: true, link: "l" };
  const snapshot = account.snapshot(visitor, now);
  names(snapshot, ["price-cut", "published"], false);
  const access = await loadAccess(snapshot);
  for (const path of ["/f/price-cut-in-march.pdf", "/f/other.pdf"]) {
    const { allowed, unverified } = access.decide({
      action: "asset.view",
      resource: { link: "l", path },
      context: { now },
    });
    assert.deepEqual([allowed, unverified], [true, ["unpublished"]]);
  }
  assert.equal(
    account.decide({
      principal: visitor,
      action: "asset.view",
      resource: { link: "l", path: "/f/price-cut-in-march.pdf" },
      context: { now },
    }).reason,
    "unpublished",
  );
  access.dispose();
  account.dispose();
});

test("the target of a link comes once it opens, and with the password", async () => {
  const closed = [
    ["enterprise", { startsAt: "2027-01-01T00:00:00Z" }, "link_not_started"],
    ["enterprise", { endsAt: "2025-01-01T00:00:00Z" }, "link_expired"],
    ["enterprise", { hasPassword: true }, "link_password"],
    ["paid", {}, "plan_required"],
  ];
  for (const [plan, link, reason] of closed) {
    const account = await open({
      plan,
      assets: [folder("f", "/merger-with-initech")],
      links: [{ id: "l", on: "f", ...link }],
    });
    const snapshot = account.snapshot({ visitor: true, link: "l" }, now);
    names(snapshot, ["merger", '"f"'], false);
    const access = await loadAccess(snapshot);
    assert.equal(access.decide({ action: "link.open", resource: { link: "l" }, context: { now } }).reason, reason);
    access.dispose();
    const verified = account.snapshot({ visitor: true, link: "l", passwordVerified: true }, now);
    names(verified, ["merger"], reason === "link_password");
    if (reason === "link_password") {
      const opened = await loadAccess(verified);
      assert.equal(opened.can("link.open", { link: "l" }, { now }), true);
      opened.dispose();
    }
    account.dispose();
  }
});

test("what the plan closes is not there until the plan opens it", async () => {
  const account = await open({
    plan: "paid",
    assets: [folder("f", "/merger-with-initech")],
    shares: [{ on: "f", with: rita, level: "view" }],
  });
  const snapshot = account.snapshot(rita, now);
  names(snapshot, ["merger"], false);
  const access = await loadAccess(snapshot);
  assert.equal(
    access.decide({ action: "asset.view", resource: "/merger-with-initech", context: { now } }).reason,
    "plan_required",
  );
  assert.equal(access.can("profile.edit", undefined, { now }), true);
  account.apply({ principal: { system: true }, action: "account.set_plan", context: { plan: "enterprise", now } });
  access.update(account.deltaSince(snapshot, now));
  assert.equal(access.can("asset.view", "/merger-with-initech", { now }), true);
  access.dispose();
  account.dispose();
});
