// The faults of a form's fields, for bindings whose forms are not components of their own.

import type { Answer, Question, Questions } from "./store.js";

/** The attributes of a field's control. */
export interface FieldMarks {
  /** There if the field has a fault. */
  readonly "aria-invalid"?: "true";
  /** What is wrong, for a screen reader. */
  readonly "aria-description"?: string;
}

/** The faults of a form's fields, by the call that the server makes. */
export interface FormProblems {
  /** The decision about the whole form. */
  readonly decision: Answer;
  /** Returns the message about a field; `undefined` if there is none. */
  readonly problemOf: (field: string) => string | undefined;
  /** Returns the attributes of a field's control. */
  readonly field: (field: string) => FieldMarks;
}

/** Returns the faults of a form that the request `question` is made from. */
export function formProblems(questions: Questions, question: Question): FormProblems {
  return problemsIn(questions.decide(question));
}

/** Returns the faults that a decision names. */
export function problemsIn(decision: Answer): FormProblems {
  const problemOf = (field: string) => decision.problems.find((problem) => problem.field === field)?.message;
  return {
    decision,
    problemOf,
    field(name) {
      const problem = problemOf(name);
      return problem === undefined ? {} : { "aria-invalid": "true", "aria-description": problem };
    },
  };
}
