// The demonstration's account under the policy of policies/examples/tracker, and requests beside the page.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/run.mjs";
import { ask } from "../http/server.mjs";

const read = (file) => JSON.parse(readFileSync(join(root, file), "utf8"));

export const policy = read("policies/examples/tracker/policy.json");
export const account = read("policies/larkspur.json");

/** Returns a function that asks the server of a browser as one of the account's people. */
export const asTracker = (browser) => async (user, method, path, body) => {
  const { token } = (await ask(browser.url(), "POST", "/demo/sign-in", { body: { user, policy: policy.id } })).body;
  return (await ask(browser.url(), method, `/v1/accounts/${account.id}/${path}`, { token, body })).body;
};
