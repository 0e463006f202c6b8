import type { Problem } from "../shared/decision.js";

/** A request of a client that cannot be read. A guard answers it with 400. */
export class InvalidRequest extends Error {
  /** The name of the class. */
  override readonly name = "InvalidRequest";
  /** The HTTP status, which the error handlers of Express and Fastify read. */
  readonly status = 400;
  /** Every fault that was found. */
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ field, message }) => `${field}: ${message}`).join("\n"));
    this.problems = problems;
  }
}

export function invalid(code: string, field: string, message: string): InvalidRequest {
  return new InvalidRequest([{ code, field, message }]);
}

/** Whether an error is one. By its name, since each entry of the package has a class of its own. */
export function isInvalid(error: unknown): error is InvalidRequest {
  return error instanceof Error && error.name === "InvalidRequest" && "problems" in error;
}
