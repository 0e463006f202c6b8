// The server's figures: `lockstep serve` on a database of its own with the big account, beside its own /healthz.
//
//   npm run bench:server                     all of them, some minutes
//   npm run bench:server -- --only NAME      decisions, snapshots or streams
//
// wrk asks where throughput counts: one thread of it is quicker than the server. Every kind of question is asked once
// and its answer looked at before it is timed. Writes build/bench-results/server.md. Nothing here decides whether a
// test passes.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { ask, makeToken, startServer, temporaryData } from "../tests/http/server.mjs";
import { issuer } from "../tests/http/tokens.mjs";
import { build } from "../tools/build.mjs";
import { isMain, main, must, root, say } from "../tools/run.mjs";
import { setup } from "../tools/setup.mjs";
import { bigAccount, fileOf } from "./big_account.mjs";
import { median } from "./measure.mjs";
import { followed } from "./streams.mjs";

const out = join(root, "build/bench-results");
const seconds = 4;
const rounds = 5;
const account = "/v1/accounts/big";

/** Processor time that the server has taken, in microseconds. */
function processorTime(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 1e4;
}

/** Questions each second, by wrk, on so many connections, and the processor time of each. */
async function perSecond({ url, pid }, { method = "GET", path, token, body, connections }) {
  const script = join(out, "question.lua");
  const headers = {
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(body ? { "content-type": "application/json" } : {}),
  };
  const set = Object.entries(headers).map(
    ([name, value]) => `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`,
  );
  writeFileSync(
    script,
    [`wrk.method = ${JSON.stringify(method)}`, ...set, ...(body ? [`wrk.body = [==[${body}]==]`] : [])].join("\n"),
  );
  const before = processorTime(pid);
  const { output } = await must(["wrk", "-t1", `-c${connections}`, `-d${seconds}s`, "-s", script, url + path]);
  assert.doesNotMatch(output, /Non-2xx|Socket errors/);
  const rate = Number(/^Requests\/sec: +([\d.]+)$/m.exec(output)[1]);
  return { rate, time: (processorTime(pid) - before) / Number(/(\d+) requests in/.exec(output)[1]) };
}

/** The same of several, in turns, so that what else the machine does falls on all of them. */
async function inTurns(server, questions) {
  const found = questions.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [n, question] of questions.entries()) found[n].push(await perSecond(server, question));
  return found.map((each) => ({
    rate: median(each.map(({ rate }) => rate)),
    time: median(each.map(({ time }) => time)),
  }));
}

const health = (connections) => ({ path: "/healthz", connections });

async function decisions(server) {
  const { url, token, userToken } = server;
  const one = { action: "asset.view", resource: { path: fileOf(1) } };
  const many = Array.from({ length: 1000 }, (_, n) => ({
    action: n % 2 ? "asset.view" : "asset.delete",
    resource: { path: fileOf(n) },
  }));
  const question = (body, connections, bearer = userToken) => ({
    method: "POST",
    path: `${account}/decisions`,
    token: bearer,
    body: JSON.stringify(body),
    connections,
  });
  const asHost = { principal: { user: "u1" }, ...one };
  for (const [body, bearer] of [
    [one, userToken],
    [asHost, token],
  ]) {
    const { status, body: told } = await ask(url, "POST", `${account}/decisions`, { token: bearer, body });
    assert.deepEqual([status, told.allowed], [200, true]);
  }
  const { body: answers } = await ask(url, "POST", `${account}/decisions`, { token: userToken, body: many });
  assert.equal(answers.length, 1000);
  assert.equal(answers[1].allowed, true);
  const [healthy, single, hosts] = await inTurns(server, [health(64), question(one, 64), question(asHost, 64, token)]);
  const policy = JSON.parse(readFileSync(join(root, "policies/imagekit.json"), "utf8"));
  const toolbar = Object.keys(policy.actions)
    .filter((name) => policy.actions[name].on.includes("asset"))
    .slice(0, 30);
  const listing = { actions: toolbar, resources: many.slice(0, 34).map(({ resource: { path } }) => path) };
  const column = { actions: ["asset.view"], resources: many.map(({ resource: { path } }) => path) };
  for (const { actions, resources } of [listing, column]) {
    const { body } = await ask(url, "POST", `${account}/decisions`, { token: userToken, body: { actions, resources } });
    assert.deepEqual(
      [body.decisions.length, body.decisions[1].length, body.decisions[1][actions.indexOf("asset.view")]],
      [resources.length, actions.length, 0],
    );
  }
  const [aloneHealthy, alone, batch, toolbars, files] = await inTurns(server, [
    health(1),
    question(one, 1),
    question(many, 1),
    question(listing, 1),
    question(column, 1),
  ]);
  const beside = (each) => `${(alone.rate / each.rate).toPrecision(2)}× one; ${taken(each)}`;
  return [
    { what: "`/healthz`, 64 connections", value: healthy.rate, unit: "/s", beside: taken(healthy) },
    {
      what: "one decision of a user's, 64 connections",
      value: single.rate,
      unit: "/s",
      beside: `${percent(single.rate / healthy.rate)} of /healthz; ${taken(single)}`,
      goal: "70 % at least",
    },
    {
      what: "one decision of a host's, 64 connections",
      value: hosts.rate,
      unit: "/s",
      beside: `${percent(hosts.rate / healthy.rate)} of /healthz; ${taken(hosts)}`,
      goal: "70 % at least",
    },
    { what: "`/healthz`, 1 connection", value: 1e6 / aloneHealthy.rate, unit: "µs", beside: taken(aloneHealthy) },
    { what: "one decision, 1 connection", value: 1e6 / alone.rate, unit: "µs", beside: taken(alone) },
    {
      what: "1,000 decisions in one request, 1 connection",
      value: 1e6 / batch.rate,
      unit: "µs",
      beside: beside(batch),
      goal: "3× one at most",
    },
    {
      what: `a table of ${listing.resources.length} files × ${listing.actions.length} actions, 1 connection`,
      value: 1e6 / toolbars.rate,
      unit: "µs",
      beside: beside(toolbars),
      goal: "3× one at most",
    },
    {
      what: "a table of 1,000 files × 1 action, 1 connection",
      value: 1e6 / files.rate,
      unit: "µs",
      beside: beside(files),
      goal: "3× one at most",
    },
  ];
}

