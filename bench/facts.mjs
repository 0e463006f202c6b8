// The facts and the questions that every engine is given: a restricted user with `shares` shared folders three deep,
// and files six deep, half of them below one.

import { policy } from "lockstep";

export const rules = JSON.parse(policy);

/** Ten actions on a file, of all three levels, and the level that each needs. */
export const asked = [
  "asset.view",
  "asset.search",
  "file.download",
  "comment.add",
  "tags.edit",
  "image.edit",
  "file.rename",
  "asset.delete",
  "asset.share",
  "file.publish",
].map((action) => ({
  action,
  level: rules.actions[action].level,
}));

/** All actions on files: what a page with thirty buttons asks. */
export const thirty = Object.keys(rules.actions)
  .filter((action) => [rules.actions[action].on].flat().includes("asset"))
  .slice(0, 30);

const { levels } = rules;
const folder = (n) => `/team-${n % 97}/project-${n % 1009}/folder-${n}`;

/** Equal strings are the same object, which makes engines that compare strings faster. */
const once = (texts) => Object.keys(Object.fromEntries(texts.map((text) => [text, true])));

export const lineageOf = (path) => {
  const parts = path.split("/").slice(1);
  return once(parts.map((_, depth) => `/${parts.slice(0, depth + 1).join("/")}`));
};

export function factsOf(shares) {
  const held = once(Array.from({ length: shares }, (_, n) => folder(n))).map((path, n) => ({
    path,
    level: levels[n % levels.length],
  }));
  const account = {
    format: "lockstep-account/1",
    id: "bench",
    revision: 1,
    plan: "enterprise",
    users: [
      { id: "ada", name: "Ada", email: "ada@bench.test", role: "account_administrator" },
      { id: "rita", name: "Rita", email: "rita@bench.test", role: "media_library_restricted_access" },
    ],
    assets: held.map(({ path }, n) => ({ id: `a${n}`, kind: "folder", path })),
    shares: held.map(({ level }, n) => ({ on: `a${n}`, with: { user: "rita" }, level })),
  };
  return { held, account, questions: questionsOf(shares) };
}

/** 400 files, each with every action, in an order that no branch predictor learns. */
function questionsOf(shares) {
  const files = Array.from({ length: 400 }, (_, n) => {
    const at = Math.floor((n * shares) / 400);
    return n % 2 === 0
      ? `${folder(at)}/year/month/file-${n}.jpg`
      : `${folder(shares + 1 + n)}/year/month/file-${n}.jpg`;
  });
  const questions = files.flatMap((path, n) =>
    asked.map(({ action, level }) => ({ action, level, path, order: (n * 7919 + action.length * 104729) % 4001 })),
  );
  return questions.sort((a, b) => a.order - b.order).map(({ action, level, path }) => ({ action, level, path }));
}
