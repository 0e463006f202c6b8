// The access object that is inspected, and what the page asks it.

import type { Live } from "../live/live.js";
import type { Access } from "../page/access.js";
import type { Vocabulary } from "../shared/vocabulary.js";
import { type Answer, keyOf, type Question, question } from "./question.js";

export type AnyAccess = Access<Vocabulary>;
export type AnyLive = Live<Vocabulary>;

/** A question that the page has asked. */
export interface Asked {
  readonly question: Question;
  readonly times: number;
  readonly at: Date;
}

/** The last delta that the page has applied. */
export interface LastDelta {
  readonly bytes: number;
  readonly from: number;
  readonly to: number;
  readonly at: Date;
}

const mostAsked = 300;

/** Methods that ask about many things at once; a list of every answer would hide the others. */
const inBulk = ["actions", "select", "verdicts"] as const;

/**
 * The answers that the inspector shows: of the page's access object, of the newest one of a connection, or of another
 * person. Replaces methods on that object alone, and takes them off at the end.
 */
export class Source {
  readonly live: AnyLive | undefined;
  readonly #own: AnyAccess | undefined;
  readonly #onChange: () => void;
  #wrapped: AnyAccess | undefined;
  #other: { readonly name: string; readonly access: AnyAccess } | undefined;
  #leave: () => void;
  #leaveOther = (): void => undefined;
  /** Above 0 while the inspector itself asks, or a method that was recorded. */
  #depth = 0;
  readonly #asked = new Map<string, Asked>();
  lastDelta: LastDelta | undefined;

  constructor(of: AnyAccess | AnyLive, onChange: () => void) {
    this.#onChange = onChange;
    if ("access" in of) this.live = of;
    else this.#own = of;
    const changed = (): void => {
      this.#wrap();
      onChange();
    };
    this.#leave = this.live ? this.live.subscribe(changed) : (this.#own as AnyAccess).watch(changed);
    this.#wrap();
  }

  /** The page's access object. */
  get page(): AnyAccess {
    return this.live?.access ?? (this.#own as AnyAccess);
  }

  /** The name of the other person whose answers are shown. */
  get person(): string | undefined {
    return this.#other?.name;
  }

  /** The access object whose answers are shown. */
  get access(): AnyAccess {
    return this.#other?.access ?? this.page;
  }

  /** The questions of the page, the latest first. */
  get asked(): readonly Asked[] {
    return [...this.#asked.values()].reverse();
  }

  /** Shows the answers of another person, or of the page's own again. */
  showAs(name?: string, access?: AnyAccess): void {
    this.#leaveOther();
    this.#other = name === undefined || access === undefined ? undefined : { name, access };
    this.#leaveOther = access?.watch(this.#onChange) ?? (() => undefined);
    this.#onChange();
  }

  decide(asked: Question): Answer {
    return this.#decideBy(this.access, asked);
  }

  /** Decides as the page does, also while another person's answers are shown. */
  decideAsPage(asked: Question): Answer {
    return this.#decideBy(this.page, asked);
  }

  /** Returns the nanoseconds of one answer, by asking again for four milliseconds. */
  timeOf(asked: Question): number {
    return this.timeOfAll([asked], 100);
  }

  /** Returns the nanoseconds of the answers to all these questions, by asking again for four milliseconds. */
  timeOfAll(questions: readonly Question[], times = 1): number {
    const { access } = this;
    // Not by the method that records.
    const { can }: AnyAccess = Object.getPrototypeOf(access);
    const asks = questions.map(({ action, resource, context }) => {
      const ready =
        typeof resource === "object" && resource !== null ? access.resource(resource as { path: string }) : resource;
      return () => can.call(access, action, ready as string, context as undefined);
    });
    if (asks.length === 0) return 0;
    return this.#quietly(() => {
      // The first calls are slower: they are not compiled yet.
      const timed = (milliseconds: number): number => {
        const start = performance.now();
        for (let rounds = 0; ; rounds += times) {
          const passed = performance.now() - start;
          if (passed >= milliseconds) return (1e6 * passed) / rounds;
          for (let round = 0; round < times; round++) for (const ask of asks) ask();
        }
      };
      timed(1);
      // The least of several: another program may have had the processor meanwhile.
      return Math.min(timed(1), timed(1), timed(1));
    });
  }

  forget(): void {
    this.#asked.clear();
    this.#onChange();
  }

  close(): void {
    this.#leave();
    this.#leaveOther();
    this.#unwrap();
  }

  #decideBy(access: AnyAccess, asked: Question): Answer {
    return this.#quietly(() => access.decide(asked as Parameters<AnyAccess["decide"]>[0]));
  }

  #quietly<T>(work: () => T): T {
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
    }
  }

  /** Notes a question that JSON can express. A method of the page must not throw because it is recorded. */
  #record(ask: () => Question): void {
    if (this.#depth > 0) return;
    try {
      const asked = ask();
      const key = keyOf(asked);
      const known = this.#asked.get(key);
      this.#asked.delete(key);
      // The page may change the object that it has passed.
      const kept = known?.question ?? structuredClone(asked);
      this.#asked.set(key, { question: kept, times: (known?.times ?? 0) + 1, at: new Date() });
      if (this.#asked.size > mostAsked) this.#asked.delete(this.#asked.keys().next().value as string);
      this.#onChange();
    } catch {
      // The engine denies it as unreadable.
    }
  }

  /** Puts methods that record on the page's access object. A connection has another one after a reload. */
  #wrap(): void {
    const access = this.page;
    if (access === this.#wrapped) return;
    this.#unwrap();
    this.#wrapped = access;
    const replace = <Name extends "can" | "show" | "decide" | "update" | (typeof inBulk)[number]>(
      name: Name,
      method: (before: AnyAccess[Name]) => AnyAccess[Name],
    ) => Object.defineProperty(access, name, { value: method(access[name]), configurable: true, writable: true });
    replace("can", (before) => (action, resource, context) => {
      this.#record(() => question(action, resource, context));
      return this.#quietly(() => before.call(access, action, resource, context));
    });
    replace("show", (before) => (action, resource, context) => {
      this.#record(() => question(action, resource, context));
      return this.#quietly(() => before.call(access, action, resource, context));
    });
    replace("decide", (before) => (request) => {
      this.#record(() => question(request.action, request.resource, request.context));
      return this.#quietly(() => before.call(access, request));
    });
    for (const name of inBulk)
      replace(
        name,
        (before) =>
          (...args: never[]): never =>
            this.#quietly(() => (before as (...args: never[]) => never).apply(access, args)),
      );
    replace("update", (before) => (delta) => {
      const from = access.revision;
      before.call(access, delta);
      const written = typeof delta === "string" ? delta : JSON.stringify(delta);
      const bytes = new TextEncoder().encode(written).length;
      this.lastDelta = { bytes, from, to: access.revision, at: new Date() };
      this.#onChange();
    });
  }

  #unwrap(): void {
    const own = this.#wrapped as unknown as Record<string, unknown> | undefined;
    for (const name of ["can", "show", "decide", "update", ...inBulk]) if (own) delete own[name];
    this.#wrapped = undefined;
  }
}
