import type { Decision } from "lockstep";
import type { Questions } from "lockstep/react";
import type { OwnContext, Question } from "../session/question";

/** Returns the first refusal among several questions, or the last allowance. */
export function jointly(access: Questions, questions: readonly Question[], context: OwnContext): Decision {
  const answers = questions.map((question) =>
    access.decide({ ...question, context: { ...question.context, ...context } }),
  );
  const answer = answers.find((one) => !one.allowed) ?? answers.at(-1);
  if (!answer) throw new Error("no question was asked");
  return answer;
}
