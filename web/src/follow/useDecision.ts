import { useMemo } from "react";
import type { Action, Decision } from "lockstep";
import { ask, pathOf, placeOf, type Question } from "../session/question";
import { useAway, useSession } from "../session/store";

/** Returns the engine's decision; asks again whenever the session or the request changes. */
export function useDecision(question: Question): Decision {
  const session = useSession();
  const key = JSON.stringify(question);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` identifies the request, a new literal each time
  return useMemo(() => ask(session.access, question), [session, key]);
}

/** These only open what the page has already; every other control sends something to the server. */
const local: readonly Action[] = [
  "asset.view",
  "file.view_details",
  "collection.view",
  "collection.view_assets",
  "link.view",
];

/** What a control offers of an answer: while nothing can be sent (`away`), nothing that would have to be. */
export function offerOf(action: Action, decision: Decision, away: string | null): Decision {
  return away === null || !decision.allowed || local.includes(action)
    ? decision
    : { ...decision, allowed: false, show: "disabled", message: away };
}

/** The engine's answer as a control offers it now. */
export function useOffer(question: Question): Decision {
  const away = useAway();
  return offerOf(question.action, useDecision(question), away);
}

/** The marks by which the page, its tests and assistive technology read a control that follows the engine. */
export function marks(
  question: Question,
  decision: Decision,
): Record<`data-${string}`, string | undefined> & { "aria-disabled": true | undefined } {
  return {
    "data-action": question.action,
    "data-show": decision.show,
    "data-path": pathOf(question.resource),
    "data-on": pathOf(question.resource) === undefined ? placeOf(question.resource) || undefined : undefined,
    "data-question": JSON.stringify(question),
    "aria-disabled": decision.allowed ? undefined : true,
  };
}
