import type { Problem } from "./types.js";

/** An input that was refused, with everything that is wrong with it. */
export class LockstepError extends Error {
  override readonly name = "LockstepError";
  readonly problems: readonly Problem[];

  constructor(what: string, problems: readonly Problem[]) {
    super([what, ...problems.map(({ field, message }) => (field ? `${field}: ${message}` : message))].join("\n  "));
    this.problems = problems;
  }
}

/** Returns the engine's answer, read as JSON. Throws a LockstepError where it is a list of problems, unless that is empty. */
export function unlessRefused<T>(what: string, answer: string): T {
  const given: T & { readonly length?: number } = JSON.parse(answer);
  if (given.length) throw new LockstepError(what, given as unknown as readonly Problem[]);
  return given;
}
