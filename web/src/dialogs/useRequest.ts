import { useState } from "react";
import type { Decision } from "lockstep";
import { useDecision } from "../follow/useDecision";
import type { Question } from "../session/question";
import { useDashboard } from "../session/store";
import { problemInWords } from "../session/words";

/**
 * The request of a form: decided here while one fills it in, and by the server once it is sent. A snapshot
 * cannot know every name that is taken; what the server refuses then stands in the form until a field changes.
 */
export function useRequest(asked: Question): { decision: Decision; send: (question?: Question) => Promise<void> } {
  const carryOut = useDashboard((state) => state.carryOut);
  const openDialog = useDashboard((state) => state.openDialog);
  const [refusal, setRefusal] = useState<{ key: string; decision: Decision } | null>(null);
  const decision = useDecision(asked);

  async function send(question = asked) {
    const answer = await carryOut([question]);
    if (answer?.allowed) openDialog(null);
    else if (answer) setRefusal({ key: JSON.stringify(question), decision: answer });
  }

  return { decision: refusal?.key === JSON.stringify(asked) ? refusal.decision : decision, send };
}

/** What stands below a field: its problems, or the reason as a whole where no field is named. */
export function problemsOf(decision: Decision, field?: string): string[] {
  if (decision.allowed) return [];
  if (decision.problems.length === 0) return field === undefined ? [decision.message] : [];
  return decision.problems.filter((problem) => field === undefined || problem.field === field).map(problemInWords);
}
