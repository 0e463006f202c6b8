// The time that answers hold at: the server's, whatever the device's clock says.

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, mock, test } from "node:test";
import { loadAccess } from "lockstep";
import { openAccount } from "lockstep/server";
import { acme, now, rita } from "./acme.mjs";
import { source } from "./source.mjs";

const { ServerClock } = await source("shared/server_clock.ts");
const issued = Date.parse(now);
const hour = 3_600_000;

describe("the server's clock", () => {
  let passed;
  const timing = { now: () => passed };
  const clockAt = (time) => new ServerClock(timing, time);
  beforeEach(() => {
    passed = 5_000;
    mock.timers.enable({ apis: ["Date"], now: issued });
  });
  afterEach(() => mock.timers.reset());

  test("counts on from what it was given, as a date, a string or a header, and not from the device's clock", () => {
    for (const given of [
      new Date(issued - 25 * hour),
      new Date(issued - 25 * hour).toISOString(),
      new Date(issued - 25 * hour).toUTCString(),
    ]) {
      const clock = clockAt(given);
      assert.equal(clock.now(), issued - 25 * hour);
      mock.timers.setTime(issued + hour);
      passed += 250;
      assert.equal(clock.now(), issued - 25 * hour + 250);
      mock.timers.setTime(issued);
    }
  });

  test("is the device's while nothing else is known, but never earlier than what has passed", () => {
    for (const nothing of [undefined, null, "soon", new Date(NaN)]) {
      const clock = clockAt(nothing);
      assert.equal(clock.now(), issued);
      clock.reach(issued - 1);
      assert.equal(clock.now(), issued);
      clock.reach(issued + hour);
      passed += 1;
      assert.equal(clock.now(), issued + hour + 1);
      mock.timers.setTime(issued + 2 * hour);
      assert.equal(clock.now(), issued + 2 * hour);
      mock.timers.setTime(issued);
    }
  });
});

describe("an access object that was given the server's time", () => {
  let account, monotonic;
  beforeEach(async () => {
    account = await openAccount(acme());
    monotonic = 0;
    mock.method(performance, "now", () => monotonic);
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
    account.dispose();
  });

  for (const [what, shift] of [
    ["25 hours fast", 25 * hour],
    ["25 hours slow", -25 * hour],
    ["right", 0],
  ]) {
    test(`answers and expires alike where the device's clock is ${what}`, async () => {
      const snapshot = account.snapshot(rita, now);
      mock.timers.enable({ apis: ["Date"], now: issued + shift });
      const access = await loadAccess(snapshot, { now: new Date(issued + 1_000).toUTCString() });
      assert.equal(access.can("asset.delete", "/run"), true);
      assert.equal(access.validUntil.getTime(), issued + hour);
      monotonic = hour - 1_001;
      await null;
      assert.equal(access.can("asset.delete", "/run"), true);
      monotonic = hour - 1_000;
      await null;
      assert.equal(access.can("asset.delete", "/run"), false);
      assert.equal(access.can("asset.copy", "/run"), true);
      access.dispose();
    });
  }

  test("expires even if it was given none and the device's clock is slow", async () => {
    const snapshot = account.snapshot(rita, now);
    mock.timers.enable({ apis: ["Date"], now: issued - 25 * hour });
    const access = await loadAccess(snapshot);
    assert.equal(access.can("asset.delete", "/run"), true);
    monotonic = hour;
    await null;
    assert.equal(access.can("asset.delete", "/run"), false);
    // A delta is issued later than the snapshot, and says how late it is.
    access.update(account.deltaSince(snapshot, new Date(issued + 3 * hour)));
    assert.equal(access.can("asset.delete", "/run"), true);
    assert.equal(access.validUntil.getTime(), issued + 4 * hour);
    access.dispose();
  });
});
