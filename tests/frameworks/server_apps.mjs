// The same application in each framework: it answers `{ done }` with the request that was decided.

import { createServer } from "node:http";
import { createRequire } from "node:module";
import { createGuard as guardExpress } from "lockstep/express";
import { createGuard as guardFastify } from "lockstep/fastify";
import { createGuard as guardHandler, pathOf } from "lockstep/handler";

const require = createRequire(new URL("servers/package.json", import.meta.url));
const { Hono } = require("hono");

/** The owner of a file that the account does not list, as the host's own database has it. */
const ownerOf = (path) => (path === "/inbox/of-rob.png" ? "rob" : undefined);

/** The options of a guard; `session` and `ownerFor` read a request of the framework. */
function options({ decider, errors, onPrincipal }, session, ownerFor) {
  return {
    decider,
    principal: (request) => {
      onPrincipal?.();
      const user = session(request);
      return user === undefined ? undefined : { user };
    },
    trusted: { owner: (request) => ownerFor(request) },
    onError: (error) => errors.push(error),
  };
}

/** Returns who is signed in: the host's sessions are bearer tokens `session-USER`. */
const userOf = (authorization) => /^Bearer session-(\w+)$/.exec(authorization ?? "")?.[1];

function expressApp(framework, wildcard, parameter) {
  return (opened) => {
    const pathIn = (request) => pathOf(request.params[parameter]);
    const guard = guardExpress(
      options(
        opened,
        (request) => userOf(request.headers.authorization),
        (request) => request.params[parameter] && ownerOf(pathIn(request)),
      ),
    );
    const act = (request, response) => response.json({ done: guard.checked(request).request });
    const app = framework();
    app.use(framework.json());
    app.get("/snapshot", guard.snapshot);
    app.get(`/files/${wildcard}`, guard.require("asset.view", { resource: pathIn }), act);
    app.delete(
      `/files/${wildcard}`,
      guard.require("asset.delete", { resource: pathIn, context: ({ body }) => body }),
      act,
    );
    app.post(
      `/move/${wildcard}`,
      guard.require("asset.move", { resource: pathIn, context: ({ body }) => ({ to: body.to }) }),
      act,
    );
    app.post("/groups", guard.require("group.create", { context: ({ body }) => body }), act);
    app.get("/search", guard.require("asset.view", { resource: ({ query }) => query.path }), act);
    app.get("/forgotten", act);
    app.use((error, _request, response, _next) => response.status(error.status ?? 500).json({ error: error.message }));
    const server = createServer(app).listen(0, "127.0.0.1");
    return { server, close: () => server.close() };
  };
}

function fastifyApp(framework) {
  return async (opened) => {
    const pathIn = (request) => pathOf(request.params["*"]);
    const guard = guardFastify(
      options(
        opened,
        (request) => userOf(request.headers.authorization),
        (request) => request.params["*"] && ownerOf(pathIn(request)),
      ),
    );
    const act = async (request) => ({ done: guard.checked(request).request });
    const app = framework();
    const guarded = (action, route) => ({ preHandler: guard.require(action, route) });
    app.register(guard.plugin);
    app.get("/files/*", guarded("asset.view", { resource: pathIn }), act);
    app.delete("/files/*", guarded("asset.delete", { resource: pathIn, context: ({ body }) => body }), act);
    app.post("/move/*", guarded("asset.move", { resource: pathIn, context: ({ body }) => ({ to: body.to }) }), act);
    app.post("/groups", guarded("group.create", { context: ({ body }) => body }), act);
    app.get("/search", guarded("asset.view", { resource: ({ query }) => query.path }), act);
    app.get("/forgotten", act);
    await app.listen({ port: 0, host: "127.0.0.1" });
    return { server: app.server, close: () => app.close() };
  };
}

function hono(opened) {
  const pathIn = (context) => pathOf(context.req.param("path"));
  const guard = guardHandler(
    options(
      opened,
      (context) => userOf(context.req.header("authorization")),
      (context) => context.req.param("path") && ownerOf(pathIn(context)),
    ),
  );
  const act = (context) => context.json({ done: guard.checked(context).request });
  const body = (context) => context.req.text().then((text) => (text === "" ? undefined : JSON.parse(text)));
  const app = new Hono();
  app.get("/snapshot", guard.snapshot);
  app.get("/files/:path{.+}", guard.require("asset.view", { resource: pathIn }, act));
  app.delete("/files/:path{.+}", guard.require("asset.delete", { resource: pathIn, context: body }, act));
  const to = async (context) => ({ to: (await body(context)).to });
  app.post("/move/:path{.+}", guard.require("asset.move", { resource: pathIn, context: to }, act));
  app.post("/groups", guard.require("group.create", { context: body }, act));
  app.get("/search", guard.require("asset.view", { resource: (context) => queryOf(context.req.url) }, act));
  app.get("/forgotten", act);
  return fetched(app.fetch);
}

/** A parameter that is given twice is a list, as in Express and Fastify. */
function queryOf(url) {
  const paths = new URL(url).searchParams.getAll("path");
  return paths.length > 1 ? paths : paths[0];
}

/** Serves a handler of Request and Response by Node. */
function fetched(handle) {
  const server = createServer(async (incoming, outgoing) => {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
    const { method, url, headers } = incoming;
    const response = await handle(new Request(new URL(url, "http://localhost"), { method, headers, body }));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  }).listen(0, "127.0.0.1");
  return { server, close: () => server.close() };
}

export const apps = {
  "Express 5": expressApp(require("express"), "*path", "path"),
  "Express 4": expressApp(require("express4"), "*", 0),
  "Fastify 5": fastifyApp(require("fastify")),
  "Fastify 4": fastifyApp(require("fastify4")),
  Hono: hono,
};
