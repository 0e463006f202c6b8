// Svelte's stores and action.

import { getContext, setContext } from "svelte";
import { marking } from "../shared/marking.js";
import { controlOf, suppressNow } from "./dom.js";
import { lookOf, marksOf, type Marks } from "./look.js";
import {
  isSame,
  select,
  storeOf,
  type Answer,
  type Question,
  type Questions,
  type Selection,
  type Source,
  type Store,
} from "./store.js";

/** A store of Svelte. */
export interface Readable<T> {
  /** Calls `run` with the present value, and whenever it has changed; returns how to stop that. */
  readonly subscribe: (run: (value: T) => void) => () => void;
}

/** The attributes of a control, to spread: `<button {...$edit}>`. Presses of a disabled control have no effect. */
export interface Attributes extends Marks {
  /** There if the control is not enabled. */
  readonly onclickcapture?: (event: Event) => void;
}

/** The answers in a component. It is a store itself: `$access.can("note.edit", path)`. */
export interface AccessStore extends Readable<Questions> {
  /** Returns a store that contains whether the request is allowed; see `Access.can`. */
  readonly can: (
    action: Question["action"],
    resource?: Question["resource"],
    context?: Question["context"],
  ) => Readable<boolean>;
  /** Returns a store of the answer with its reason. It is the same object while it says the same. */
  readonly decision: (question: Question) => Readable<Answer>;
  /** Returns a store of the part of a selection that each action is allowed on. */
  readonly selection: <S extends Question["action"]>(
    actions: readonly S[],
    paths: readonly string[],
  ) => Readable<Selection<S>>;
  /** Returns a store of a control's attributes, which the server draws too. */
  readonly attributes: (question: Question) => Readable<Attributes>;
  /** Draws a control as the policy wants it: `<button use:guard={{ action, resource }}>`. */
  readonly guard: (
    element: Element,
    question: Question,
  ) => {
    /** Svelte calls it when the question has changed. */
    readonly update: (question: Question) => void;
    /** Svelte calls it when the control is removed. */
    readonly destroy: () => void;
  };
}

const key = "lockstep";

/** Gives the components in this one the answers of `access`, which may be a store. Call it while they are made. */
export function setAccess(access: Source | Readable<Source>): AccessStore {
  return setContext(key, answersOf(access));
}

/** Returns the answers that a component above was given; without such a component all is denied. */
export function useAccess(): AccessStore {
  return getContext<AccessStore | undefined>(key) ?? answersOf(undefined);
}

function answersOf(access: Source | Readable<Source>): AccessStore {
  /** Calls `listener` at once, and whenever the answers may have changed. */
  function follow(listener: (store: Store) => void): () => void {
    let leave = (): void => undefined;
    const attach = (source: Source) => {
      leave();
      const store = storeOf(source);
      leave = store.subscribe(() => listener(store));
      listener(store);
    };
    if (!isStore(access)) attach(access);
    const stop = isStore(access) ? access.subscribe(attach) : undefined;
    return () => {
      stop?.();
      leave();
    };
  }

  const each = <T>(read: (questions: Questions) => T, isChange: (last: T, next: T) => boolean): Readable<T> => ({
    subscribe(run) {
      let last: { readonly value: T } | undefined;
      return follow(({ questions }) => {
        const value = read(questions);
        if (last && !isChange(last.value, value)) return;
        last = { value };
        run(value);
      });
    },
  });
  const changes = <T>(read: (questions: Questions) => T) => each(read, (last, next) => !isSame(last, next));

  return {
    ...each(
      (questions) => questions,
      () => true,
    ),
    can: (...question) => changes((questions) => questions.can(...question)),
    decision: (question) => changes((questions) => questions.decide(question)),
    selection: (actions, paths) => changes((questions) => select(questions, actions, paths)),
    attributes: (question) => changes((questions) => attributesOf(questions, question)),
    guard(element, first) {
      let question = first;
      let questions: Questions;
      const control = controlOf(element);
      const draw = () => control.set(lookOf(questions, question), question);
      const leave = follow((store) => {
        questions = store.questions;
        draw();
      });
      return {
        update(next) {
          question = next;
          draw();
        },
        destroy() {
          leave();
          control.end();
        },
      };
    },
  };
}

/** A source has a `subscribe` too. */
const isStore = (access: Source | Readable<Source>): access is Readable<Source> =>
  typeof access === "object" && access !== null && !("generation" in access);

function attributesOf(questions: Questions, question: Question): Attributes {
  const look = lookOf(questions, question);
  const marks = marksOf(look, question, marking());
  return look === undefined ? marks : { ...marks, onclickcapture: suppressNow };
}
