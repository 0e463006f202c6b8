// What a server of this place decides, as one line. It holds the account, and renders as a page would.
import { loadAccess } from "lockstep";
import { openAccount } from "lockstep/server";
import { account as facts } from "./facts.js";

export async function serverAnswer() {
  const account = await openAccount(facts);
  const { reason, message } = account.decide({
    principal: { user: "rita" },
    action: "asset.delete",
    resource: { path: "/legal" },
  });
  const access = await loadAccess(account.snapshot({ user: "rita" }));
  return `server: /brand ${access.can("asset.view", "/brand")}, ${reason}: ${message}`;
}

/** What it sends to its page. */
export async function serverSnapshot() {
  return (await openAccount(facts)).snapshot({ user: "rita" });
}
