// The document at /openapi.json says what the server does: every answer here is held against it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { root } from "../../tools/run.mjs";
import { editedPolicy } from "./policies.mjs";
import { acme, ask, makeToken, startServer, temporaryData } from "./server.mjs";
import { issuer } from "./tokens.mjs";

const identity = issuer();
const rita = identity.token({ sub: "rita", account: "acme" });
const ada = identity.token({ sub: "ada", account: "acme" });
const view = { action: "asset.view", resource: { path: "/marketing" } };
const table = { actions: ["asset.view", "asset.delete"], resources: ["/marketing", { path: "/secret" }, null] };
let server, host, document, ajv;

before(async () => {
  const data = temporaryData();
  host = makeToken(data);
  server = await startServer({ data, args: ["--token-keys", identity.file] });
  document = (await ask(server.url, "GET", "/openapi.json")).body;
  ajv = new Ajv2020({ strict: false });
  addFormats(ajv);
  ajv.addSchema(document, "openapi");
});
after(() => server.stop());

const isReference = (value) => value?.$ref !== undefined;
const resolved = (value) =>
  isReference(value)
    ? value.$ref
        .slice(2)
        .split("/")
        .reduce((at, key) => at[key], document)
    : value;

/** Asks, and holds status, media type, headers and body against what the document says of the operation. */
async function held(method, pattern, { id = "acme", digest = "", query = "", status, ...options }) {
  const answer = await ask(
    server.url,
    method,
    pattern.replace("{id}", id).replace("{digest}", digest) + query,
    options,
  );
  assert.equal(answer.status, status, `${method} ${pattern}: ${JSON.stringify(answer.body)}`);
  const operation = document.paths[pattern]?.[method.toLowerCase()];
  const told = resolved(operation?.responses[String(status)]);
  assert.ok(told, `${method} ${pattern} has no ${status}`);
  const always = Object.entries(told.headers ?? {}).filter(([, header]) => resolved(header).required !== false);
  for (const [name] of always) assert.ok(answer.headers.get(name), `${method} ${pattern} ${status} has no ${name}`);
  if (told.content === undefined) return answer;
  const type = answer.headers.get("content-type").split(";")[0];
  const content = told.content[type];
  assert.ok(content, `${method} ${pattern} ${status} is ${type}`);
  if (!type.includes("json")) return answer;
  const pointer = (text) => text.replaceAll("~", "~0").replaceAll("/", "~1");
  const schema = isReference(operation.responses[String(status)])
    ? `openapi${operation.responses[String(status)].$ref}/content/${pointer(type)}/schema`
    : `openapi#/paths/${pointer(pattern)}/${method.toLowerCase()}/responses/${status}/content/${pointer(type)}/schema`;
  const validate = ajv.compile({ $ref: encodeURI(schema).replaceAll("%7E", "~") });
  assert.ok(validate(answer.body), `${method} ${pattern} ${status}: ${JSON.stringify(validate.errors)}`);
  return answer;
}

test("the document is OpenAPI 3.1 whose references all lead somewhere, with a name, a tag and a summary for each operation", () => {
  assert.match(document.openapi, /^3\.1\./);
  const references = JSON.stringify(document).match(/"\$ref":"[^"]+"/g);
  for (const text of references) assert.ok(resolved(JSON.parse(`{${text}}`)), text);
  const operations = Object.values(document.paths).flatMap(Object.values);
  assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length);
  const tags = document.tags.map(({ name }) => name);
  for (const operation of operations) {
    assert.ok(operation.summary.endsWith("."), operation.operationId);
    assert.ok(operation.tags.length > 0 && operation.tags.every((tag) => tags.includes(tag)), operation.operationId);
  }
  assert.deepEqual(
    document.servers.map(({ url }) => url),
    ["/"],
  );
});

/** Every schema in the document, with its place. */
function* schemasIn(value, place = "") {
  if (typeof value !== "object" || value === null) return;
  if (value.type !== undefined && !value.in) yield { place, schema: value };
  for (const [key, inner] of Object.entries(value))
    if (!/^(example|examples|securitySchemes)$/.test(key)) yield* schemasIn(inner, `${place}/${key}`);
}

