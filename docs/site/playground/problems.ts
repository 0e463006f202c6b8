// Problems of documents, as marks at a place.

import type { Decision, Problem } from "../../../bindings/js/shared/decision.js";
import type { Vocabulary } from "../../../bindings/js/shared/vocabulary.js";

export interface Mark {
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly message: string;
  /** The JSON pointer of the place. */
  readonly pointer: string;
  /** Of a document that is not JSON: where reading ended, from 1. */
  readonly line?: number;
  readonly column?: number;
}

/** Returns a problem as a mark. What is not JSON has no pointer; its message begins with the line. */
export function markOf({ code, field, message }: Problem, severity: Mark["severity"] = "error"): Mark {
  const [, line, column] = /^line (\d+), column (\d+)/.exec(message) ?? [];
  const place = line === undefined ? {} : { line: Number(line), column: Number(column) };
  return { severity, code, message, pointer: field, ...place };
}

/** Reasons that are about a name in the question, by the field that has it. */
const fieldOf: Readonly<Record<string, string>> = { unknown_action: "action", unknown_principal: "principal" };

/** Returns a warning for each question that names what is not there. */
export function marksOf(decisions: readonly Decision<Vocabulary>[]): readonly Mark[] {
  return decisions.flatMap(({ reason = "", message }, at) => {
    const field = fieldOf[reason];
    return field ? [{ severity: "warning" as const, code: reason, message, pointer: `/${at}/${field}` }] : [];
  });
}
