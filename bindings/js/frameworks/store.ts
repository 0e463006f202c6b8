// The one mechanism of the bindings: a source of answers, which all controls of a page follow together.

import type { Access, Selected } from "../index.js";
import type { Live } from "../live.js";
import { denial, notLoaded } from "../shared/denial.js";
import { onMarking } from "../shared/marking.js";
import { notify } from "../shared/notify.js";
import type { Decision } from "../shared/decision.js";
import type { Registered } from "../shared/register.js";
import type { AccessRequest } from "../shared/request.js";

/** The source of answers: an access object, or a connection that keeps its own current. Without one, all is denied. */
export type Source = Access<Registered> | Live<Registered> | null | undefined;

/** The questions that a component asks; see `Access`. */
export type Questions = Pick<Access<Registered>, "can" | "show" | "decide" | "select">;

/** A request of a component. */
export type Question = AccessRequest<Registered>;

/** An answer with its reason. */
export type Answer = Decision<Registered>;

/** A source of answers, with one subscription to it for all the components that follow it. */
export interface Store {
  /** The present answers. Read it each time: a connection replaces its access object. */
  readonly questions: Questions;
  /** A number that rises whenever any answer may have changed. */
  readonly generation: number;
  /**
   * Calls `listener` whenever `generation` has risen, or controls begin or end to be marked; returns how to stop that.
   * Needs no `this`.
   */
  readonly subscribe: (listener: () => void) => () => void;
}

const denied: Answer = denial("not_ready", notLoaded);

const none: Questions = {
  can: () => false,
  show: () => denied.show,
  decide: () => denied,
  select: (actions, paths) =>
    Object.fromEntries(actions.map((action) => [action, { allowed: 0, denied: paths }])) as never,
};

/** The store without a source: it denies everything. */
export const closed: Store = { questions: none, generation: 0, subscribe: () => () => undefined };

/** Returns questions that go to what `read` returns at each call. A framework notes there that they were asked. */
export function asking(read: () => Questions): Questions {
  return {
    can: (action, resource, context) => read().can(action, resource, context),
    show: (action, resource, context) => read().show(action, resource, context),
    decide: (question) => read().decide(question),
    select: (actions, paths) => read().select(actions, paths),
  };
}

/** Asks about a selection with the types of its own actions; see `Access.select`. */
export const select = <S extends Question["action"]>(
  questions: Questions,
  actions: readonly S[],
  paths: readonly string[],
) => questions.select(actions, paths);

/** For each action on how many of the paths it is allowed, and the paths that it is denied on. */
export type Selection<S extends Question["action"]> = Record<S, Selected>;

const stores = /* @__PURE__ */ new WeakMap<object, Store>();

/** Returns the store of a source: the same one for each caller. */
export function storeOf(source: Source): Store {
  if (!source) return closed;
  const known = stores.get(source);
  if (known) return known;
  const listeners = new Set<() => void>();
  let leave: () => void;
  const store: Store = {
    get questions() {
      return "access" in source ? source.access : source;
    },
    get generation() {
      return source.generation;
    },
    subscribe(listener) {
      const own = () => listener();
      const listen = () => notify(listeners);
      if (listeners.size === 0) {
        const ends = ["watch" in source ? source.watch(listen) : source.subscribe(listen), onMarking(listen)];
        leave = () => {
          for (const end of ends) end();
        };
      }
      listeners.add(own);
      return () => {
        if (listeners.delete(own) && listeners.size === 0) leave();
      };
    },
  };
  stores.set(source, store);
  return store;
}

/** Returns whether two answers say the same: a change of the account may leave all but their `revision` as it was. */
export function isSame(one: unknown, other: unknown): boolean {
  return one === other || textOf(one) === textOf(other);
}

const textOf = (answer: unknown) => JSON.stringify(answer, (key, value) => (key === "revision" ? undefined : value));

/** Returns a reader that asks again when `generation` has risen, and returns the last answer while it is the same. */
export function kept<T>(store: Store, read: () => T): () => T {
  let generation: number | undefined;
  let last: T;
  return () => {
    const present = store.generation;
    if (generation !== present) {
      const next = read();
      if (generation === undefined || !isSame(last, next)) last = next;
      generation = present;
    }
    return last;
  };
}
