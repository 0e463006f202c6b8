// Changes each second of one account, by 16 writers at once, on SQLite and on PostgreSQL; beside another build if one
// is named.
//
//   npm run bench:writes                            this build
//   npm run bench:writes -- --beside PROGRAM        in turns with another `lockstep`, as a ratio
//
// wrk writes; each change is a transaction that is on disk when it is answered. The revision at the end must count
// every answer, so that a lost change fails the run.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { startPostgresql } from "../tests/http/postgresql.mjs";
import { ask, lockstep, makeToken, startServer, temporaryData } from "../tests/http/server.mjs";
import { build } from "../tools/build.mjs";
import { isMain, main, must, root, say } from "../tools/run.mjs";
import { setup } from "../tools/setup.mjs";
import { median } from "./measure.mjs";

const out = join(root, "build/bench-results");
const seconds = 4,
  rounds = 3,
  writers = 16;
const account = "/v1/accounts/northpine";

/** Acknowledged changes each second. */
async function written(program, data) {
  const token = makeToken(data);
  const server = await startServer({ data, program });
  try {
    const facts = JSON.parse(readFileSync(join(root, "policies/northpine.json"), "utf8"));
    assert.equal((await ask(server.url, "PUT", account, { token, body: facts })).status, 201);
    const group = facts.groups[0].id;
    const script = join(out, "change.lua");
    writeFileSync(
      script,
      `wrk.method = "POST"
wrk.headers["authorization"] = "Bearer ${token}"
wrk.headers["content-type"] = "application/json"
local made = 0
request = function()
  made = made + 1
  return wrk.format(nil, nil, nil, '{"principal":{"system":true},"action":"group.rename","resource":{"group":"${group}"},"context":{"name":"Renamed ' .. made .. '"}}')
end
`,
    );
    const { output } = await must([
      "wrk",
      "-t1",
      `-c${writers}`,
      `-d${seconds}s`,
      "-s",
      script,
      `${server.url}${account}/requests`,
    ]);
    assert.doesNotMatch(output, /Non-2xx|Socket errors/);
    const acknowledged = Number(/(\d+) requests in/.exec(output)[1]);
    const { body } = await ask(server.url, "GET", account, { token });
    // wrk leaves with answers on their way, at most two for each writer.
    assert.ok(
      body.revision - facts.revision >= acknowledged && body.revision - facts.revision <= acknowledged + 2 * writers,
      `${acknowledged} were answered; the revision is ${body.revision}`,
    );
    return acknowledged / seconds;
  } finally {
    await server.stop();
  }
}

async function measured(programs, database) {
  const rates = programs.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [n, program] of programs.entries())
      rates[n].push(await written(program, database(`round_${round}_${n}`)));
  return rates.map(median);
}

if (isMain(import.meta.url)) {
  main(async () => {
    const beside = process.argv.indexOf("--beside");
    const programs = [lockstep, ...(beside < 0 ? [] : [process.argv[beside + 1]])];
    mkdirSync(out, { recursive: true });
    await setup({ for: "bench" });
    await build(["native"]);
    const postgresql = await startPostgresql();
    const lines = [];
    try {
      for (const [name, database] of [
        ["SQLite", () => temporaryData()],
        ["PostgreSQL", postgresql.url],
      ]) {
        const [own, other] = await measured(programs, database);
        lines.push(
          `${name}: ${Math.round(own)} changes/s` +
            (other ? `; ${Math.round(other)} by the other build; ${(own / other).toFixed(2)} times` : ""),
        );
      }
    } finally {
      await postgresql.remove();
    }
    say(
      `Machine: ${cpus()[0].model}, ${cpus().length} cores, which server, database and writers share. ${writers} writers, one account.\n${lines.join("\n")}`,
    );
  });
}
