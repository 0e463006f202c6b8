// What one principal's heavy questions cost the others: single decisions of another account, and /healthz, in quiet and
// beside the load; and a page of a long list. Prints a table; nothing here decides whether a test passes.
//
//   node bench/fair.mjs
//
// wrk asks the heavy questions, from a process of its own.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { acme, ask, makeToken, startServer, temporaryData } from "../tests/http/server.mjs";
import { issuer } from "../tests/http/tokens.mjs";
import { isMain, main, root, say } from "../tools/run.mjs";
import { bigAccount } from "./big_account.mjs";

const out = join(root, "build/bench-results");
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** One question by a connection that stays: resolves to the milliseconds until its whole answer. */
function timed(url, { method = "GET", path, token, body }) {
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint();
    const headers = {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body ? { "content-type": "application/json", "content-length": Buffer.byteLength(body) } : {}),
    };
    const sent = request(url + path, { method, headers, agent }, (response) => {
      response
        .on("data", () => {})
        .on("end", () =>
          response.statusCode === 200
            ? resolve(Number(process.hrtime.bigint() - started) / 1e6)
            : reject(new Error(`${path}: ${response.statusCode}`)),
        );
    });
    sent.on("error", reject).end(body);
  });
}

/** `{ p50, p99 }` of a question that is asked again and again, one at a time. */
async function spread(url, question, seconds = 4) {
  const times = [];
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) times.push(await timed(url, question));
  times.sort((a, b) => a - b);
  return { p50: times[Math.floor(times.length / 2)], p99: times[Math.floor(times.length * 0.99)] };
}

/** Runs `work` while wrk asks `question` on so many connections. */
async function beside(url, { method = "POST", path, token, body }, connections, work) {
  const script = join(out, "fair.lua");
  writeFileSync(
    script,
    `wrk.method = "${method}"\nwrk.headers["authorization"] = "Bearer ${token}"\nwrk.headers["content-type"] = "application/json"\nwrk.body = [==[${body}]==]\n`,
  );
  const load = spawn("wrk", ["-t1", `-c${connections}`, "-d60s", "--timeout", "60s", "-s", script, url + path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  load.stdout.on("data", (chunk) => (output += chunk));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  try {
    return await work();
  } finally {
    load.kill("SIGINT");
    await new Promise((resolve) => load.once("close", resolve));
    const answered = Number(/(\d+) requests in/.exec(output)?.[1] ?? 0);
    assert.doesNotMatch(output, /Non-2xx/);
    say(`${connections} connections: ${answered} answers`);
  }
}

const shown = ({ p50, p99 }) => `${p50.toFixed(2)} | ${p99.toFixed(1)}`;

/** An account with so many users beside its administrator. */
export const crowd = (count) =>
  JSON.stringify({
    ...acme,
    id: "crowd",
    limits: { users: count * 2 },
    users: [
      ...acme.users,
      ...Array.from({ length: count }, (_, n) => ({
        id: `u${String(n).padStart(6, "0")}`,
        name: `User ${n}`,
        email: `u${n}@crowd.test`,
        role: "media_library_view_only_access",
      })),
    ],
  });

if (isMain(import.meta.url)) {
  main(async () => {
    mkdirSync(out, { recursive: true });
    const people = issuer(),
      data = temporaryData(),
      host = makeToken(data);
    const server = await startServer({ data, args: ["--token-keys", people.file] });
    try {
      const { url } = server;
      for (const [id, body] of [
        ["acme", acme],
        ["other", { ...acme, id: "other" }],
        ["crowd", crowd(100_000)],
        ["big", bigAccount()],
      ])
        assert.equal((await ask(url, "PUT", `/v1/accounts/${id}`, { token: host, body })).status, 201);
      const tokenOf = (sub, account) => people.token({ sub, account });
      const one = {
        method: "POST",
        path: "/v1/accounts/other/decisions",
        token: tokenOf("rita", "other"),
        body: JSON.stringify({ action: "asset.view", resource: { path: "/marketing/logo.png" } }),
      };
      const list = {
        path: "/v1/accounts/acme/decisions",
        token: tokenOf("rita", "acme"),
        body: JSON.stringify(Array(10_000).fill({ action: "asset.view", resource: "/marketing/logo.png" })),
      };
      const paging = { method: "GET", path: "/v1/accounts/crowd/users?limit=200", token: tokenOf("ada", "crowd") };
      const preview = {
        path: "/v1/accounts/big/preview",
        token: tokenOf("u7", "big"),
        body: JSON.stringify({ action: "profile.edit" }),
      };
      const lines = [];
      const row = (what, found) => lines.push(`| ${what} | ${shown(found)} |`);
      const quiet = await spread(url, one);
      row("a decision, quiet", quiet);
      for (const connections of [4, 32]) {
        const loaded = await beside(url, list, connections, () => spread(url, one));
        row(
          `a decision beside ${connections} connections of 10,000-decision lists of another account's user (${(loaded.p50 / quiet.p50).toFixed(1)} times)`,
          loaded,
        );
      }
      row("`/healthz`, quiet", await spread(url, { path: "/healthz" }));
      row(
        "`/healthz` beside 32 connections of lists",
        await beside(url, list, 32, () => spread(url, { path: "/healthz" })),
      );
      const small = {
        method: "POST",
        path: "/v1/accounts/other/preview",
        token: tokenOf("rita", "other"),
        body: JSON.stringify({ action: "profile.edit" }),
      };
      row("a small account's preview, quiet", await spread(url, small));
      row(
        "a small account's preview beside 20 of a big account",
        await beside(url, preview, 20, () => spread(url, small)),
      );
      row("`users?limit=200` of 100,000, by their administrator", await spread(url, paging));
      row("the same by a service key", await spread(url, { ...paging, token: host }));
      row(
        "a decision beside 8 connections that page through 100,000 users",
        await beside(url, paging, 8, () => spread(url, one)),
      );
      const text = ["| what | p50 ms | p99 ms |", "| --- | ---: | ---: |", ...lines].join("\n");
      writeFileSync(join(out, "fair.md"), `${text}\n`);
      say(text);
    } finally {
      await server.stop();
    }
  });
}
