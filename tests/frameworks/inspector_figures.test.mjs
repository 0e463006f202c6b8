// The figures that the inspector gives to its page, and its folded panel.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openInspected } from "./inspector/support.mjs";

let inspected;
before(async () => (inspected = await openInspected()));
after(() => inspected?.close());

test("a page is given its figures: decisions, their time, requests for them, and what it has loaded", async () => {
  const page = await inspected.open();
  const figures = () => page.evaluate(() => figures.at(-1));
  await page.evaluate(() => {
    globalThis.figures = [];
    start({ open: true, onFigures: (each) => figures.push(each) });
  });
  await page.waitForFunction(() => figures.at(-1)?.compared === 16);
  const { nanoseconds, snapshotBytes, lastDelta, ...counts } = await figures();
  assert.equal(lastDelta, undefined);
  assert.deepEqual(counts, {
    enabled: 8,
    disabled: 5,
    hidden: 4,
    decisions: 17,
    requests: 0,
    revision: 41,
    agreed: 16,
    compared: 16,
  });
  assert.ok(nanoseconds > 0);
  assert.equal(
    snapshotBytes,
    await page.evaluate(
      () => (typeof facts.snapshot === "string" ? facts.snapshot : JSON.stringify(facts.snapshot)).length,
    ),
  );

  const delta = inspected.share("manage");
  await page.evaluate((delta) => access.update(delta), delta);
  await page.waitForFunction(() => figures.at(-1).revision === 42 && figures.at(-1).lastDelta);
  const next = await figures();
  assert.equal(next.lastDelta.bytes, JSON.stringify(delta).length);
  assert.ok(next.enabled > counts.enabled);
  const given = await page.evaluate(() => figures.map((each) => JSON.stringify(each)));
  assert.ok(
    given.every((each, at) => each !== given[at - 1]),
    "each differs from the one before",
  );

  await page.keyboard.press("Alt+X");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => figures.at(-1) === undefined);
  await page.context().close();
});

test("a folded panel leaves its heading and the outlines, and unfolds", async () => {
  const page = await inspected.open();
  await page.evaluate(() => start({ open: true, folded: true }));
  await page.locator(".outline").first().waitFor({ state: "attached" });
  assert.equal(await page.getByRole("tablist").isVisible(), false);
  const unfold = page.getByRole("button", { name: "Unfold the panel" });
  assert.equal(await unfold.getAttribute("aria-expanded"), "false");
  await unfold.press("Enter");
  await page.getByRole("tablist").waitFor();
  await page.getByRole("button", { name: "Fold the panel" }).click();
  await page.getByRole("tablist").waitFor({ state: "hidden" });
  await page.context().close();
});
