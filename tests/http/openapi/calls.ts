// A client whose types openapi-typescript made from the document. It prints what the server answers; what would be a
// mistake is marked, and does not compile.

import type { components, paths } from "api";
import createClient from "openapi-fetch";

declare const process: { argv: string[] };
const [, , baseUrl = "", token = ""] = process.argv;
const client = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${token}` } });
const path = { id: "acme" };
const principal = { user: "rita" };

const decided = await client.POST("/v1/accounts/{id}/decisions", {
  params: { path },
  body: { principal, action: "asset.delete", resource: { path: "/marketing" } },
});
if (decided.data && "allowed" in decided.data) {
  const decision: components["schemas"]["Decision"] = decided.data;
  console.log(
    decision.allowed,
    decision.reason,
    decision.show,
    decision.remedies.map(({ kind, level }) => `${kind} ${level}`).join(),
  );
}

const { data: page } = await client.GET("/v1/accounts/{id}/users", { params: { path, query: { limit: 1 } } });
console.log(page?.users.map(({ id, role }) => `${id}: ${role}`).join(), typeof page?.next);

const { error } = await client.POST("/v1/accounts/{id}/requests", {
  params: { path },
  body: { principal, action: "group.create", context: { name: "New" } },
});
console.log(error?.status, error?.code, error?.decision?.allowed);

export const mistakes = (): unknown[] => [
  // @ts-expect-error: no such address.
  client.GET("/v1/accounts/{id}/people", { params: { path } }),
  client.POST("/v1/accounts/{id}/requests", {
    params: { path },
    // @ts-expect-error: a name is a string.
    body: { action: "group.create", context: { name: 7 } },
  }),
  // @ts-expect-error: a user has no such field.
  page?.users.map(({ surname }) => surname),
  client.POST("/v1/accounts/{id}/requests", {
    params: { path },
    // @ts-expect-error: a level is given to a user or a group.
    body: { action: "asset.share", resource: "/marketing", context: { with: { user: 7 }, level: "view" } },
  }),
];
