import type { Action, Decision } from "lockstep";
import { useAway } from "../session/store";

/** These only open what the page has already; every other control sends something to the server. */
const local: readonly Action[] = [
  "asset.view",
  "file.view_details",
  "collection.view",
  "collection.view_assets",
  "link.view",
];

/** Returns why a control of this action has to wait, although it is allowed; null while it can be used. */
export function useUnavailable(action: Action): string | null {
  const away = useAway();
  return local.includes(action) ? null : away;
}

/** Returns the part of an answer that a control can offer while it has to wait. */
export function offerOf(decision: Decision, unavailable: string | null): Decision {
  return unavailable === null || !decision.allowed
    ? decision
    : { ...decision, allowed: false, show: "disabled", message: unavailable };
}
