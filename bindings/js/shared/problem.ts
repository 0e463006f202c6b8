import type { Problem } from "./decision.js";

/** An input that was refused; `problems` names all its faults. */
export class LockstepError extends Error {
  /** The name of the class. */
  override readonly name = "LockstepError";
  /** Every fault that was found, in the order of the input. */
  readonly problems: readonly Problem[];

  constructor(what: string, problems: readonly Problem[]) {
    super([what, ...problems.map(({ field, message }) => (field ? `${field}: ${message}` : message))].join("\n  "));
    this.problems = problems;
  }
}

/** Parses the engine's answer. Throws a LockstepError if it is a list of problems that is not empty. */
export function unlessRefused<T>(what: string, answer: string): T {
  const parsed: T & { readonly length?: number } = JSON.parse(answer);
  if (parsed.length) throw new LockstepError(what, parsed as unknown as readonly Problem[]);
  return parsed;
}
