// The answers of a guard, in the form that `lockstep serve` sends: errors are problems as RFC 9457 has them.

import type { Decision, Problem } from "../shared/decision.js";
import type { Vocabulary } from "../shared/vocabulary.js";

/** An HTTP response that no framework has sent yet. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const titles = { 400: "Bad request", 401: "Sign in", 403: "Not allowed", 503: "Unavailable" } as const;

function problem(
  status: keyof typeof titles,
  code: string,
  detail: string,
  more: object = {},
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const type = `urn:lockstep:problem:${code}`;
  return {
    status,
    headers: { "Content-Type": "application/problem+json", "Cache-Control": "no-store", ...headers },
    body: JSON.stringify({ type, title: titles[status], status, code, detail, ...more }),
  };
}

export const notSignedIn = (): Answer =>
  problem(401, "unauthorized", "Sign in first.", {}, { "WWW-Authenticate": "Bearer" });

export const unreadable = (problems: readonly Problem[]): Answer =>
  problem(400, problems[0]?.code ?? "", problems[0]?.message ?? "", { problems });

export const denied = (decision: Decision<Vocabulary>): Answer =>
  problem(403, decision.reason ?? "", decision.message, { decision });

export const unavailable = (): Answer =>
  problem(503, "not_ready", "No decision can be made now. Try again.", {}, { "Retry-After": "2" });
