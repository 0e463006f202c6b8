// When answers change by themselves: until when they hold, and who is told that they no longer do.

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, mock, test } from "node:test";
import { Access, loadAccess } from "lockstep";
import { openAccount } from "lockstep/server";
import { acme, ada, now, rita } from "./acme.mjs";
import { source } from "./source.mjs";

const { Expiry } = await source("expiry.ts");
const { clock } = await source("timing.ts");

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
    const { decision } = account.apply({ principal: ada, action: "asset.share", resource: "/seen", context: { with: rita, level: "manage", until: "2026-01-15T12:10:00Z" } });
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
    assert.deepEqual(answers, [[false, "12:10:00"], [true, "12:20:01"], [false, "13:00:00"]]);
    visitor.dispose();
    linked.dispose();
  });

  test("is said of what holds nothing too", () => {
    access.dispose();
    assert.equal(access.validUntil, undefined);
    assert.equal(Access.none().validUntil, undefined);
  });
});

describe("who waits for an answer's end", () => {
  let time, timers, told, expiry, access;
  const timing = {
    now: () => time,
    after(milliseconds, work, kind) {
      const timer = { milliseconds, work, kind };
      timers.push(timer);
      return () => (timers = timers.filter((each) => each !== timer));
    },
  };
  beforeEach(() => {
    [time, timers, told] = [0, [], 0];
    expiry = new Expiry(timing, timing, () => told++);
    access = ending(5_000);
  });
  const ending = (at) => ({ validUntil: at === undefined ? undefined : new Date(at) });
  const waits = () => timers.map(({ milliseconds }) => milliseconds);
  function goOff(passed) {
    const [{ work }] = timers;
    timers = [];
    time += passed;
    work();
  }

  test("is told when it comes, and waits for the next", () => {
    expiry.follow(access);
    assert.deepEqual(waits(), [5_000]);
    access.validUntil = new Date(12_000);
    goOff(5_000);
    assert.deepEqual([told, waits()], [1, [7_000]]);
    access.validUntil = undefined;
    goOff(7_000);
    assert.deepEqual([told, waits()], [2, []]);
  });

  test("is told nothing by a timer that goes off early", () => {
    expiry.follow(access);
    goOff(4_999);
    assert.deepEqual([told, waits()], [0, [1]]);
  });

  test("looks at the clock each minute, for it may have been set or have stood still", () => {
    access = ending(Date.parse("2100-01-01T00:00:00Z"));
    expiry.follow(access);
    assert.deepEqual(waits(), [60_000]);
    goOff(60_000);
    assert.deepEqual([told, waits()], [0, [60_000]]);
    access.validUntil = undefined;
    goOff(60_000);
    assert.deepEqual([told, waits()], [1, []]);
  });

  test("waits for one alone, and for none once there is nothing to wait for", () => {
    expiry.follow(access);
    expiry.follow(ending(3_000));
    assert.deepEqual(waits(), [3_000]);
    expiry.follow(ending(undefined));
    assert.deepEqual(waits(), []);
  });

  test("may end it when told", () => {
    expiry = new Expiry(timing, timing, () => expiry.follow(ending(undefined)));
    expiry.follow(access);
    access.validUntil = new Date(9_000);
    goOff(5_000);
    assert.deepEqual(waits(), []);
  });

  test("keeps no process alive", () => {
    expiry.follow(access);
    assert.equal(timers[0].kind, "idle");
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
