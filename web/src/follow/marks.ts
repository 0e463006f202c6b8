import type { Show } from "lockstep";
import { pathOf, placeOf, type Question } from "../session/question";

type Data = Record<`data-${string}`, string | undefined>;

/** Returns the marks by which the page and its tests read a control that follows the engine. */
export function marks(question: Question, show: Show): Data {
  const path = pathOf(question.resource);
  return {
    "data-action": question.action,
    "data-show": show,
    "data-path": path,
    "data-on": path === undefined ? placeOf(question.resource) || undefined : undefined,
    "data-question": JSON.stringify(question),
  };
}

/** Returns the same for a control that is greyed unless `allowed`. */
export function greyed(question: Question, { allowed, show }: { allowed: boolean; show: Show }) {
  return { ...marks(question, show), "aria-disabled": allowed ? undefined : true } as const;
}
