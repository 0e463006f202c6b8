// Every binding for servers guards a route, by the frameworks of this place: for a user who may, one who may not, and
// without a user.
import { createServer } from "node:http";
import express from "express";
import fastify from "fastify";
import { createGuard as forExpress } from "lockstep/express";
import { createGuard as forFastify } from "lockstep/fastify";
import { createGuard as forHandlers, pathOf } from "lockstep/handler";
import { openAccount } from "lockstep/server";
import { account as facts } from "./facts.js";

const action = "asset.view";
const users = [
  ["rita", "/brand"],
  ["rita", "/legal"],
  [undefined, "/brand"],
];
const headersOf = (user) => (user === undefined ? {} : { "x-user": user });

async function byExpress(decider) {
  const guard = forExpress({ decider, principal: ({ headers }) => ({ user: headers["x-user"] }) });
  const app = express();
  app.use(guard.require(action, { resource: ({ path }) => pathOf(decodeURIComponent(path)) }));
  app.use((_request, response) => response.end("done"));
  const server = createServer(app);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const statuses = [];
  for (const [user, path] of users) {
    const response = await fetch(`http://127.0.0.1:${server.address().port}${path}`, { headers: headersOf(user) });
    await response.text();
    statuses.push(response.status);
  }
  server.closeAllConnections();
  server.close();
  return statuses;
}

async function byFastify(decider) {
  const guard = forFastify({ decider, principal: ({ headers }) => ({ user: headers["x-user"] }) });
  const app = fastify();
  const preHandler = guard.require(action, { resource: ({ params }) => pathOf(params["*"]) });
  app.get("/*", { preHandler }, async () => "done");
  const statuses = [];
  for (const [user, url] of users)
    statuses.push((await app.inject({ method: "GET", url, headers: headersOf(user) })).statusCode);
  await app.close();
  return statuses;
}

async function byHandlers(decider) {
  const guard = forHandlers({ decider, principal: ({ headers }) => ({ user: headers.get("x-user") ?? undefined }) });
  const resource = ({ url }) => pathOf(decodeURIComponent(new URL(url).pathname));
  const handle = guard.require(action, { resource }, () => new Response("done"));
  const statuses = [];
  for (const [user, path] of users) {
    const response = await handle(new Request(`http://localhost${path}`, { headers: headersOf(user) }));
    statuses.push(response.status);
  }
  return statuses;
}

async function run() {
  const account = await openAccount(facts);
  const guards = { express: byExpress, fastify: byFastify, handler: byHandlers };
  const lines = [];
  for (const [name, ask] of Object.entries(guards)) lines.push(`${name} ${(await ask(account)).join(" ")}`);
  console.log(`guards: ${lines.join("; ")}`);
}

run();
