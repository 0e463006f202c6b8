// What the page asks of the worker that has the engine, and what it answers.

import type { Cell } from "../../../bindings/js/shared/answers.js";
import type { Allowed, Preview } from "../../../bindings/js/shared/answers.js";
import type { Decision, Problem } from "../../../bindings/js/shared/decision.js";
import type { Principal } from "../../../bindings/js/shared/request.js";
import type { Vocabulary } from "../../../bindings/js/shared/vocabulary.js";

/** The four documents that are edited, each by its name. */
export const documentNames = ["policy", "account", "questions", "scenarios"] as const;
export type DocumentName = (typeof documentNames)[number];
export type Documents = Readonly<Record<DocumentName, string>>;

/** Makes something for each document. */
export function forDocuments<T>(make: (name: DocumentName) => T): Record<DocumentName, T> {
  return Object.fromEntries(documentNames.map((name) => [name, make(name)])) as Record<DocumentName, T>;
}

/** The rules and the facts that an answer is about. */
export interface Basis {
  readonly policy: string;
  readonly account: string;
}

/** A request as it is in the list of questions. */
export interface Question {
  readonly principal: Principal;
  readonly action: string;
  readonly resource?: string | object;
  readonly context?: object;
}

/** What is wrong with the documents, and the decisions about the questions, where nothing is. */
export interface Reading {
  readonly policy: readonly Problem[];
  readonly remarks: readonly Problem[];
  readonly account: readonly Problem[];
  readonly questions: readonly Problem[];
  readonly decisions: readonly Decision<Vocabulary>[];
}

/** What may be done at one place: for each action, the decision for each user. */
export interface Table {
  readonly rows: readonly { readonly action: string; readonly decisions: readonly Decision<Vocabulary>[] }[];
}

/** Sizes in bytes: as JSON, and as a server sends it, deflated. */
export interface Size {
  readonly plain: number;
  readonly deflated: number;
}

export interface SnapshotAnswer {
  readonly snapshot: string;
  readonly size: Size;
  readonly accountSize: Size;
}

/** The result of scenarios: of each that failed, a paragraph. */
export interface ScenarioReport {
  readonly passed: number;
  readonly failed: number;
  readonly checks: number;
  readonly failures: readonly string[];
  readonly problems?: readonly Problem[];
}

/** By name, what a task takes and what it answers. */
export interface Tasks {
  reading: [Basis & { readonly questions: string }, Reading];
  table: [
    Basis & {
      readonly users: readonly string[];
      readonly actions: readonly string[];
      readonly resource?: string | object;
    },
    Table,
  ];
  access: [Basis & { readonly user: string }, readonly Cell<Vocabulary>[]];
  whoCan: [Basis & { readonly action: string; readonly resource?: string | object }, readonly Allowed<Vocabulary>[]];
  snapshot: [Basis & { readonly principal: Principal }, SnapshotAnswer];
  preview: [Basis & { readonly question: Question }, Preview<Vocabulary>];
  scenarios: [{ readonly policy: string; readonly scenarios: string; readonly overSnapshots: boolean }, ScenarioReport];
}

export type Task = keyof Tasks;

/** A message to the worker. */
export interface Asked<T extends Task = Task> {
  readonly id: number;
  readonly task: T;
  readonly given: Tasks[T][0];
}

/** A message from the worker: an answer, or why there is none. */
export type Answered =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly fault: string; readonly problems?: readonly Problem[] };
