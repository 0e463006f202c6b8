// A server's program: without the DOM library, and with the package's own types checked.
import { LockstepError, loadAccess, type Action, type Decision, type Snapshot } from "lockstep";
import * as inline from "lockstep/inline";
import { connect } from "lockstep/live";
import wasm from "lockstep/lockstep.wasm";
import { openAccount } from "lockstep/server";

const action: Action = "asset.delete";

export async function decide(facts: string): Promise<string> {
  const account = await openAccount(facts);
  const snapshot: Snapshot = account.snapshot({ user: "rita" });
  const access = await loadAccess(snapshot, { wasm });
  const decision: Decision = access.decide({ action, resource: "/legal" });
  return decision.message;
}

export const problems = (error: LockstepError): readonly string[] => error.problems.map(({ message }) => message);
export const follow = () => connect({ url: "", account: "northpine", token: async () => "" });
export const load: typeof loadAccess = inline.loadAccess;
