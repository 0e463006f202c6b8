// When answers change by themselves: until when they hold, and which listeners are called when they no longer do.

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, mock, test } from "node:test";
import { Access, loadAccess } from "lockstep";
import { openAccount } from "lockstep/server";
import { acme, ada, now, rita } from "./acme.mjs";
import { source } from "./source.mjs";

const { ServerClock } = await source("shared/server_clock.ts");
const { clock } = await source("shared/timing.ts");

describe("until when answers hold", () => {
  let account, access;
  beforeEach(async () => {
    mock.timers.enable({ apis: ["Date"], now: Date.parse(now) });
    account = await openAccount(acme());
    access = await loadAccess(account.snapshot(rita));
  });
  afterEach(() => {
    mock.timers.reset();
    access.dispose();
    account.dispose();
  });
  const until = () => access.validUntil?.toISOString();
  /** Within one run of JavaScript the clock is not read each time. */
  async function passTo(time) {
    mock.timers.setTime(time);
    await null;
  }

  test("is when the snapshot expires, or a share ends, whichever comes first", async () => {
    assert.equal(until(), "2026-01-15T13:00:00.000Z");
    assert.equal(access.can("asset.delete", "/run"), true);
    await passTo(access.validUntil.getTime() - 1);
    assert.equal(until(), "2026-01-15T13:00:00.000Z");
    assert.equal(access.can("asset.delete", "/run"), true);
    await passTo(access.validUntil.getTime());
    assert.equal(access.can("asset.delete", "/run"), false);
    assert.equal(until(), "2100-01-01T00:00:00.000Z");
    assert.equal(access.can("asset.view", "/brief"), true);
    await passTo(access.validUntil.getTime());
    assert.equal(until(), undefined);
    assert.equal(access.can("asset.view", "/brief"), false);
    // A clock that is set back.
    await passTo(Date.parse(now));
    assert.equal(until(), "2026-01-15T13:00:00.000Z");
  });

  test("follows a change", () => {
    const before = account.snapshot(rita);
    const { decision } = account.apply({
      principal: ada,
      action: "asset.share",
      resource: "/seen",
      context: { with: rita, level: "manage", until: "2026-01-15T12:10:00Z" },
    });
    assert.equal(decision.allowed, true, decision.message);
    access.update(account.deltaSince(before));
    assert.equal(until(), "2026-01-15T12:10:00.000Z");
  });

  test("knows when a link opens and closes", async () => {
    const links = [{ id: "l1", on: "f1", startsAt: "2026-01-15T12:10:00Z", endsAt: "2026-01-15T12:20:00Z" }];
    const linked = await openAccount(acme({ links }));
    const visitor = await loadAccess(linked.snapshot({ visitor: true, link: "l1" }));
    const opens = () => [visitor.can("link.open", { link: "l1" }), visitor.validUntil.toISOString().slice(11, 19)];
    const answers = [opens()];
    for (let change = 0; change < 2; change++) {
      await passTo(visitor.validUntil.getTime());
      answers.push(opens());
    }
    assert.deepEqual(answers, [
      [false, "12:10:00"],
      [true, "12:20:01"],
      [false, "13:00:00"],
    ]);
    visitor.dispose();
    linked.dispose();
  });

  test("knows when a condition reads another time, of paths, objects and what no class has", async () => {
    const policy = {
      format: "lockstep-policy/2",
      id: "due",
      version: "1",
      kinds: { task: { in: ["/"], attributes: { due: "time" } } },
      levels: ["read"],
      users: { attributes: { leaves: "time" } },
      conditions: { late: { if: "resource.due < now" }, open: { if: "now < principal.leaves" } },
      actions: {
        "task.remind": { on: "task", level: "read", when: "late" },
        "user.greet": { on: "user", when: "open" },
      },
      roles: { member: { level: "read", allow: ["*"] } },
    };
    const due = (time) => ({ attributes: { due: `2026-01-15T${time}Z` } });
    const tasks = await openAccount(
      {
        format: "lockstep-account/2",
        id: "acme",
        users: [{ id: "rita", role: "member", attributes: { leaves: "2026-01-15T12:30:00Z" } }],
        resources: [{ id: "t", kind: "task", path: "/t", ...due("12:20:00") }],
      },
      { policy },
    );
    const page = await loadAccess(tasks.snapshot(rita), { policy });
    const ends = () => page.validUntil.toISOString().slice(11, 19);
    const isLate = (task) => page.can("task.remind", task);
    assert.deepEqual([page.can("user.greet", { user: "rita" }), ends()], [true, "12:30:00"]);
    assert.deepEqual([isLate("/t"), ends()], [false, "12:20:00"]);
    const object = page.resource({ task: "own", ...due("12:10:00") });
    assert.deepEqual([isLate(object), ends()], [false, "12:10:00"]);
    await passTo(Date.parse("2026-01-15T12:10:01Z"));
    assert.deepEqual([isLate(object), isLate("/t"), ends()], [true, false, "12:20:00"]);
    await passTo(Date.parse("2026-01-15T12:20:01Z"));
    assert.deepEqual([isLate(object), isLate("/t")], [true, true]);
    await passTo(Date.parse("2026-01-15T12:30:00Z"));
    assert.equal(page.can("user.greet", { user: "rita" }), false);
    page.dispose();
    tasks.dispose();
  });

  test("is said of what holds nothing too", () => {
    access.dispose();
    assert.equal(access.validUntil, undefined);
    assert.equal(Access.none().validUntil, undefined);
  });
});

