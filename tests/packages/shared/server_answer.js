// What a server of this place decides, as one line. It holds the account, and makes the snapshot for a page.
import { openAccount } from "lockstep/server";
import { account as facts } from "./facts.js";

export async function serverAnswer() {
  const account = await openAccount(facts);
  const request = { principal: { user: "rita" }, action: "asset.delete", resource: { path: "/legal" } };
  const { allowed, reason, message } = account.decide(request);
  return `server: ${allowed}, ${reason}: ${message}`;
}

export async function serverSnapshot() {
  return (await openAccount(facts)).snapshot({ user: "rita" });
}
