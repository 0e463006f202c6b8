// A client of `lockstep serve` in TypeScript, with types of its own document:
//
//   npx openapi-typescript http://localhost:8080/openapi.json --output api.d.ts
//   npm install openapi-fetch
//
// LOCKSTEP_URL is the server, LOCKSTEP_KEY a service key.

import createClient from "openapi-fetch";
import type { paths } from "./api";

declare const process: { readonly env: Record<string, string | undefined> };
const { LOCKSTEP_URL, LOCKSTEP_KEY } = process.env;
const client = createClient<paths>({
  baseUrl: LOCKSTEP_URL ?? "http://localhost:8080",
  headers: { authorization: `Bearer ${LOCKSTEP_KEY}` },
});
const params = { path: { id: "northpine" } };
const principal = { user: "rita" };

// May Rita delete this folder? The answer names what would help.
const { data: decision } = await client.POST("/v1/accounts/{id}/decisions", {
  params,
  body: { principal, action: "asset.delete", resource: { path: "/brand/logos" } },
});
if (decision && "remedies" in decision) {
  console.log(decision.allowed, decision.reason, decision.message);
  console.log(decision.remedies.map(({ kind, level, on }) => `${kind} ${level} on ${on}`).join());
}

// A change is decided again, and refused with the decision.
const { error } = await client.POST("/v1/accounts/{id}/requests", {
  params,
  body: { principal, action: "group.create", context: { name: "New" } },
});
console.log(error?.status, error?.code, error?.decision?.show);
