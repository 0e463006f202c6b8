// What a user's token may not state under a policy in format 2, whatever its actions are called.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { jsonFile } from "./policies.mjs";
import { ask, makeToken, startServer, temporaryData } from "./server.mjs";
import { issuer } from "./tokens.mjs";

const policy = {
  format: "lockstep-policy/2",
  id: "shelves",
  version: "1",
  levels: ["read", "write"],
  kinds: { box: { in: ["/", "box"], attributes: { closed: "bool" }, relations: { owner: "write" } } },
  actions: {
    "box.view": { on: "box", level: "read" },
    "box.new": { on: ["/", "box"], level: "write", does: "create:box", maker: "owner" },
    "box.twice": { on: "box", level: "read", to: "write", does: "copy" },
    "link.change": { on: "box", level: "read", does: "link.edit" },
  },
  roles: { member: { level: "write", allow: ["*"] } },
};
const account = {
  format: "lockstep-account/2",
  id: "acme",
  users: [{ id: "rita", role: "member" }],
  resources: [{ id: "a", kind: "box", path: "/a", attributes: { closed: false } }],
  links: [{ id: "l", on: "a", level: "read" }],
};

describe("a user's token, under a policy in format 2", () => {
  const identity = issuer();
  let server, host, rita;
  const asked = async (body, token = rita, end = "decisions") =>
    ask(server.url, "POST", `/v1/accounts/acme/${end}`, { token, body });
  const codeOf = ({ status, body }) => [status, body.code, body.problems?.[0].field];

  before(async () => {
    const data = temporaryData();
    host = makeToken(data);
    server = await startServer({ data, args: ["--token-keys", identity.file, "--policy", jsonFile(policy)] });
    rita = identity.token({ sub: "rita", account: "acme" });
    assert.equal((await ask(server.url, "PUT", "/v1/accounts/acme", { token: host, body: account })).status, 201);
  });
  after(() => server.stop());

  test("does not choose the id of something new", async () => {
    const made = { action: "box.new", resource: "/a", context: { name: "new", id: "x" } };
    const copied = { action: "box.twice", resource: "/a", context: { to: "/", id: "x" } };
    const refused = [422, "host_field", "/context/id"];
    for (const body of [made, copied]) {
      assert.deepEqual(codeOf(await asked(body)), refused);
      assert.deepEqual(codeOf(await asked(body, rita, "requests")), refused);
      assert.deepEqual(codeOf(await asked(body, rita, "preview")), refused);
    }
    const table = { actions: ["box.view", "box.new"], resources: ["/a"], context: { id: "x" } };
    assert.deepEqual(codeOf(await asked(table)), refused);
    assert.deepEqual(codeOf(await asked([made])), [422, "host_field", "/0/context/id"]);
    const { context, ...without } = made;
    const answer = await asked({ ...without, context: { name: context.name } }, rita, "requests");
    assert.equal(answer.status, 200);
  });

  test("names a link that is there by its id", async () => {
    const edit = { action: "link.change", resource: "/a", context: { id: "l", hasPassword: true } };
    const { status, body } = await asked(edit);
    assert.deepEqual([status, body.allowed], [200, true]);
  });

  test("states no facts of a resource", async () => {
    for (const fact of [{ attributes: { closed: true } }, { relations: { owner: ["rita"] } }]) {
      const body = { action: "box.view", resource: { box: "x", ...fact } };
      assert.deepEqual(codeOf(await asked(body)), [422, "host_field", `/resource/${Object.keys(fact)[0]}`]);
    }
  });

  test("is the host's where a service key asks", async () => {
    const body = {
      principal: { user: "rita" },
      action: "box.new",
      resource: "/a",
      context: { name: "own", id: "own" },
    };
    const { status } = await asked(body, host, "requests");
    assert.equal(status, 200);
    const facts = (await ask(server.url, "GET", "/v1/accounts/acme", { token: host })).body;
    assert.ok(facts.resources.some(({ id, path }) => id === "own" && path === "/a/own"));
  });
});
