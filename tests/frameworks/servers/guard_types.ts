// Guards in the types of their frameworks: what would be a mistake is marked, and does not compile.

import express, { type Request as ExpressRequest } from "express";
import fastify, { type FastifyRequest } from "fastify";
import { Hono, type Context } from "hono";
import * as forExpress from "lockstep/express";
import * as forFastify from "lockstep/fastify";
import { createGuard, pathOf, remoteAccount } from "lockstep/handler";
import type { Account } from "lockstep/server";

declare const account: Account;
const session = { user: "ada" };

const guard = forExpress.createGuard({ decider: account, principal: (_request: ExpressRequest) => session });
const app = express();
app.get("/snapshot", guard.snapshot);
app.post(
  "/files/:id",
  guard.require("asset.move", { resource: ({ params }) => pathOf(params.id) }),
  (request, response) => {
    response.json(guard.checked(request).decision.allowed);
  },
);

const ofFastify = forFastify.createGuard({ decider: account, principal: (_request: FastifyRequest) => session });
const server = fastify();
server.register(ofFastify.plugin, { path: "/snapshot" });
server.delete("/files", { preHandler: ofFastify.require("asset.delete") }, async () => "done");

const ofHono = createGuard({ decider: account, principal: (_context: Context) => session });
const hono = new Hono();
hono.get("/snapshot", ofHono.snapshot);
hono.get(
  "/files/:id",
  ofHono.require("asset.view", { resource: (c) => c.req.param("id") }, (c) => c.text("done")),
);

const remote = remoteAccount({ url: "http://localhost:8080", account: "acme", key: "lsk_1" });
const ofNext = createGuard({
  decider: remote,
  principal: (request) => ({ user: request.headers.get("x-user") ?? "" }),
});
type Params = { readonly params: Promise<{ readonly path: string[] }> };
export const GET: (request: Request, more: Params) => Promise<Response> = ofNext.require(
  "asset.view",
  { resource: async (_request, { params }: Params) => pathOf((await params).path) },
  () => new Response("done"),
);

// @ts-expect-error: no such action.
guard.require("asset.delte");
// @ts-expect-error: a trusted field is not the client's.
guard.require("asset.view", { context: () => ({ owner: "ada" }) });
// @ts-expect-error: a session is never the host itself.
createGuard({ decider: account, principal: () => ({ system: true }) });
// @ts-expect-error: no such field of a context.
createGuard({ decider: account, principal: () => session, trusted: { ownr: () => "ada" } });
