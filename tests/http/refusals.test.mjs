// What refused changes may cost: the size of what is kept of them, how many there may be, and who may ask at all.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { acme, ask, makeToken, openEvents, run, startServer, temporaryData } from "./server.mjs";
import { issuer } from "./tokens.mjs";

const identity = issuer();
const tokenOf = (user, account = "acme") => identity.token({ sub: user, account });
const refusedRequest = { action: "user.remove", resource: { user: "ada" } };
let server, host, data;
const at = (method, path, options, account = "acme") =>
  ask(server.url, method, `/v1/accounts/${account}${path}`, options);
const request = (user, body, account) => at("POST", "/requests", { token: tokenOf(user, account), body }, account);

/** The whole audit log, and the length of its longest page. */
async function auditLog(token = host, account = "acme") {
  const entries = [];
  let longest = 0;
  for (let next = ""; next !== undefined; ) {
    const { status, body } = await at("GET", `/audit?limit=200${next ? `&cursor=${next}` : ""}`, { token }, account);
    assert.equal(status, 200);
    longest = Math.max(longest, JSON.stringify(body).length);
    entries.push(...body.audit);
    next = body.next;
  }
  return { entries, longest };
}

before(async () => {
  data = temporaryData();
  host = makeToken(data);
  server = await startServer({ data, args: ["--token-keys", identity.file] });
  for (const id of ["acme", "long"])
    assert.equal((await at("PUT", "", { token: host, body: { ...acme, id } }, id)).status, 201);
});
after(() => server.stop());

