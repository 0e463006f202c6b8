// Who looks, and at what: the places of the demo account where the buttons are compared, each for the kind that it
// shows.
import { readFileSync } from "node:fs";
import { accountFile } from "./command_line.mjs";

export const policy = JSON.parse(readFileSync(new URL("../../policies/imagekit.json", import.meta.url), "utf8"));
export const account = JSON.parse(readFileSync(accountFile, "utf8"));

export const people = ["ada", "dev", "flora", "vera", "rita", "finn"];
export const roleOf = (person) => account.users.find((user) => user.id === person).role;

/** What is shared, owned or unshared is so for Rita, whose role sees nothing else. */
const sorts = {
  "the root": ["/"],
  "a folder shared to view": ["/brand"],
  "a folder that has it from above": ["/brand/logos", "/campaigns/2025/summer-launch/hero"],
  "a file that has it from above": ["/brand/logos/logo-mark.svg"],
  "a folder shared to contribute": ["/brand/icons", "/campaigns/2025/summer-launch"],
  "a folder shared to manage": ["/campaigns/2025/summer-launch/social"],
  "a file shared by itself": ["/products/jackets/alpine-shell/alpine-shell-rust-front.jpg"],
  "a folder of one's own": ["/campaigns/2025/autumn-basecamp/moodboards"],
  "a file in a folder of one's own": ["/campaigns/2025/autumn-basecamp/moodboards/mood-fog.jpg"],
  "a file of one's own": ["/products/packs/expedition-65/expedition-65-exploded.png"],
  "a draft": ["/brand/guidelines/photo-direction.pdf", "/press/press-kit-2025/press-release-summer.pdf"],
  "a file with comments": [
    "/campaigns/2025/summer-launch/hero/hero-dunes.jpg",
    "/campaigns/2025/summer-launch/social/stories/story-quiz.jpg",
  ],
  "a folder on the way to what is shared": ["/campaigns/2025"],
  "a folder with a public link": ["/press/press-kit-2025"],
  "an unshared folder": ["/legal"],
  "an unshared file": ["/legal/contracts/agency-contract-2025.pdf"],
  "a collection shared to contribute": ["collection:c1"],
  "a collection shared to view": ["collection:c3"],
  "a collection of one's own": ["collection:c4"],
  "an unshared collection": ["collection:c2", "collection:c5"],
};

const assets = new Map([["/", { kind: "folder" }], ...account.assets.map((asset) => [asset.path, asset])]);

export const places = Object.entries(sorts).flatMap(([sort, words]) =>
  words.map((resource) => ({ sort, resource, ...whatIs(resource) })),
);

/** A place has the `id` of a collection, or the `kind` of an asset; its `comments` are in the details. */
function whatIs(resource) {
  if (!resource.startsWith("/")) return { id: resource.slice("collection:".length) };
  const { id, kind } = assets.get(resource);
  return {
    kind,
    parent: resource.replace(/\/[^/]*$/, "") || "/",
    comments: (account.comments ?? []).filter(({ on }) => on === id).map((comment) => comment.id),
  };
}

/**
 * Asked by the search field, by each row of the share dialog, and by the list of comments: no button of these places.
 */
const elsewhere = ["asset.search", "asset.unshare", "collection.search", "collection.unshare"];

/** All that the policy has for such a place, without its comments. */
export function operationsOn({ kind }) {
  return Object.entries(policy.actions)
    .filter(
      ([id, { on, kind: only }]) =>
        [on].flat().includes(kind ? "asset" : "collection") &&
        (!kind || !only || only === kind) &&
        !elsewhere.includes(id) &&
        !id.startsWith("comment."),
    )
    .map(([id]) => id);
}

/** On one comment; and on all that there are, or may be, on a file or folder. */
export const onComments = ["comment.react", "comment.edit", "comment.delete"];
export const onThreads = ["comment.view", "comment.add", "comment.resolve", "comment.delete_thread"];

/** Everything that the buttons of one place ask, as questions to the command line. */
export function questionsAt(as, place) {
  const { resource, comments = [], kind } = place;
  const remarks = comments.flatMap((comment) =>
    onComments.map((action) => ({ as, action, resource, context: { comment } })),
  );
  const operations = [...operationsOn(place), ...(kind ? onThreads : [])];
  return [...operations.map((action) => ({ as, action, resource })), ...remarks];
}
