// A table of decisions says, cell by cell, what one decision each says: over the accounts of all scenarios.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { root } from "../../tools/run.mjs";
import { acme, ask, makeToken, startServer, temporaryData } from "./server.mjs";
import { issuer } from "./tokens.mjs";

const json = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));
const once = (values) =>
  [...new Set(values.filter((value) => value !== undefined).map((value) => JSON.stringify(value)))].map((text) =>
    JSON.parse(text),
  );
const allActions = Object.keys(json("policies/imagekit.json").actions);
const scenarios = readdirSync(join(root, "tests/scenarios"))
  .filter((name) => name.endsWith(".scenarios.json"))
  .flatMap((name) => json(`tests/scenarios/${name}`).scenarios);

describe("a table of decisions", () => {
  const identity = issuer();
  let server, host, rita;
  const decide = (account, body, token = host) =>
    ask(server.url, "POST", `/v1/accounts/${account}/decisions`, { token, body });

  before(async () => {
    const data = temporaryData();
    host = makeToken(data);
    server = await startServer({ data, args: ["--token-keys", identity.file] });
    rita = identity.token({ sub: "rita", account: "acme" });
    assert.equal((await ask(server.url, "PUT", "/v1/accounts/acme", { token: host, body: acme })).status, 201);
  });
  after(() => server.stop());

  /** Asks both ways and holds them together; the cells, each as its answer. */
  async function held(account, { principal, actions, resources, context }) {
    const { status, body } = await decide(account, { principal, actions, resources, context });
    assert.equal(status, 200, JSON.stringify(body));
    const cells = body.decisions.map((row) => row.map((place) => body.answers[place]));
    const singles = resources.flatMap((resource) =>
      actions.map((action) => ({ principal, action, context, ...(resource === null ? {} : { resource }) })),
    );
    const each = (await decide(account, singles)).body;
    const expected = resources.map((_, row) => actions.map((_, column) => each[row * actions.length + column]));
    for (const [row, resource] of resources.entries())
      for (const [column, action] of actions.entries()) {
        const { allowed, reason, show, revision } = expected[row][column];
        assert.deepEqual(
          { ...cells[row][column], revision: body.revision },
          JSON.parse(JSON.stringify({ allowed, reason, show, revision })),
          `${JSON.stringify({ principal, action, resource, context })}`,
        );
      }
    assert.deepEqual(body.answers[0], { allowed: true, show: "enabled" });
    assert.equal(new Set(body.answers.map(({ reason, show }) => `${reason} ${show}`)).size, body.answers.length);
    for (const place of body.answers.keys())
      assert.ok(place === 0 || body.decisions.some((row) => row.includes(place)), "an answer that no cell has");
    return cells.flat();
  }

  test("says in every scenario's account what one decision each says, to every principal, with and without a context", async () => {
    let cells = 0,
      allowed = 0;
    for (const [n, { given, when = [], checks }] of scenarios.entries()) {
      const account = `scenario-${n}`;
      const made = await ask(server.url, "PUT", `/v1/accounts/${account}`, {
        token: host,
        body: { ...given, id: account },
      });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      for (const body of when) await ask(server.url, "POST", `/v1/accounts/${account}/requests`, { token: host, body });
      const paths = (given.assets ?? []).slice(0, 5).flatMap(({ path }) => [path, `${path}/below`]);
      const resources = once([
        null,
        "/",
        "nowhere",
        "/a/../b",
        "/a".repeat(51),
        ...paths,
        { path: "/", kind: "folder" },
        ...checks.map(({ resource }) => resource),
      ]);
      const contexts = once([...checks.map(({ context }) => context), { now: null }, { now: "2026-01-15T12:00:00Z" }]);
      const principals = once([{ visitor: true }, ...checks.map(({ principal }) => principal)]);
      // Everything for one who asks in every third account, what the scenario is about for the others.
      for (const [k, principal] of principals.entries()) {
        const actions =
          n % 3 === 0 && k === n % principals.length
            ? [...allActions, "asset.fly"]
            : once(checks.map(({ action }) => action));
        const found = await held(account, {
          principal,
          actions,
          resources,
          context: [undefined, ...contexts][(n + k) % (contexts.length + 1)],
        });
        cells += found.length;
        allowed += found.filter((answer) => answer.allowed).length;
      }
    }
    assert.ok(allowed * 20 > cells && allowed * 2 < cells, `${allowed} of ${cells} were allowed`);
  });

  test("is for the caller, who speaks for no other user and sends no trusted field", async () => {
    const table = { actions: ["asset.view", "asset.delete"], resources: ["/marketing/logo.png", "/secret", null] };
    const { body, headers } = await decide("acme", table, rita);
    assert.deepEqual(body.decisions, [
      [0, 1],
      [2, 2],
      [3, 3],
    ]);
    assert.deepEqual(
      body.answers.map(({ reason }) => reason),
      [undefined, "level_too_low", "not_shared", "resource_mismatch"],
    );
    assert.match(headers.get("lockstep-revision"), /^1\.[0-9a-f]{16}$/);
    assert.deepEqual((await decide("acme", { ...table, principal: { user: "rita" } }, rita)).body, body);
    assert.deepEqual((await decide("acme", { ...table, principal: { user: "rita" } })).body, body);
    const foreign = await decide("acme", { ...table, principal: { user: "ada" } }, rita);
    assert.deepEqual([foreign.status, foreign.body.code], [403, "principal_foreign"]);
    const clock = await decide("acme", { ...table, context: { now: "2020-01-01T00:00:00Z" } }, rita);
    assert.deepEqual(
      [clock.status, clock.body.code, clock.body.problems[0].field],
      [422, "host_field", "/context/now"],
    );
    for (const fact of [{ attributes: { status: "open" } }, { relations: { author: "rita" } }]) {
      const stated = await decide("acme", { ...table, resources: ["/marketing", { file: "a", ...fact }] }, rita);
      assert.deepEqual(
        [stated.status, stated.body.code, stated.body.problems[0].field],
        [422, "host_field", `/resources/1/${Object.keys(fact)[0]}`],
      );
    }
  });

  test("is as the documentation shows it", async () => {
    const [asked, answered] = [
      ...readFileSync(join(root, "docs/server.md"), "utf8")
        .split("\n## Decisions\n")[1]
        .matchAll(/^```json\n(.*?)^```$/gms),
    ].map(([, text]) => JSON.parse(text));
    assert.deepEqual({ ...(await decide("acme", asked, rita)).body, revision: answered.revision }, answered);
  });

  test("says where it is wrong, and how much is too much", async () => {
    const problems = async (body) => {
      const { status, body: told } = await decide("acme", body, rita);
      assert.equal(status, 422, JSON.stringify(told));
      return told.problems.map(({ code, field }) => `${code} ${field}`);
    };
    const table = { actions: ["asset.view"], resources: ["/marketing"] };
    assert.deepEqual(await problems({ ...table, action: "asset.view" }), ["field_unknown /action"]);
    assert.deepEqual(await problems({ actions: ["asset.view"] }), ["field_missing /resources"]);
    assert.deepEqual(await problems({ resources: ["/marketing"] }), ["field_missing /actions"]);
    assert.deepEqual(await problems({ ...table, actions: "asset.view" }), ["type_invalid /actions"]);
    assert.deepEqual(await problems({ ...table, actions: ["asset.view", 1] }), ["type_invalid /actions/1"]);
    assert.deepEqual(await problems({ ...table, resources: ["/a", { path: "/b", kinds: "file" }] }), [
      "field_unknown /resources/1/kinds",
    ]);
    assert.deepEqual(await problems({ ...table, resources: [7, {}] }), [
      "type_invalid /resources/0",
      "value_invalid /resources/1",
    ]);
    const full = { actions: Array(100).fill("asset.view"), resources: Array(100).fill("/marketing") };
    assert.deepEqual((await decide("acme", full, rita)).body.decisions, Array(100).fill(Array(100).fill(0)));
    assert.deepEqual(await problems({ ...full, resources: [...full.resources, "/"] }), ["too_many "]);
    assert.deepEqual((await decide("acme", { actions: [], resources: ["/"] }, rita)).body.decisions, [[]]);
    assert.deepEqual((await decide("acme", { actions: ["asset.view"], resources: [] }, rita)).body.decisions, []);
  });

  test("is counted, each cell as one decision", async () => {
    const counted = async () =>
      [
        ...(await ask(server.url, "GET", "/metrics", { token: host })).body.matchAll(
          /^lockstep_decisions_total\{.*\} (\d+)$/gm,
        ),
      ].map(([, count]) => Number(count));
    const before = await counted();
    await decide(
      "acme",
      { actions: ["asset.view", "asset.delete"], resources: ["/marketing", "/marketing/logo.png"] },
      rita,
    );
    assert.deepEqual(
      (await counted()).map((count, n) => count - before[n]),
      [2, 2],
    );
  });
});
