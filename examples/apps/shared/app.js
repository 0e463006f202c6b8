// The routes of the app, over an account that is kept in memory: the notes, and who may do what with them.

import express from "express";
import { createGuard } from "lockstep/express";
import { openAccount } from "lockstep/server";
import facts from "./account.json" with { type: "json" };
import policy from "./policy.json" with { type: "json" };
import { signIn, userOf } from "./session.js";

/** @typedef {{ relations?: { author: string }, attributes?: { final?: boolean } }} Known */
/** @typedef {{ id: string, kind: string, path: string } & Known} Item */
/** @typedef {{ users: typeof facts.users, resources: Item[], shares: typeof facts.shares }} Facts */

/** Returns the app without its page. */
export async function makeApp() {
  const account = await openAccount(facts, { policy });
  /** What the notes say, by their ids: Lockstep keeps what permissions need, and an app keeps the rest. */
  const texts = new Map([
    ["n1", "Two weeks at the sea. The train leaves at nine."],
    ["n2", "A hut in the mountains, booked and paid."],
  ]);
  const factsNow = () => /** @type {Facts} */ (account.toJSON());

  const guard = createGuard({
    decider: account,
    principal: (/** @type {express.Request} */ request) => {
      const user = userOf(request);
      return user === undefined ? undefined : { user };
    },
  });
  const note = { resource: (/** @type {express.Request} */ { params }) => ({ note: String(params.id) }) };

  /**
   * Carries out what the guard has allowed.
   * @type {express.RequestHandler}
   */
  const change = (request, response) => {
    const { decision } = account.apply(guard.checked(request).request);
    if (decision.allowed) response.status(204).end();
    else response.status(409).json({ detail: decision.message });
  };

  const app = express();
  app.disable("x-powered-by");
  app.use(express.json());
  app.put(
    "/api/session",
    signIn(() => factsNow().users),
  );
  app.get("/api/snapshot", guard.snapshot);
  app.get("/api/notes", (request, response) => {
    const user = userOf(request) ?? "";
    const { users, resources, shares } = factsNow();
    const mayView = (/** @type {Item} */ { kind, id }) =>
      kind === "note" && account.decide({ principal: { user }, action: "note.view", resource: { note: id } }).allowed;
    const notes = resources.filter(mayView).map(({ id, path, relations, attributes }) => ({
      id,
      name: path.split("/").at(-1),
      author: users.find((each) => each.id === relations?.author)?.name,
      final: attributes?.final === true,
      text: texts.get(id) ?? "",
    }));
    response.json({ user, people: users, notes, level: shares[0]?.level });
  });
  app.post(
    "/api/notes",
    guard.require("note.create", { resource: () => "/plans", context: ({ body }) => ({ name: body?.name }) }),
    change,
  );
  app.put("/api/notes/:id/text", guard.require("note.edit", note), (request, response) => {
    texts.set(String(request.params.id), String(request.body?.text));
    response.status(204).end();
  });
  app.put(
    "/api/notes/:id/final",
    guard.require("note.finish", { ...note, context: ({ body }) => ({ value: body?.value }) }),
    change,
  );
  app.delete("/api/notes/:id", guard.require("note.delete", note), change);
  app.put(
    "/api/sharing",
    guard.require("folder.share", {
      resource: () => "/plans",
      context: ({ body }) => ({ with: { role: "member" }, level: body?.level }),
    }),
    change,
  );
  return app;
}
