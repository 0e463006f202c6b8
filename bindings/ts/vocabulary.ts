// The names that a policy gives, as types: a misspelt one does not compile.

import type { Builtin } from "./generated/policy.js";

/** The names of a policy, a type for each kind. */
export interface Vocabulary {
  readonly action: string;
  readonly role: string;
  readonly level: string;
  readonly plan: string;
  readonly feature: string;
  readonly limit: string;
}

/** A policy's document, as far as it gives names. */
export interface PolicyDocument {
  readonly actions: object;
  readonly roles: object;
  readonly levels: readonly string[];
  readonly plans: readonly string[];
  readonly features?: object;
  readonly limits?: object;
}

/** The names of a policy's document: `VocabularyOf<typeof policy>`, where `policy` was written `as const`. */
export interface VocabularyOf<P extends PolicyDocument> {
  readonly action: keyof P["actions"] & string;
  readonly role: keyof P["roles"] & string;
  readonly level: P["levels"][number];
  readonly plan: P["plans"][number];
  readonly feature: keyof P["features"] & string;
  readonly limit: keyof P["limits"] & string;
}

/**
 * The vocabulary of an object that is opened: `V` if it is given, else that of the policy `P`. A policy that is a string, or
 * compiled, may have any names; without a policy the built-in one counts.
 */
export type Words<V extends Vocabulary, P> = [V] extends [never] ? ([P] extends [PolicyDocument] ? VocabularyOf<P> : undefined extends P ? Builtin : Vocabulary) : V;
