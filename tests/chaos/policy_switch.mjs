// The policy is switched under load, with open pages: an edited title, a new role, and that role removed again.

import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "lockstep/live";
import { editedPolicy } from "../http/policies.mjs";
import { ask, makeToken, startServer } from "../http/server.mjs";
import { issuer } from "../http/tokens.mjs";
import { Load, roomy } from "./load.mjs";

const titled = editedPolicy((policy) => (policy.title = "Another title"));
const withRole = editedPolicy((policy) => (policy.roles.auditor = { title: "Auditor", allow: ["audit_log.view"] }));
const withoutRole = editedPolicy((policy) => (policy.title = "Without the role"));

/** A page of a user: its connection, each state after its first `live`, and the digests of the policies it loaded. */
async function openPage(url, identity, user) {
  const page = { states: [], policies: [] };
  let isOpen;
  const opened = new Promise((resolve) => (isOpen = resolve));
  page.live = await connect({
    url,
    account: "acme",
    token: identity.token({ sub: user, account: "acme" }),
    fetch: async (address, init) => {
      const response = await fetch(address, init);
      const [, digest] = /\/policies\/(\w+)$/.exec(new URL(address).pathname) ?? [];
      if (digest && response.ok) page.policies.push(digest);
      return response;
    },
    onState: (state) => {
      page.states.push(state);
      if (state === "live") isOpen();
    },
  });
  await opened;
  page.states = [];
  return page;
}

/** Waits until every page has loaded the policy. */
async function followed(pages, digest) {
  for (const end = Date.now() + 60_000; pages.some(({ policies }) => !policies.includes(digest)); await sleep(20))
    if (Date.now() > end) throw new Error("a page did not follow the switch within 60 s");
}

/** Runs on a new database. A page that reloads by hand, or is anything but `live`, counts as an error. */
export async function switchPolicy(data, { isShort }) {
  const token = makeToken(data);
  const identity = issuer();
  const server = await startServer({ data, args: ["--token-keys", identity.file] });
  const { status } = await ask(server.url, "PUT", "/v1/accounts/acme", { token, body: roomy });
  if (status !== 201) throw new Error(`the account was not made: ${status}`);
  const users = ["ada", "rita", "rob", "vera"];
  const pages = await Promise.all(
    Array.from({ length: isShort ? 12 : 100 }, (_, n) => openPage(server.url, identity, users[n % users.length])),
  );
  const load = new Load([server.url], token);
  try {
    for (const policy of [titled, withRole, withoutRole]) {
      await load.until(isShort ? 20 : 200);
      const { status, body } = await ask(server.url, "PUT", "/v1/policy", { token, body: { policy } });
      if (status !== 200) throw new Error(`the policy was not switched: ${status} ${JSON.stringify(body)}`);
      await followed(pages, body.digest);
    }
    await load.until(isShort ? 20 : 200);
    await load.end();
    const states = pages.flatMap((page) => page.states).filter((state) => state !== "live");
    const result = await load.result(server.url, data);
    return {
      ...result,
      errors: result.errors + states.length,
      mayErr: false,
      note: `${pages.length} open pages, ${states.length} of their states were not live`,
    };
  } finally {
    for (const { live } of pages) live.close();
    await server.stop();
  }
}
