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

/** Throws unless `problems`, a JSON list, is empty. */
export function refuse(what: string, problems: string): void {
  const list: readonly Problem[] = JSON.parse(problems);
  if (list.length > 0) throw new LockstepError(what, list);
}
