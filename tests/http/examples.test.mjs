// The scenarios of each example policy over HTTP, on a server with that policy.

import assert from "node:assert/strict";
import { test } from "node:test";
import { argumentsOf, sets } from "../scenarios/sets.mjs";
import { makeToken, run, startServer, temporaryData } from "./server.mjs";

for (const set of sets.filter(({ policy }) => policy !== undefined)) {
  test(`the scenarios of ${set.name} hold over HTTP as they do in the library`, async () => {
    const data = temporaryData();
    const token = makeToken(data);
    const server = await startServer({ data, args: ["--policy", set.policy] });
    try {
      const here = run(...argumentsOf(set));
      const there = run(...argumentsOf(set), "--server", server.url, "--token", token);
      assert.match(there.output, /^[1-9]\d* passed, 0 failed$/m);
      assert.deepEqual(there, here);
    } finally {
      await server.stop();
    }
  });
}