describe("the audit log of long requests", () => {
  test("keeps how a request of more than 8 KiB begins, its length and its digest, and the chain is whole", async () => {
    const body = JSON.stringify({ ...refusedRequest, context: { name: "é".repeat(300_000) } });
    assert.equal((await request("rita", body, "long")).status, 403);
    const [entry] = (await auditLog(host, "long")).entries;
    assert.equal(entry.request, undefined);
    assert.equal(entry.requestCut.length, Buffer.byteLength(body));
    assert.equal(entry.requestCut.sha256, createHash("sha256").update(body).digest("hex"));
    assert.match(entry.requestCut.start, /^\{"action":"user\.remove".*é…$/);
    assert.ok(JSON.stringify(entry).length < 10_000);
    const named = { action: "x".repeat(5000), resource: { user: "ada" } };
    assert.equal((await request("rita", named, "long")).status, 403);
    assert.equal((await auditLog(host, "long")).entries[0].action, `${"x".repeat(256)}…`);
    assert.equal(run("audit", "--data", data, "verify", "--account", "long").code, 0);
  });

  test("has pages of about 1 MiB at most, which hold all entries together", async () => {
    const body = JSON.stringify({
      principal: { user: "rita" },
      ...refusedRequest,
      context: { name: "n".repeat(8000) },
    });
    const before = (await auditLog(host, "long")).entries.length;
    for (let n = 0; n < 150; n += 25)
      await Promise.all(Array.from({ length: 25 }, () => at("POST", "/requests", { token: host, body }, "long")));
    const { entries, longest } = await auditLog(host, "long");
    assert.equal(entries.length, before + 150);
    assert.ok(longest < 1_200_000, `a page has ${longest} bytes`);
    assert.deepEqual(
      entries.map(({ sequence }) => sequence),
      entries.map((_, n) => entries.length - n),
    );
  });
});

describe("refusals of one user", () => {
  test("beyond a burst are 429 and not written, while what is allowed goes on, and so do others", async () => {
    const before = (await auditLog()).entries.length;
    const statuses = [];
    let last;
    do {
      last = await request("rita", refusedRequest);
      statuses.push(last.status);
    } while (last.status === 403 && statuses.length < 1000);
    assert.deepEqual([last.status, last.body.code, last.headers.get("retry-after")], [429, "too_many_refusals", "1"]);
    assert.ok(statuses.length > 60);
    assert.equal((await auditLog()).entries.length, before + statuses.length - 1);
    const owned = { action: "asset.view", resource: "/marketing/logo.png" };
    assert.equal((await request("rita", owned)).status, 200);
    assert.equal((await request("rob", refusedRequest)).status, 403);
    assert.equal(
      (await at("POST", "/requests", { token: host, body: { principal: { user: "rita" }, ...refusedRequest } })).status,
      403,
    );
  });
});

describe("a token of a person who is no user of the account", () => {
  test("is answered everywhere as if there were no account, and leaves nothing behind", async () => {
    const before = (await auditLog()).entries.length;
    const token = tokenOf("ghost");
    const unknown = await at("GET", "/terms", { token: tokenOf("ada", "nowhere") }, "nowhere");
    assert.deepEqual([unknown.status, unknown.body.code], [404, "account_unknown"]);
    const body = { action: "asset.view", resource: "/marketing" };
    for (const [method, path, sent] of [
      ["GET", "/snapshot"],
      ["GET", "/events?since=1"],
      ["GET", "/terms"],
      ["GET", "/users"],
      ["GET", "/assets"],
      ["GET", "/audit"],
      ["GET", "/who-can?action=asset.view&path=/marketing"],
      ["GET", "/matrix?user=ghost"],
      ["POST", "/decisions", body],
      ["POST", "/decisions", Array(1000).fill(body)],
      ["POST", "/preview", body],
      ["POST", "/requests", body],
      ["POST", "/requests", { principal: { user: "ada" }, ...body }],
    ]) {
      const { status, body: told } = await at(method, path, { token, body: sent });
      assert.deepEqual([status, told.code, told.detail], [404, "account_unknown", unknown.body.detail], path);
    }
    assert.equal((await auditLog()).entries.length, before);
    const asked = { token: host, body: { principal: { user: "ghost" }, ...body } };
    assert.equal(
      (await at("POST", "/decisions", asked)).body.reason,
      "unknown_principal",
      "a service key may still ask about anybody",
    );
  });
});

describe("changes that do not concern a user", () => {
  test("are heard of together, and those that do one by one", async () => {
    const id = (await at("GET", "/terms", { token: host })).headers.get("lockstep-revision");
    const revision = Number.parseInt(id, 10);
    const [ada, rob] = await Promise.all(
      ["ada", "rob"].map((user) => openEvents(server.url, `/v1/accounts/acme/events?since=${id}`, tokenOf(user))),
    );
    const changes = 40;
    for (let n = 0; n < changes; n++)
      assert.equal(
        (
          await at("POST", "/requests", {
            token: host,
            body: {
              principal: { user: "ada" },
              action: "folder.create",
              resource: "/marketing",
              context: { name: `n${n}` },
            },
          })
        ).status,
        200,
      );
    const heard = async (events) => {
      const deltas = [];
      for (let has = revision; has < revision + changes; ) {
        const { event, data: delta } = await events.next();
        assert.deepEqual([event, delta.from], ["delta", has]);
        has = delta.to;
        deltas.push(delta);
      }
      events.close();
      return deltas;
    };
    assert.ok(
      (await heard(rob)).length < changes,
      "a restricted user without a share hears of fewer events than there were changes",
    );
    await heard(ada);
  });

  test("need no new snapshot of who comes back between two of them", async () => {
    const ids = [(await at("GET", "/terms", { token: host })).headers.get("lockstep-revision")];
    const revision = Number.parseInt(ids[0], 10);
    const open = await openEvents(server.url, `/v1/accounts/acme/events?since=${ids[0]}`, tokenOf("rob"));
    for (let n = 0; n < 3; n++) {
      const { status, headers } = await at("POST", "/requests", {
        token: host,
        body: { principal: { user: "ada" }, action: "folder.create", resource: "/secret", context: { name: `m${n}` } },
      });
      assert.equal(status, 200);
      ids.push(headers.get("lockstep-revision"));
    }
    for (let n = 0; n < 3; n++) {
      const again = await openEvents(server.url, `/v1/accounts/acme/events?since=${ids[n]}`, tokenOf("rob"));
      const { event, data: delta } = await again.next();
      assert.deepEqual([event, delta.from, delta.to], ["delta", revision + n, revision + 3]);
      again.close();
    }
    open.close();
  });
});
