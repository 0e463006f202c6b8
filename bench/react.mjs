// npm run bench:react: a list of 1,000 rows with 5 buttons each, by lockstep/react and by @casl/react, in Chromium.
//
// Both are given the same facts, and have given the same 5,000 answers before they are timed.

import { build } from "esbuild";
import { chromium } from "playwright-core";
import { openAccount } from "lockstep/server";
import { isMain, main, root, say } from "../tools/run.mjs";

const now = "2026-01-15T12:00:00Z";
const rows = 1000;
const rita = { user: "rita" };
const ada = { user: "ada" };

/** An account in which rita may manage every tenth of the folders. */
async function openRows() {
  const folders = Array.from({ length: rows }, (_, at) => ({ id: `f${at}`, kind: "folder", path: `/folder${at}` }));
  return openAccount({
    format: "lockstep-account/1",
    id: "acme",
    revision: 1,
    plan: "enterprise",
    users: [
      { id: "ada", name: "Ada", email: "ada@acme.test", role: "account_administrator" },
      { id: "rita", name: "Rita", email: "rita@acme.test", role: "media_library_restricted_access" },
    ],
    assets: folders,
    shares: folders.filter((_, at) => at % 10 === 0).map(({ id }) => ({ on: id, with: rita, level: "manage" })),
  });
}

/** Shares of three folders, as one delta, and of as many others for each repetition. */
function deltasOf(account, count) {
  return Array.from({ length: count }, (_, turn) => {
    const from = account.snapshot(rita, now);
    for (const at of [1, 2, 3]) {
      const resource = `/folder${10 * turn + at}`;
      const context = { with: rita, level: "manage", now };
      const { decision } = account.apply({ principal: ada, action: "asset.share", resource, context });
      if (!decision.allowed) throw new Error(decision.message);
    }
    return account.deltaSince(from, now);
  });
}

const program = `
  import { createElement as h } from "react";
  import { flushSync } from "react-dom";
  import { createRoot } from "react-dom/client";
  import { createMongoAbility, subject } from "@casl/ability";
  import { AbilityProvider, useAbility } from "@casl/react";
  import { loadAccess } from "lockstep/inline";
  import { LockstepProvider, useCan } from "lockstep/react";

  const actions = ["asset.view", "asset.copy", "asset.move", "asset.delete", "asset.share"];
  const paths = Array.from({ length: ${rows} }, (_, at) => "/folder" + at);
  const subjects = paths.map((path) => subject("asset", { path }));
  let renders = 0;

  function LockstepButton({ action, at }) {
    renders++;
    return h("button", { disabled: !useCan(action, paths[at]) }, action);
  }
  function CaslButton({ action, at }) {
    return h("button", { disabled: !useAbility().can(action, subjects[at]) }, action);
  }
  const list = (Button) => paths.map((path, at) =>
    h("p", { key: path }, actions.map((action) => h(Button, { key: action, action, at }))));

  const time = (work) => {
    const begin = performance.now();
    work();
    return performance.now() - begin;
  };
  const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];
  function mount(wrap) {
    // What the one before has left is not charged to this one.
    gc();
    const page = createRoot(document.body.appendChild(document.createElement("main")));
    const took = time(() => flushSync(() => page.render(wrap())));
    return { took, end: () => flushSync(() => page.unmount()) };
  }

  globalThis.measure = async (snapshot, now, deltas, repeats) => {
    const access = await loadAccess(snapshot, { now });
    const ability = createMongoAbility(actions.map((action) => ({
      action, subject: "asset", conditions: { path: { $in: paths.filter((path) => access.can(action, path)) } },
    })));
    const every = (can) => actions.flatMap((action) => paths.map((path, at) => can(action, at)));
    const byLockstep = (action, at) => access.can(action, paths[at]);
    const byCasl = (action, at) => ability.can(action, subjects[at]);
    if (every(byLockstep).join() !== every(byCasl).join()) throw new Error("the answers differ");

    const ways = {
      lockstep: { can: byLockstep, wrap: () => h(LockstepProvider, { access }, list(LockstepButton)) },
      casl: { can: byCasl, wrap: () => h(AbilityProvider, { value: ability }, list(CaslButton)) },
    };
    const times = { lockstep: { checks: [], render: [] }, casl: { checks: [], render: [] } };
    for (let turn = 0; turn < repeats; turn++) {
      const inTurn = Object.entries(ways);
      if (turn % 2 === 1) inTurn.reverse();
      for (const [name, { can, wrap }] of inTurn) {
        times[name].checks.push(time(() => every(can)));
        const { took, end } = mount(wrap);
        times[name].render.push(took);
        end();
      }
    }

    const { end } = mount(ways.lockstep.wrap);
    const counts = [];
    const updates = deltas.map((delta) => {
      const before = renders;
      const took = time(() => flushSync(() => access.update(delta)));
      counts.push(renders - before);
      return took;
    });
    end();
    return {
      checks: { lockstep: median(times.lockstep.checks), casl: median(times.casl.checks) },
      render: { lockstep: median(times.lockstep.render), casl: median(times.casl.render) },
      delta: median(updates),
      renders: [...new Set(counts)],
    };
  };
`;

async function measure() {
  const account = await openRows();
  const snapshot = account.snapshot(rita, now);
  const deltas = deltasOf(account, 25);
  account.dispose();
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: root },
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--js-flags=--expose-gc",
    ],
  });
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: outputFiles[0].text });
    return await page.evaluate((given) => globalThis.measure(...given), [snapshot, now, deltas, 15]);
  } finally {
    await browser.close();
  }
}

if (isMain(import.meta.url))
  main(async () => {
    const { checks, render, delta, renders } = await measure();
    const line = (name, { lockstep, casl }) =>
      say(
        `${name.padEnd(34)}${lockstep.toFixed(2).padStart(9)} ms${casl.toFixed(2).padStart(9)} ms${(casl / lockstep).toFixed(1).padStart(8)}×`,
      );
    say(`${"medians".padEnd(34)}${"lockstep".padStart(12)}${"@casl/react".padStart(12)}${"ratio".padStart(9)}`);
    line("5,000 checks", checks);
    line("render of 1,000 rows × 5 buttons", render);
    say(`one delta that concerns 3 rows: ${delta.toFixed(2)} ms of script, ${renders.join(" or ")} renders of 5,000`);
  });
