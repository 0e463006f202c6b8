// What the server allows, and what it refuses whatever a page shows.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { makeApp } from "./app.js";

const server = createServer(await makeApp());
before(() => once(server.listen(0, "localhost"), "listening"));
after(() => server.close());

/**
 * @param {string | undefined} user
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 */
async function ask(user, method, path, body) {
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const response = await fetch(`http://localhost:${port}/api/${path}`, {
    method,
    headers: { "Content-Type": "application/json", ...(user && { Cookie: `user=${user}` }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text && JSON.parse(text) };
}

test("without a session there is nothing to see", async () => {
  assert.equal((await ask(undefined, "GET", "snapshot")).status, 401);
  assert.deepEqual((await ask(undefined, "GET", "notes")).body.notes, []);
});

test("an author edits their own note, and no other", async () => {
  assert.equal((await ask("max", "PUT", "notes/n1/text", { text: "One week." })).status, 204);
  assert.equal((await ask("max", "GET", "notes")).body.notes[0].text, "One week.");
  const denied = await ask("nina", "PUT", "notes/n1/text", { text: "Mine." });
  assert.equal(denied.status, 403);
  assert.equal(denied.body.decision.reason, "level_too_low");
});

test("a final note is not deleted before it is open again", async () => {
  const denied = await ask("max", "DELETE", "notes/n2");
  assert.equal(denied.body.detail, "This note is final. Open it again first.");
  assert.equal((await ask("max", "PUT", "notes/n2/final", { value: false })).status, 204);
  assert.equal((await ask("max", "DELETE", "notes/n2")).status, 204);
});

test("the author of a new note may edit it", async () => {
  assert.equal((await ask("nina", "POST", "notes", { name: "spring" })).status, 204);
  const { notes } = (await ask("nina", "GET", "notes")).body;
  const { id } = notes.find((/** @type {any} */ { name }) => name === "spring");
  assert.equal((await ask("nina", "PUT", `notes/${id}/text`, { text: "Seeds." })).status, 204);
  assert.equal((await ask("max", "DELETE", `notes/${id}`)).status, 403);
});

test("the owner alone lets members edit every note", async () => {
  assert.equal((await ask("max", "PUT", "sharing", { level: "edit" })).status, 403);
  assert.equal((await ask("olga", "PUT", "sharing", { level: "edit" })).status, 204);
  assert.equal((await ask("nina", "PUT", "notes/n1/text", { text: "Ours." })).status, 204);
});
