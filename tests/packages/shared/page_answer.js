// What a page of this place decides, as one line. It holds a snapshot alone.
import { loadAccess } from "lockstep";
import { snapshot } from "./facts.js";

export async function pageAnswer(facts = snapshot) {
  const access = await loadAccess(facts);
  const { reason, message } = access.decide({ action: "asset.delete", resource: "/legal" });
  return `page: /brand ${access.can("asset.view", "/brand")}, /legal ${access.can("asset.view", "/legal")}, ${reason}: ${message}`;
}
