// Pages that are open while the policy is switched: they follow, and say nothing of it.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { connect } from "lockstep/live";
import { editedPolicy } from "./policies.mjs";
import { acme, ask, makeToken, startServer, temporaryData } from "./server.mjs";
import { issuer } from "./tokens.mjs";

const identity = issuer();
const time = { timeout: 60_000 };
// A viewer may make collections under it.
const generous = editedPolicy((policy) => policy.roles.media_library_view_only_access.allow.push("collection.create"));
const titled = editedPolicy((policy) => (policy.title = "Another title"));

const pages = [];
let server;
afterEach(async () => {
  for (const page of pages.splice(0)) page.live.close();
  await server?.stop();
});

async function begin(policy) {
  const data = temporaryData();
  const token = makeToken(data);
  server = await startServer({ data, args: ["--token-keys", identity.file] });
  const call = (method, path, body) => ask(server.url, method, `/v1${path}`, { token, body });
  assert.equal((await call("PUT", "/accounts/acme", { ...acme, limits: { groups: 1000 } })).status, 201);
  if (policy) assert.equal((await call("PUT", "/policy", { policy })).status, 200);
  const change = (name) =>
    call("POST", "/accounts/acme/requests", { principal: { user: "ada" }, action: "group.create", context: { name } });
  return { call, change };
}

/** A page of a user: `states` it has had, `asked` addresses without their queries, and `until(condition)`. */
async function open(user, options = {}) {
  const page = { states: [], asked: [] };
  const waiting = new Set();
  const look = () => {
    for (const check of [...waiting]) check();
  };
  page.until = (condition) =>
    new Promise((resolve) => {
      const check = () => {
        if (!condition()) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  const token = identity.token({ sub: user, account: "acme" });
  page.live = await connect({
    url: server.url,
    account: "acme",
    token,
    fetch: (url, init) => {
      const parts = new URL(url).pathname.split("/");
      page.asked.push(parts[2] === "policies" ? "policy" : parts.at(-1));
      return fetch(url, init);
    },
    onState: (state, problem) => {
      page.states.push([state, problem?.problems[0].code]);
      look();
    },
    ...options,
  });
  pages.push(page);
  page.live.subscribe(look);
  page.asks = (what) => page.asked.filter((each) => each === what).length;
  await page.until(() => page.live.state === "live");
  return page;
}

test("pages follow a switch under load, live throughout, and decide by the new policy", time, async () => {
  const { call, change } = await begin();
  const users = ["ada", "rita", "rob", "vera"];
  const opened = await Promise.all(Array.from({ length: 40 }, (_, n) => open(users[n % 4])));
  const vera = opened[3].live;
  assert.equal(vera.access.can("collection.create"), false);
  const changes = Array.from({ length: 30 }, (_, n) => change(`g${n}`));
  for (const policy of [generous, titled, generous])
    assert.equal((await call("PUT", "/policy", { policy })).status, 200);
  assert.deepEqual([...new Set((await Promise.all(changes)).map(({ status }) => status))], [200]);
  const { body } = await call("GET", "/accounts/acme");
  assert.equal(body.revision, 34);
  await Promise.all(opened.map((page) => page.until(() => page.live.access.revision === body.revision)));
  for (const { states, asks } of opened) {
    assert.deepEqual(states, [["live", undefined]]);
    assert.equal(asks("events"), 1, "the stream goes on");
  }
  for (const { live } of opened) assert.equal(live.access.can("collection.create"), true);
});

test("a page whose bundled policy is another one opens by the server's, which it asks for once", time, async () => {
  const { change } = await begin(generous);
  const vera = await open("vera");
  assert.equal(vera.live.access.can("collection.create"), true);
  assert.equal(vera.live.signature, "verified");
  await change("Press");
  await vera.until(() => vera.live.access.revision === 3);
  assert.deepEqual([vera.asks("policy"), vera.asks("snapshot"), vera.states], [1, 1, [["live", undefined]]]);
});

test("a page whose bundled policy is in force asks for none", time, async () => {
  await begin();
  assert.equal((await open("vera")).asks("policy"), 0);
});

test("a policy that its server did not sign is refused", time, async () => {
  await begin(generous);
  const forged = async (url, init) => {
    const response = await fetch(url, init);
    return new URL(url).pathname.startsWith("/v1/policies/")
      ? new Response((await response.text()).replace("collection.create", "collection.delete"), response)
      : response;
  };
  await assert.rejects(open("vera", { fetch: forged }), (error) => error.problems[0].code === "signature_wrong");
});

test(
  "a page of another version than the server is stale with one problem, asks ever more seldom, and is live again when it can read what comes",
  time,
  async () => {
    const { call, change } = await begin();
    let isOld = true;
    const pauses = [];
    const timers = new Set();
    const timing = {
      now: Date.now,
      random: () => 0.5,
      after(milliseconds, work) {
        pauses.push(milliseconds);
        timers.add(work);
        return () => void timers.delete(work);
      },
    };
    const asked = [];
    const vera = await open("vera", {
      timing,
      fetch: (url, init) => {
        asked.push(new URL(url).pathname.split("/")[2]);
        return fetch(isOld ? String(url).replace(/compiled%2F\d+/, "compiled%2F2") : url, init);
      },
    });
    await call("PUT", "/policy", { policy: generous });
    await vera.until(() => vera.live.state === "stale");
    assert.equal(vera.live.access.can("asset.view", "/marketing"), true, "answers go on by what it has");
    const retry = async (count) => {
      for (let done = 0; done < count; done++) {
        const before = vera.states.length;
        for (const work of [...timers]) {
          timers.delete(work);
          work();
        }
        await vera.until(() => vera.states.length > before);
      }
    };
    await change("Press");
    await retry(5);
    assert.deepEqual([...new Set(vera.states.slice(1).map(String))], ["stale,page_outdated"]);
    const own = pauses.filter((milliseconds) => milliseconds < 45_000);
    assert.deepEqual(
      own,
      [...own].sort((a, b) => a - b),
    );
    assert.ok(own.at(-1) > 4 * own[0], String(own));
    isOld = false;
    await retry(1);
    await vera.until(() => vera.live.state === "live");
    assert.equal(vera.live.access.can("collection.create"), true);
  },
);
