// The measurements, the same in Node and in a page. Every engine gives the same answers before anything is timed.

import { createMongoAbility } from "@casl/ability";
import { loadAccess } from "lockstep";
import { openAccount } from "lockstep/server";
import { engines } from "./engines.mjs";
import { factsOf, thirty } from "./facts.mjs";
import { milliseconds, nanoseconds, nanosecondsAwaited } from "./measure.mjs";

export const sizes = [10, 100, 1_000, 10_000];
const rita = { user: "rita" };
const somewhere = "/team-1/project-1/folder-1/a.jpg";

/**
 * Nanoseconds a check: `{ engine: { shares: ns } }`. `modules` holds what engines need: `{ cedar, cedarling, oso }`.
 */
export async function checks(modules, say) {
  const table = {};
  for (const shares of sizes) {
    const facts = factsOf(shares);
    let expected;
    for (const { name, make, most = Infinity, needs, slow } of engines) {
      if (shares > most || (needs !== undefined && modules[needs] === undefined)) continue;
      const engine = await make(facts, modules);
      const questions = slow ? facts.questions.filter((_, n) => n % Math.max(8, shares / 5) === 0) : facts.questions;
      const answers = new Map();
      for (const question of questions) answers.set(question, await engine.ask(question));
      expected ??= answers;
      for (const [question, answer] of answers) {
        if (answer !== expected.get(question))
          throw new Error(
            `${name} answers ${answer} to ${question.action} on ${question.path} with ${shares} shares; Lockstep does not`,
          );
      }
      table[name] ??= {};
      table[name][shares] = await timeOf(engine, questions, slow ? 5 : 15);
      engine.end?.();
      say(`${name}, ${shares} shares: ${Math.round(table[name][shares])} ns`);
    }
  }
  return table;
}

function timeOf({ ask }, questions, samples) {
  if (ask(questions[0]) instanceof Promise) {
    const round = async () => {
      for (const question of questions) await ask(question);
    };
    return nanosecondsAwaited(round, questions.length, samples);
  }
  const round = () => {
    let allowed = 0;
    for (const question of questions) if (ask(question)) allowed++;
    return allowed;
  };
  return nanoseconds(round, questions.length, samples);
}

/** Everything of Lockstep's own that has a goal: `[{ what, value, unit, goal }]`. */
export async function own(say) {
  const found = [];
  const note = (what, value, unit, goal) => {
    found.push({ what, value, unit, goal });
    say(`${what}: ${value.toPrecision(3)} ${unit}${goal === undefined ? "" : ` (goal ${goal})`}`);
  };
  const facts = factsOf(1_000);
  const account = await openAccount(facts.account);
  const text = JSON.stringify(account.snapshot(rita));
  const access = await loadAccess(text);

  const ability = createMongoAbility([
    { action: "collection.create", subject: "Account" },
    { action: "profile.edit", subject: "Account" },
  ]);
  const casl = nanoseconds(() => ability.can("collection.create", "Account"));
  note("CASL with two role rules and no conditions", casl, "ns");
  note(
    "`can(action)` on the account",
    nanoseconds(() => access.can("collection.create")),
    "ns",
    Math.round(casl),
  );

  // Greyed controls ask why.
  const denied = facts.questions
    .filter(({ action, path }) => !access.can(action, path))
    .map(({ action, path }) => ({ action, resource: path }));
  const why = (asked) => {
    let length = 0;
    for (const request of denied) length += asked.decide(request).message.length;
    return length;
  };
  note("`decide`, reason and message, asked before", nanoseconds(() => why(access), denied.length) / 1e3, "µs", 3);
  const firstWhy = await milliseconds(
    async () => {
      const unseen = await loadAccess(text);
      for (const { action, resource } of denied) unseen.can(action, resource);
      return unseen;
    },
    (unseen) => {
      why(unseen);
      return unseen;
    },
  );
  note("`decide`, the first time, of a path that `can` was asked about", (firstWhy * 1e3) / denied.length, "µs");

  const fresh = Array.from(
    { length: 20_000 },
    (_, n) => `/team-${n % 97}/project-${n % 1009}/folder-${n % 1000}/year/month/new-${n}.jpg`,
  );
  const first = await milliseconds(
    () => loadAccess(text),
    (unseen) => {
      for (const path of fresh) unseen.can("asset.view", path);
      return unseen;
    },
  );
  note("first sight of a path, six deep", (first * 1e6) / fresh.length, "ns", 1_000);
  note(
    "`select`, 1,000 paths × 30 actions",
    nanoseconds(() => access.select(thirty, fresh.slice(0, 1_000))) / 1e3,
    "µs",
    150,
  );
  access.dispose();
  account.dispose();

  await loading(1_000, 2, note);
  await loading(100_000, 120, note);
  return found;
}

/** The least that a page of its own would do with it. */
function byHand(text) {
  const { assets } = JSON.parse(text);
  return new Map(assets.map((asset) => [asset.path, asset]));
}

async function loading(grants, goal, note) {
  const account = await openAccount(factsOf(grants).account);
  const before = account.snapshot(rita);
  const text = JSON.stringify(before);
  const samples = grants > 10_000 ? 7 : 25;
  const open = async (given) => {
    const access = await loadAccess(given);
    access.can("asset.view", somewhere);
    return access;
  };
  const size = grants.toLocaleString("en");
  note(
    `snapshot of ${size} grants, from text to first answer`,
    await milliseconds(() => text, open, samples),
    "ms",
    goal,
  );
  note(
    "the same text by `JSON.parse` and a `Map` of its assets by path",
    await milliseconds(() => text, byHand, samples),
    "ms",
  );

  const { decision } = account.apply({
    principal: { user: "ada" },
    action: "asset.share",
    resource: "/team-0/project-0/folder-0",
    context: { with: rita, level: "manage" },
  });
  if (!decision.allowed) throw new Error(decision.message);
  const delta = JSON.stringify(account.deltaSince(before));
  const access = await loadAccess(text);
  const there = JSON.parse(delta);
  // Revision after revision, on one object that lives as a page's does.
  access.update(delta);
  let [from, to] = [there.to, there.to + 1];
  note(
    `one-share delta onto ${size} grants`,
    nanoseconds(() => {
      access.update({ ...there, from, to });
      access.can("asset.view", somewhere);
      [from, to] = [to, to + 1];
    }) / 1e3,
    "µs",
    50,
  );
  access.dispose();
  account.dispose();
}
