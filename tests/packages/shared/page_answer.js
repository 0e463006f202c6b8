// What a page of this place decides, as one line. It holds a snapshot alone, and loads every entry for pages.
import { loadAccess } from "lockstep";
import { connect } from "lockstep/live";
import { policy, snapshot } from "./facts.js";

/** What the controls of the page ask. */
export const openPage = () => loadAccess(snapshot);

export async function pageAnswer(facts = snapshot, options = {}) {
  const access = await loadAccess(facts, options);
  const { reason, message } = access.decide({ action: "asset.delete", resource: "/legal" });
  // A policy's document needs the compiler, which is a module and a .wasm of its own.
  const compiled = await loadAccess(facts, { ...options, policy });
  return `page: /brand ${access.can("asset.view", "/brand")}, /legal ${compiled.can("asset.view", "/legal")}, ${reason}: ${message} ${typeof connect}`;
}
