// A thousand event streams on the big account: the time of a change to reach all of them, and their memory.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { ask } from "../tests/http/server.mjs";
import { say } from "../tools/run.mjs";
import { median } from "./measure.mjs";

const streams = 1000;
const changes = 39; // and one before them: an even number, so that the plan ends as it began
const account = "/v1/accounts/big";

/** A stream over a bare socket, because `fetch` would cost more than the server. Calls `seen` with each revision. */
function follow(port, token, user, since, seen) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () =>
      socket.write(
        `GET ${account}/events?since=${since}${user} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer ${token}\r\n\r\n`,
      ),
    );
    let head = "";
    socket
      .setEncoding("latin1")
      .on("error", reject)
      .on("data", (text) => {
        if (head !== undefined) {
          head += text;
          if (!head.includes("\r\n\r\n")) return;
          assert.match(head, /^HTTP\/1\.1 200 /);
          head = undefined;
          return resolve(socket);
        }
        for (let at = text.indexOf("id: "); at >= 0; at = text.indexOf("\nid: ", at + 1))
          seen(Number.parseInt(text.slice(text.indexOf(" ", at) + 1), 10));
      });
  });
}

const kinds = {
  "a share with one of them": (n) => ({
    action: "asset.share",
    resource: { path: `/news/share-${n}` },
    context: { with: { user: `u${n % streams}` }, level: "view" },
  }),
  "a share with a group": (n) => ({
    action: "asset.share",
    resource: { path: `/news/group-${n}` },
    context: { with: { group: `g${n % (streams / 10)}` }, level: "view" },
  }),
  "a new user": (n) => ({
    action: "user.add",
    context: { name: "New", email: `new${n}@big.test`, role: "media_library_restricted_access" },
  }),
  "a plan that is lower and higher again": (_, round) => ({
    action: "account.set_plan",
    context: { plan: round % 2 ? "enterprise" : "paid" },
  }),
};

let made = 0;

async function told(url, token, waiting, make) {
  const took = [];
  // The first is not counted: it meets a client that has compiled nothing yet.
  for (let round = 0; round <= changes; round++) {
    const n = made++;
    const arrivals = [];
    const all = new Promise(
      (resolve) => (waiting.seen = (revision) => arrivals.push([revision, performance.now()]) >= streams && resolve()),
    );
    const started = performance.now();
    const { status, headers } = await ask(url, "POST", `${account}/requests`, {
      token,
      body: { principal: { system: true }, ...make(n, round) },
    });
    assert.equal(status, 200);
    await all;
    const revision = Number.parseInt(headers.get("lockstep-revision"), 10);
    assert.ok(
      arrivals.every(([id]) => id === revision),
      "every stream is told of this change and no other",
    );
    if (round > 0) took.push(...arrivals.map(([, at]) => at - started));
  }
  took.sort((a, b) => a - b);
  return { half: median(took), most: took[Math.floor(took.length * 0.99)] };
}

export async function followed({ url, port, token, memory }) {
  const results = [];
  const idle = memory();
  results.push({ what: "memory with the account, no streams", value: idle, unit: "MB" });
  for (const [who, userOf] of [
    ["1,000 people", (n) => `&user=u${n}`],
    ["one person, 1,000 times", () => "&user=u1"],
    ["the host, 1,000 times", () => ""],
  ]) {
    const { headers } = await ask(url, "POST", `${account}/decisions`, { token, body: { action: "group.create" } });
    const since = headers.get("lockstep-revision");
    const waiting = { seen: () => {} };
    const sockets = [];
    for (let n = 0; n < streams; n++)
      sockets.push(await follow(port, token, userOf(n), since, (revision) => waiting.seen(revision)));
    const open = memory();
    for (const [what, make] of Object.entries(kinds)) {
      const { half, most } = await told(url, token, waiting, make);
      say(`${who}, ${what}: ${half.toFixed(1)} ms, p99 ${most.toFixed(1)} ms`);
      results.push({
        what: `${what} to ${who}, p99`,
        value: most,
        unit: "ms",
        beside: `median ${half.toPrecision(3)} ms`,
        goal: "100 ms at most",
      });
    }
    results.push({
      what: `memory with ${who}`,
      value: memory(),
      unit: "MB",
      beside: `${Math.round(open)} MB before the changes`,
      goal: "300 MB at most",
    });
    for (const socket of sockets) socket.destroy();
  }
  return results;
}