async function snapshots({ url, token }) {
  const found = [];
  for (const [who, what] of [
    ["u1", "a restricted user"],
    ["u3", "a restricted user who may share"],
    ["ada", "an administrator"],
  ]) {
    const path = `${account}/snapshot?user=${who}`;
    const { status, body } = await ask(url, "GET", path, { token });
    assert.deepEqual([status, body.principal], [200, { user: who }]);
    const cold = [],
      warm = [];
    for (let round = 0; round < 15; round++) {
      await changed(url, token);
      for (const times of [cold, warm]) times.push(inside(await ask(url, "GET", path, { token })));
    }
    const size = `${(JSON.stringify(body).length / 1e3).toPrecision(3)} KB`;
    found.push({
      what: `snapshot of ${what}, ${size}, cold`,
      value: median(cold),
      unit: "ms",
      beside: "inside the server",
      goal: "20 ms at most",
    });
    found.push({
      what: `snapshot of ${what}, ${size}, warm`,
      value: median(warm),
      unit: "ms",
      beside: "inside the server",
      goal: "1 ms at most",
    });
  }
  return found;
}

/** Milliseconds from the whole request to the whole answer, as the server says. */
const inside = ({ headers }) => Number(/dur=([\d.]+)/.exec(headers.get("server-timing"))[1]);

let made = 0;
/** A change that concerns few. */
async function changed(url, token) {
  const body = {
    principal: { system: true },
    action: "group.rename",
    resource: { group: "g999" },
    context: { name: `Renamed ${++made}` },
  };
  assert.equal((await ask(url, "POST", `${account}/requests`, { token, body })).status, 200);
}

const taken = ({ time }) => `${shown(time)} µs of processor each`;
const percent = (ratio) => `${Math.round(ratio * 100)} %`;
const shown = (value) => (value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3));

function table(results) {
  return [
    "| what | median | beside | goal |",
    "| --- | ---: | ---: | ---: |",
    ...results.map(
      ({ what, value, unit, beside = "", goal = "" }) => `| ${what} | ${shown(value)} ${unit} | ${beside} | ${goal} |`,
    ),
  ].join("\n");
}

const memoryOf = (pid) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;

async function withServer(work) {
  const data = temporaryData();
  const token = makeToken(data);
  const people = issuer();
  const server = await startServer({ data, args: ["--token-keys", people.file] });
  const body = bigAccount();
  assert.equal((await ask(server.url, "PUT", account, { token, body })).status, 201);
  const userToken = people.token({ sub: "u1", account: "big" });
  try {
    return await work({
      url: server.url,
      port: server.port,
      token,
      userToken,
      pid: server.process.pid,
      memory: () => memoryOf(server.process.pid),
    });
  } finally {
    await server.stop();
  }
}

if (isMain(import.meta.url)) {
  main(async () => {
    const kinds = { decisions, snapshots, streams: followed };
    const only = process.argv.indexOf("--only");
    const chosen = only < 0 ? Object.keys(kinds) : process.argv[only + 1].split(",");
    mkdirSync(out, { recursive: true });
    await setup({ for: "bench" });
    await build(["native"]);
    const results = [];
    // Each on a server of its own: none finds memory or caches that another has filled.
    for (const kind of chosen) results.push(...(await withServer(kinds[kind])));
    const text = `Machine: ${cpus()[0].model}, ${cpus().length} cores, which the server shares with whoever asks. Account: 10,000 users, 1,000 groups, 50,000 folders, 100,000 shares.\n\n${table(results)}\n`;
    writeFileSync(join(out, "server.md"), text);
    say(`\n${text}\nbuild/bench-results/server.md is written.`);
  });
}
