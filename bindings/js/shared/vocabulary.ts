// The names of a policy as types: a misspelt one does not compile.

import type { Builtin } from "./generated/policy.js";

/** The names of a policy, a type for each sort. `lockstep types POLICY` prints those of a policy. */
export interface Vocabulary {
  /** The names of actions. */
  readonly action: string;
  /** The names of roles. */
  readonly role: string;
  /** The names of levels. */
  readonly level: string;
  /** The names of plans. */
  readonly plan: string;
  /** The names of features. */
  readonly feature: string;
  /** The names of limits. */
  readonly limit: string;
  /** The names of kinds, in format 2. */
  readonly kind: string;
  /** The names of relations, in format 2. */
  readonly relation: string;
  /** The names of conditions, in format 2. */
  readonly condition: string;
  /** The attributes of the resources of each kind, in format 2. */
  readonly attributes: object;
  /** The attributes of users, in format 2. */
  readonly userAttributes: object;
  /** The fields that a request's context may state, in format 2. */
  readonly context: object;
}

/** The parts of a policy's document that contain names. */
export interface PolicyDocument {
  /** The actions by name. */
  readonly actions: object;
  /** The roles by name. */
  readonly roles: object;
  /** The levels: a list, or in format 2 also an object. */
  readonly levels?: readonly string[] | object;
  /** The plans, from the lowest. */
  readonly plans?: readonly string[];
  /** The features by name. */
  readonly features?: object;
  /** The limits by name. */
  readonly limits?: object;
  /** The kinds by name, in format 2. */
  readonly kinds?: object;
  /** The conditions by name, in format 2. */
  readonly conditions?: object;
  /** The attributes of users, in format 2. */
  readonly users?: object;
  /** The fields of the context, in format 2. */
  readonly context?: object;
}

/** The type of a value that a policy declares: `"bool"`, `"int"`, `"string"`, `"strings"`, `"time"` or words. */
export type Typed<T> = T extends "bool"
  ? boolean
  : T extends "int"
    ? number
    : T extends "string"
      ? string
      : T extends "strings"
        ? readonly string[]
        : T extends "time"
          ? Date | string
          : T extends readonly (infer Word)[]
            ? Word
            : never;

/** The values of attributes that a policy declares; each may be absent. */
export type TypedAttributes<A> = { readonly [Name in keyof A]?: Typed<A[Name]> };

/** The names of an object's fields. */
export type NamesOf<T> = keyof T & string;

/** A part of a policy's document; an object without fields if the document lacks it. */
export type PartOf<P, Name extends string> = P extends { readonly [Key in Name]: infer T } ? T : Record<never, never>;

/** The strings of a list in a policy's document. */
export type ListedIn<P, Name extends string> = PartOf<P, Name> extends readonly (infer T extends string)[] ? T : never;

/** The names of a policy's document: `VocabularyOf<typeof policy>`, where `policy` was written `as const`. */
export interface VocabularyOf<P extends PolicyDocument> {
  /** The names of its actions. */
  readonly action: NamesOf<P["actions"]>;
  /** The names of its roles. */
  readonly role: NamesOf<P["roles"]>;
  /** The names of its levels. */
  readonly level: P["levels"] extends readonly (infer Level extends string)[] ? Level : NamesOf<PartOf<P, "levels">>;
  /** The names of its plans. */
  readonly plan: ListedIn<P, "plans">;
  /** The names of its features. */
  readonly feature: NamesOf<P["features"]>;
  /** The names of its limits. */
  readonly limit: NamesOf<P["limits"]>;
  /** The names of its kinds. */
  readonly kind: NamesOf<PartOf<P, "kinds">>;
  /** The names of its relations. */
  readonly relation: {
    [Kind in keyof PartOf<P, "kinds">]: NamesOf<PartOf<PartOf<P, "kinds">[Kind], "relations">>;
  }[keyof PartOf<P, "kinds">];
  /** The names of its conditions. */
  readonly condition: NamesOf<PartOf<P, "conditions">>;
  /** The attributes of each kind. */
  readonly attributes: {
    readonly [Kind in keyof PartOf<P, "kinds">]: TypedAttributes<PartOf<PartOf<P, "kinds">[Kind], "attributes">>;
  };
  /** The attributes of users. */
  readonly userAttributes: TypedAttributes<PartOf<PartOf<P, "users">, "attributes">>;
  /** The fields of its context. */
  readonly context: TypedAttributes<PartOf<P, "context">>;
}

/**
 * The vocabulary of an opened object: `V` if it is given, else the names of the policy `P`. A policy that is a string
 * may have any names. Without a policy they are those of the built-in one.
 */
export type Words<V extends Vocabulary, P> = [V] extends [never]
  ? [P] extends [PolicyDocument]
    ? VocabularyOf<P>
    : undefined extends P
      ? Builtin
      : Vocabulary
  : V;
