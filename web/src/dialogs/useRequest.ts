import type { Decision } from "lockstep";
import { useAccess, useFormProblems } from "lockstep/react";
import type { Question } from "../session/question";
import { useDashboard } from "../session/store";
import { fieldInWords, isField, problemInWords } from "../session/words";

/**
 * The request of a form: decided here while one fills it in, and by the server once it is sent. A snapshot
 * cannot know every name that is taken. A refusal by the server stays in the form until a field changes. `send`
 * returns whether it was done.
 */
export function useRequest(asked: Question): { decision: Decision; send: (question?: Question) => Promise<boolean> } {
  const access = useAccess();
  const carryOut = useDashboard((state) => state.carryOut);
  const openDialog = useDashboard((state) => state.openDialog);
  const { decision, refuse } = useFormProblems(asked);

  /** What the server would refuse for want of a field is not sent. */
  function incomplete(question: Question): Decision | undefined {
    const answer = access.decide(question);
    const missing = answer.allowed ? answer.unverified.filter(isField) : [];
    if (missing.length === 0) return undefined;
    const problems = missing.map((field) => ({
      field,
      code: "context_missing" as const,
      message: `Fill in ${fieldInWords(field)}.`,
    }));
    return { ...answer, allowed: false, problems };
  }

  async function send(question = asked) {
    const lacking = incomplete(question);
    if (lacking) {
      refuse(lacking);
      return false;
    }
    const answer = await carryOut([question]);
    if (answer?.allowed) openDialog(null);
    else if (answer) refuse(answer);
    return answer?.allowed === true;
  }

  return { decision, send };
}

/** Returns the message below a field: its problems, or the reason as a whole if no field is named. */
export function problemsOf(decision: Decision, field?: string): string[] {
  if (decision.allowed) return [];
  if (decision.problems.length === 0) return field === undefined ? [decision.message] : [];
  return decision.problems.filter((problem) => field === undefined || problem.field === field).map(problemInWords);
}