test("every object in it states its fields, and every list what it holds", () => {
  const all = [...schemasIn(document)];
  assert.ok(all.length > 100);
  const bare = all.filter(
    ({ schema }) =>
      (schema.type === "object" && !schema.properties && !schema.additionalProperties) ||
      (schema.type === "array" && !schema.items),
  );
  assert.deepEqual(
    bare.map(({ place }) => place),
    [],
  );
});

test("a format is described in it as in the schemas of the package", () => {
  for (const name of ["account", "decision", "delta", "snapshot"]) {
    const file = JSON.parse(readFileSync(join(root, `schemas/${name}.schema.json`), "utf8"));
    const inDocument = document.components.schemas[name[0].toUpperCase() + name.slice(1)];
    assert.equal(inDocument.description, file.description);
    assert.deepEqual(Object.keys(inDocument.properties), Object.keys(file.properties).sort());
  }
});

test("it names every address of the server, and the server has every address that it names", async () => {
  const routes = readFileSync(join(root, "src/server/api/routes.cpp"), "utf8");
  const served = [...routes.matchAll(/\{"([A-Z]+)", "([^"]+)", Needs::/g)].map(
    ([, method, path]) => `${method} ${path}`,
  );
  const named = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  assert.deepEqual(named.sort(), served.sort());
});

test("of the bodies of a decision, each is one of the document's and no other", () => {
  const fits = (name, body) => ajv.compile({ $ref: `openapi#/components/schemas/${name}` })(body);
  assert.deepEqual([fits("Request", view), fits("Table", view)], [true, false]);
  assert.deepEqual(
    [fits("Request", table), fits("Table", table), fits("Table", { ...table, action: "asset.view" })],
    [false, true, false],
  );
});

