// npm run conformance: the certification scenario of the AuthZEN Authorization API 1.0 at all of its levels, and the
// data of its interoperability events, against `lockstep serve`. Needs the native program (npm run build).
//
//   npm run conformance               all suites
//   npm run conformance -- --verbose  a line for each case

import { checkCase, endpointsOf, metadataOf, suites } from "../tests/conformance/authzen.mjs";
import { ask, makeToken, startServer, temporaryData } from "../tests/http/server.mjs";
import { main, say } from "./run.mjs";

/** The address that certified callers would have: behind a proxy with TLS. */
const publicUrl = "https://pdp.example.test";
const isVerbose = process.argv.includes("--verbose");

/** Runs the cases of a suite on a server of its own; returns `{ level, id, fault }` of each. */
async function runSuite({ policy, account, cases, name }) {
  const data = temporaryData();
  const [host, token] = [makeToken(data), makeToken(data, account.id)];
  const server = await startServer({ data, args: ["--policy", policy, "--public-url", publicUrl] });
  const results = [];
  const run = async (level, id, work) => {
    const result = { level, id: `${name} ${id}`, fault: undefined };
    try {
      await work();
    } catch (error) {
      result.fault = error.message;
    }
    results.push(result);
  };
  try {
    const created = await ask(server.url, "PUT", `/v1/accounts/${account.id}`, { token: host, body: account });
    if (created.status !== 201) throw new Error(`${name}: ${JSON.stringify(created.body)}`);
    let endpoints;
    const level = name === "certification" ? "Discovery" : cases[0].level;
    await run(level, "c-6", async () => {
      endpoints = endpointsOf(await metadataOf(server.url), publicUrl, server.url);
    });
    for (const one of cases) await run(one.level, one.id, () => checkCase(one, endpoints, token));
  } finally {
    await server.stop();
  }
  return results;
}

main(async () => {
  const results = [];
  for (const suite of suites()) results.push(...(await runSuite(suite)));
  for (const { level, id, fault } of results)
    if (fault !== undefined || isVerbose)
      say(fault === undefined ? `  passed  ${level}: ${id}` : `  FAILED  ${level}: ${id}\n${fault}\n`);
  for (const level of new Set(results.map((result) => result.level))) {
    const own = results.filter((result) => result.level === level);
    say(`  ${level}: ${own.filter(({ fault }) => fault === undefined).length} of ${own.length}`);
  }
  const failed = results.filter(({ fault }) => fault !== undefined).length;
  say(`${results.length - failed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
});