describe("who watches an access object", () => {
  let passed, timers, account, access, told;
  const timing = {
    now: () => passed,
    after(milliseconds, work, kind) {
      const timer = { milliseconds, work, kind };
      timers.push(timer);
      return () => (timers = timers.filter((each) => each !== timer));
    },
  };
  const minute = 60_000;
  beforeEach(async () => {
    [passed, timers, told] = [0, [], 0];
    account = await openAccount(acme());
    access = await loadAccess(account.snapshot(rita, now), { clock: new ServerClock(timing, now) });
  });
  afterEach(() => {
    access.dispose();
    account.dispose();
  });
  const waits = () => timers.map(({ milliseconds }) => milliseconds);
  const watch = () => access.watch(() => told++);
  /** Time passes, and the timer goes off. */
  async function goOff(after) {
    const [{ work }] = timers;
    timers = [];
    passed += after;
    await null;
    work();
  }

  test("is called when an answer's time is up, when it may have changed, and once only", async () => {
    watch();
    const before = access.generation;
    assert.equal(access.can("asset.delete", "/run"), true);
    for (let n = 0; n < 59; n++) await goOff(minute);
    assert.deepEqual([told, access.generation], [0, before]);
    await goOff(minute);
    assert.equal(told, 1);
    assert.ok(access.generation > before);
    assert.equal(access.can("asset.delete", "/run"), false);
    // The next end is that of the share, in years.
    assert.deepEqual(waits(), [minute]);
  });

  test("is called too where a request came before the timer went off", async () => {
    watch();
    const before = access.generation;
    passed = 60 * minute;
    await null;
    assert.equal(access.can("asset.delete", "/run"), false);
    assert.ok(access.generation > before);
    await goOff(0);
    assert.equal(told, 1);
  });

  test("waits no longer than until the next end", async () => {
    passed = 60 * minute - 5_000;
    watch();
    assert.deepEqual(waits(), [5_000]);
    await goOff(4_999);
    assert.deepEqual([told, waits()], [0, [1]]);
    await goOff(1);
    assert.equal(told, 1);
  });

  test("is called at an update and at disposal as well; a subscriber, at these alone", async () => {
    let heard = 0;
    access.subscribe(() => heard++);
    watch();
    const before = account.snapshot(rita, now);
    account.apply({
      principal: ada,
      action: "asset.share",
      resource: "/seen",
      context: { with: rita, level: "manage" },
    });
    const generation = access.generation;
    access.update(account.deltaSince(before, now));
    assert.deepEqual([told, heard], [1, 1]);
    assert.ok(access.generation > generation);
    for (let n = 0; n < 60; n++) await goOff(minute);
    assert.deepEqual([told, heard], [2, 1]);
    const last = access.generation;
    access.dispose();
    assert.deepEqual([told, heard, waits()], [3, 2, []]);
    assert.ok(access.generation > last);
  });

  test("shares one timer with others, which is gone with the last of them and keeps no process alive", () => {
    const stops = [watch(), watch()];
    assert.deepEqual([waits(), timers[0].kind], [[minute], "idle"]);
    for (const stop of stops) {
      assert.equal(waits().length, 1);
      stop();
      stop();
    }
    assert.deepEqual(waits(), []);
    access.watch(() => undefined)();
    assert.deepEqual(waits(), []);
  });

  test("may stop when called, and may fail without harm to the next", async () => {
    passed = 60 * minute - 1;
    const later = mock.method(globalThis, "queueMicrotask", () => undefined);
    const leave = access.watch(() => {
      throw new Error("mine");
    });
    const stop = access.watch(() => {
      told++;
      stop();
    });
    await goOff(1);
    const [fault] = later.mock.calls
      .map(({ arguments: [work] }) => work)
      .filter((work) => work.toString().includes("throw"));
    later.mock.restore();
    leave();
    assert.equal(told, 1);
    assert.throws(fault, { message: "mine" });
  });

  test("is not called before there is a snapshot", () => {
    const none = Access.none();
    none.watch(() => told++)();
    assert.deepEqual([none.generation, told, waits()], [0, 0, []]);
  });
});

test("a timer longer than the platform's longest does not go off at once, and an idle one keeps no process alive", () => {
  const timer = mock.method(globalThis, "setTimeout");
  try {
    const cancels = [clock.after(Infinity, () => undefined), clock.after(2 ** 40, () => undefined, "idle")];
    const [long, idle] = timer.mock.calls;
    assert.deepEqual([long.arguments[1], idle.arguments[1]], [2 ** 31 - 1, 2 ** 31 - 1]);
    assert.deepEqual([long.result.hasRef(), idle.result.hasRef()], [true, false]);
    for (const cancel of cancels) cancel();
  } finally {
    timer.mock.restore();
  }
});