test("what the server answers is what the document says", async () => {
  for (const path of ["/healthz", "/readyz", "/openapi.json", "/v1/keys"]) await held("GET", path, { status: 200 });
  await held("PUT", "/v1/accounts/{id}", { token: host, body: acme, status: 201 });
  await held("PUT", "/v1/accounts/{id}", { token: host, body: acme, status: 409 });
  await held("PUT", "/v1/accounts/{id}", { token: host, body: { ...acme, plan: "none" }, status: 422 });
  await held("PUT", "/v1/accounts/{id}", { token: ada, body: acme, status: 403 });
  await held("PUT", "/v1/accounts/{id}", { token: host, id: "new", body: "{", status: 400 });
  await held("POST", "/v1/accounts/{id}/requests", { token: ada, body: "{", status: 400 });
  await held("POST", "/v1/accounts/{id}/preview", { token: ada, body: "{", status: 400 });
  await held("GET", "/v1/accounts/{id}", { token: host, status: 200 });
  await held("GET", "/v1/accounts/{id}", { status: 401 });
  await held("GET", "/metrics", { token: host, status: 200 });
  const { body: policy } = await held("GET", "/v1/accounts/{id}/policy", { token: host, status: 200 });
  const { digest } = policy;
  await held("GET", "/v1/policy", { token: host, status: 200 });
  await held("PUT", "/v1/policy", { token: host, body: { digest }, status: 200 });
  await held("PUT", "/v1/policy", { token: host, body: {}, status: 422 });
  await held("PUT", "/v1/policy", { token: ada, body: { digest }, status: 403 });
  await held("PUT", "/v1/policy", {
    token: host,
    body: { policy: editedPolicy((edited) => delete edited.roles.account_administrator) },
    status: 409,
  });
  await held("PUT", "/v1/accounts/{id}/policy", { token: host, body: { digest }, status: 200 });
  await held("DELETE", "/v1/accounts/{id}/policy", { token: host, status: 200 });
  await held("GET", "/v1/policies/{digest}", { token: ada, digest, status: 200 });
  await held("GET", "/v1/policies/{digest}", { token: ada, digest, query: "?format=lockstep-policy/1", status: 200 });
  await held("GET", "/v1/policies/{digest}", { token: ada, digest, query: "?format=lockstep-compiled/1", status: 406 });
  await held("GET", "/v1/policies/{digest}", { token: ada, digest: "none", status: 404 });
  await held("POST", "/v1/accounts/{id}/decisions", { token: rita, body: view, status: 200 });
  await held("POST", "/v1/accounts/{id}/decisions", { token: rita, body: [view, view], status: 200 });
  await held("POST", "/v1/accounts/{id}/decisions", { token: rita, body: table, status: 200 });
  await held("POST", "/v1/accounts/{id}/decisions", { token: rita, body: { ...table, rows: [] }, status: 422 });
  await held("POST", "/v1/accounts/{id}/decisions", { token: rita, body: "{", status: 400 });
  await held("POST", "/v1/accounts/{id}/decisions", { token: rita, body: { ...view, now: 1 }, status: 422 });
  await held("POST", "/v1/accounts/{id}/decisions", {
    token: rita,
    body: { ...view, principal: { user: "ada" } },
    status: 403,
  });
  const group = { action: "group.create", context: { name: "New" } };
  await held("POST", "/v1/accounts/{id}/requests", { token: ada, body: group, status: 200 });
  await held("POST", "/v1/accounts/{id}/requests", {
    token: host,
    body: { ...group, context: { name: "Host" } },
    status: 200,
  });
  await held("POST", "/v1/accounts/{id}/requests", { token: rita, body: group, status: 403 });
  await held("POST", "/v1/accounts/{id}/requests", {
    token: ada,
    body: group,
    headers: { "if-match": '"0"' },
    status: 412,
  });
  await held("POST", "/v1/accounts/{id}/requests", {
    token: ada,
    body: group,
    headers: { "if-match": "0" },
    status: 400,
  });
  await held("POST", "/v1/accounts/{id}/preview", {
    token: ada,
    body: { action: "group.delete", resource: { group: "nobody" } },
    status: 200,
  });
  await held("GET", "/v1/accounts/{id}/who-can", {
    token: ada,
    query: "?action=asset.view&path=/marketing",
    status: 200,
  });
  await held("GET", "/v1/accounts/{id}/who-can", {
    token: rita,
    query: "?action=asset.view&path=/marketing",
    status: 403,
  });
  for (const query of ["?user=rita", "?path=/marketing"])
    await held("GET", "/v1/accounts/{id}/matrix", { token: ada, query, status: 200 });
  await held("GET", "/v1/accounts/{id}/matrix", { token: rita, query: "?user=ada", status: 403 });
  await held("GET", "/v1/accounts/{id}/matrix", { token: ada, status: 422 });
  const { headers } = await held("GET", "/v1/accounts/{id}/snapshot", { token: rita, status: 200 });
  await held("GET", "/v1/accounts/{id}/snapshot", {
    token: rita,
    headers: { "if-none-match": headers.get("etag") },
    status: 304,
  });
  await held("GET", "/v1/accounts/{id}/snapshot", { token: rita, id: "others", status: 404 });
  await held("GET", "/v1/accounts/{id}/snapshot", {
    token: rita,
    headers: { "lockstep-revision": "last" },
    status: 422,
  });
  await held("GET", "/v1/accounts/{id}/events", { token: rita, status: 422 });
  for (const name of ["users", "groups", "assets", "comments", "shares", "collections", "links", "apiKeys", "audit"]) {
    await held("GET", `/v1/accounts/{id}/${name}`, { token: ada, status: 200 });
    await held("GET", `/v1/accounts/{id}/${name}`, { token: ada, query: "?limit=0", status: 422 });
  }
  await held("GET", "/v1/accounts/{id}/terms", { token: rita, status: 200 });
  await held("GET", "/v1/accounts/{id}/shares", { token: ada, query: "?path=/marketing/logo.png", status: 200 });
  await held("GET", "/v1/accounts/{id}/shares", { token: ada, query: "?user=rita", status: 200 });
  await held("GET", "/v1/accounts/{id}/shares", { token: rita, query: "?path=/marketing", status: 403 });
  await held("GET", "/v1/accounts/{id}/audit", { token: rita, status: 403 });
});
