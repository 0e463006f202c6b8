// Requests by the names of any policy. The types of the package's own vocabulary end here.
import type { Decision, Vocabulary } from "lockstep";
import type { Live } from "lockstep/live";
import { useAccess, useDecision } from "lockstep/react";

/** A request of the user who looks. */
export interface Asked {
  readonly action: string;
  readonly resource?: string | { readonly user: string } | { readonly group: string } | { readonly role: string };
  readonly context?: Readonly<Record<string, unknown>>;
}

export type Answer = Decision<Vocabulary>;
export type AnyLive = Live<Vocabulary>;

export interface Answers {
  readonly can: (action: string, resource?: Asked["resource"], context?: Asked["context"]) => boolean;
  readonly show: (action: string, resource?: Asked["resource"], context?: Asked["context"]) => Answer["show"];
  readonly decide: (asked: Asked) => Answer;
}

/** The request as the bindings of React take it. */
export const bound = (asked: Asked) => asked as unknown as Parameters<typeof useDecision>[0];

export const useAnswers = (): Answers => useAccess() as unknown as Answers;

export const useAnswer = (asked: Asked): Answer => useDecision(bound(asked)) as unknown as Answer;

export const answersOf = (live: AnyLive): Answers => live.access as unknown as Answers;

/** The request as a connection takes it. */
export const sent = (asked: Asked) => asked as unknown as Parameters<AnyLive["request"]>[0];
