// What an AuthZEN decision point has to answer: the certification scenario, and the data of the interop events.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/run.mjs";
import { certification } from "./certification.mjs";

const json = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));
const data = (name) => json(`tests/conformance/authzen/${name}.json`);
const example = (name) => ({
  policy: `policies/examples/${name}/policy.json`,
  account: json(`policies/examples/${name}/account.json`),
});

const evaluation = (id, level, subject, name, resource, decision) => ({
  id,
  level,
  endpoint: "access_evaluation_endpoint",
  body: { subject, action: { name }, resource },
  status: 200,
  decision,
});

function todo() {
  const { evaluation: single, evaluations } = data("todo");
  const { account, policy } = example("todo");
  const idOf = (name) => account.users.find((user) => user.name.toLowerCase() === name).id;
  return {
    name: "todo",
    policy,
    account,
    cases: [
      ...single.map(([user, action, resource, decision], n) =>
        evaluation(`evaluation ${n + 1}`, "Interop todo", { type: "user", id: idOf(user) }, action, resource, decision),
      ),
      ...evaluations.map(({ request, expected }, n) => ({
        id: `evaluations ${n + 1}`,
        level: "Interop todo",
        endpoint: "access_evaluations_endpoint",
        body: request,
        status: 200,
        decisions: expected.map(({ decision }) => decision),
      })),
    ],
  };
}

function gateway() {
  const { account, policy } = example("gateway");
  const idOf = (name) => account.users.find((user) => user.name.toLowerCase() === name).id;
  const cases = data("gateway").evaluation.map(([user, method, id, decision], n) =>
    evaluation(
      `evaluation ${n + 1}`,
      "Interop gateway",
      { type: "identity", id: idOf(user) },
      method,
      { type: "route", id },
      decision,
    ),
  );
  return { name: "gateway", policy, account, cases };
}

function records() {
  const { subject, resource, action } = data("search");
  const found = (kind, n, body, results) => ({
    id: `search/${kind} ${n + 1}`,
    level: "Interop search",
    endpoint: `search_${kind}_endpoint`,
    body,
    status: 200,
    results,
    isExact: true,
  });
  const user = (id) => ({ type: "user", id });
  const record = (id) => ({ type: "record", id });
  const cases = [
    ...subject.map(([name, id, results], n) =>
      found("subject", n, { subject: { type: "user" }, action: { name }, resource: record(id) }, results),
    ),
    ...resource.map(([id, name, results], n) =>
      found("resource", n, { subject: user(id), action: { name }, resource: { type: "record" } }, results),
    ),
    ...action.map(([id, about, results], n) =>
      found("action", n, { subject: user(id), resource: record(about) }, results),
    ),
  ];
  return { name: "search", ...example("records"), cases };
}

/** Each with the policy's file, the account and the cases. The certification account lists all that exists. */
export const suites = () => {
  const certified = example("certification");
  return [
    { name: "certification", ...certified, account: { ...certified.account, complete: true }, cases: certification },
    todo(),
    gateway(),
    records(),
  ];
};

/** The metadata of a decision point: it must name the address at which it was found, and all five endpoints. */
export async function metadataOf(url, path = "") {
  const response = await fetch(`${url}/.well-known/authzen-configuration${path}`);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "application/json");
  return response.json();
}

/** Checks the metadata of a server that is behind a proxy at `publicUrl`; returns its endpoints at `url`. */
export function endpointsOf(metadata, publicUrl, url, path = "") {
  assert.equal(metadata.policy_decision_point, publicUrl + path);
  const names = ["access_evaluation", "access_evaluations", "search_subject", "search_resource", "search_action"];
  return Object.fromEntries(
    names.map((name) => {
      const address = new URL(metadata[`${name}_endpoint`]);
      assert.equal(address.origin, publicUrl);
      return [`${name}_endpoint`, url + address.pathname];
    }),
  );
}

async function ask(address, token, body, headers = {}) {
  const response = await fetch(address, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
}

function checkDecision(answer, decision) {
  assert.equal(typeof answer.decision, "boolean");
  if (decision !== undefined) assert.equal(answer.decision, decision);
  if (answer.context !== undefined) assert.equal(Object.prototype.toString.call(answer.context), "[object Object]");
}

function checkResults(body, { endpoint, results, isExact, isEmpty }, type) {
  const isAction = endpoint === "search_action_endpoint";
  for (const result of body.results)
    assert.deepEqual(Object.keys(result), isAction ? ["name"] : ["type", "id"], JSON.stringify(result));
  if (!isAction) assert.ok(body.results.every((result) => result.type === type));
  const found = body.results.map((result) => (isAction ? result.name : result.id));
  if (isExact || isEmpty) assert.deepEqual(found.toSorted(), results.toSorted());
  else for (const result of results) assert.ok(found.includes(result), `${result} is missing in ${found}`);
}

/** Follows the tokens of a search, without the limit after the first page; returns one answer with all results. */
async function allPages(address, token, body) {
  const results = [];
  for (let page = body.page; ; ) {
    const answer = await ask(address, token, { ...body, page });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.equal(typeof answer.body.page.next_token, "string");
    assert.equal(answer.body.page.count, answer.body.results.length);
    assert.ok(answer.body.results.length <= body.page.limit);
    results.push(...answer.body.results);
    if (answer.body.page.next_token === "") return { ...answer, body: { results } };
    page = { token: answer.body.page.next_token };
  }
}

/** Asks one case and throws where the answer is another than it has to be. */
export async function checkCase(one, endpoints, token) {
  const address = endpoints[one.endpoint];
  const answer = one.isPaged
    ? await allPages(address, token, one.body)
    : await ask(address, token, one.body, one.headers);
  assert.equal(answer.status, one.status, JSON.stringify(answer.body));
  const id = one.headers?.["x-request-id"];
  if (id !== undefined) assert.equal(answer.headers.get("x-request-id"), id);
  if (one.status !== 200) return;
  assert.equal(answer.headers.get("content-type"), "application/json");
  if (one.decision !== undefined) checkDecision(answer.body, one.decision);
  if (one.decisions !== undefined && one.decision === undefined) {
    assert.equal(answer.body.evaluations.length, one.decisions.length);
    for (const [n, decision] of one.decisions.entries()) checkDecision(answer.body.evaluations[n], decision);
  }
  const sought = one.endpoint === "search_subject_endpoint" ? one.body.subject : one.body.resource;
  if (one.results !== undefined) checkResults(answer.body, one, sought.type);
}
