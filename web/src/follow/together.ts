// What a key or an entry of a list does that has no button of its own: the same as the button, by the same answer.
import type { Action } from "lockstep";
import type { Question } from "../session/question";
import { useDashboard } from "../session/store";
import { perform } from "./perform";

/** Carries out what is allowed, explains what is greyed, and does nothing where the control would be hidden. */
export function performOrExplain(question: Question): void {
  const { session, explain } = useDashboard.getState();
  const decision = session?.access.decide(question);
  if (decision?.allowed) void perform(question);
  else if (decision?.show === "disabled") explain(question);
}

/** Carries an action out on all of the paths. Where some are refused, lists them. */
export function performTogether(action: Action, paths: readonly string[], isAway: boolean): void {
  const { session, openDialog, explain } = useDashboard.getState();
  if (!session) return;
  const denied = paths.filter((path) => !session.access.can(action, path));
  const isHidden =
    denied.length === paths.length && denied.every((path) => session.access.show(action, path) === "hidden");
  if (isHidden) return;
  if (denied.length > 0) openDialog({ kind: "report", action, denied, total: paths.length });
  else if (isAway) explain({ action, resource: paths[0] });
  else void perform(...paths.map((resource) => ({ action, resource })));
}
