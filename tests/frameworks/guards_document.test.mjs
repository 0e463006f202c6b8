// The programs of docs/handlers.md, as they are written there, in a folder with the package and the frameworks: each
// does what it shows for a user who may, and denies one who may not.

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { must, root } from "../../tools/run.mjs";
import { ask, makeToken, startServer, temporaryData } from "../http/server.mjs";

const folder = join(root, "build/handlers");
const document = readFileSync(join(root, "docs/handlers.md"), "utf8");
const programs = [...document.matchAll(/^```js\n(.*?)^```$/gms)].map((match) => match[1]);
const session = `export const userOf = ({ headers }) => headers.get?.("x-user") ?? headers["x-user"];\n`;

/** The file of the program that has `mark`, and of no other. */
function fileOf(mark) {
  const [program, ...more] = programs.filter((each) => each.includes(mark));
  assert.ok(program && more.length === 0, `${mark} is in ${more.length + 1} programs`);
  return join(folder, `program${programs.indexOf(program)}.mjs`);
}

const load = (mark) => import(pathToFileURL(fileOf(mark)).href);

before(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  symlinkSync(root, join(folder, "node_modules/lockstep"));
  for (const name of ["express", "fastify", "hono"])
    symlinkSync(join(root, "tests/frameworks/servers/node_modules", name), join(folder, "node_modules", name));
  writeFileSync(join(folder, "session.js"), session);
  for (const [index, program] of programs.entries()) writeFileSync(join(folder, `program${index}.mjs`), program);
});

/** Asks as a user who may, one who may not, and without a session. `send(user)` returns a status and a body. */
async function assertGuards(send, done) {
  assert.deepEqual(await send("flora"), { status: 200, body: done });
  const denied = await send("rita");
  assert.deepEqual([denied.status, denied.body.decision.allowed], [403, false]);
  assert.equal((await send()).status, 401);
}

const headersOf = (user) => (user === undefined ? {} : { "x-user": user });
const read = async (response) => ({ status: response.status, body: await response.json() });

test("the program of Express", async () => {
  const { app } = await load('from "express"');
  const server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  const move = (user) =>
    ask(url, "POST", "/move/brand/icons", { headers: headersOf(user), body: { to: "/legal" } }).then(
      ({ status, body }) => ({ status, body }),
    );
  await assertGuards(move, { moved: "/brand/icons", to: "/legal" });
  const { body } = await ask(url, "GET", "/snapshot", { headers: headersOf("rita") });
  assert.deepEqual(body.principal, { user: "rita" });
  server.close();
});

test("the program of Fastify", async () => {
  const { app } = await load('from "fastify"');
  const remove = async (user) => {
    const response = await app.inject({ method: "DELETE", url: "/files/brand/icons", headers: headersOf(user) });
    return { status: response.statusCode, body: response.json() };
  };
  await assertGuards(remove, { deleted: "/brand/icons" });
  const snapshot = await app.inject({ url: "/snapshot", headers: headersOf("rita") });
  assert.deepEqual(snapshot.json().principal, { user: "rita" });
  await app.close();
});

test("the route of Next", async () => {
  const { DELETE, GET } = await load("export const DELETE");
  const asked = (user) => new Request("http://localhost/", { headers: headersOf(user) });
  const params = Promise.resolve({ path: ["brand", "icons"] });
  await assertGuards(async (user) => read(await DELETE(asked(user), { params })), { deleted: "/brand/icons" });
  assert.deepEqual((await read(await GET(asked("rita")))).body.principal, { user: "rita" });
});

test("the program of Hono", async () => {
  const { app } = await load('from "hono"');
  const send = async (method, path, user) => read(await app.request(path, { method, headers: headersOf(user) }));
  await assertGuards((user) => send("DELETE", "/files/brand/icons", user), { deleted: "/brand/icons" });
  assert.deepEqual((await send("GET", "/snapshot", "rita")).body.principal, { user: "rita" });
});

test("the Worker, over lockstep serve", async () => {
  const data = temporaryData();
  const key = makeToken(data);
  const server = await startServer({ data });
  const account = readFileSync(join(root, "policies/northpine.json"), "utf8");
  await ask(server.url, "PUT", "/v1/accounts/northpine", { token: key, body: account });
  const { default: worker } = await load("LOCKSTEP_URL");
  const env = { LOCKSTEP_URL: server.url, LOCKSTEP_KEY: key };
  const send = (path, user) => worker.fetch(new Request(`http://localhost${path}`, { headers: headersOf(user) }), env);
  assert.equal(await (await send("/brand/logos", "rita")).text(), "the file");
  assert.equal((await send("/finance", "rita")).status, 403);
  assert.equal((await send("/brand/logos")).status, 401);
  assert.deepEqual((await (await send("/snapshot", "rita")).json()).principal, { user: "rita" });
  await server.stop();
});

test("the program with facts: the author of an unlisted note may edit it", async () => {
  const { output } = await must([process.execPath, fileOf("policies/examples/notes")], { cwd: root });
  assert.equal(output, "n9 200\nn8 403\n");
});
