// React's components and hooks. A component is drawn again only when the answer that it uses has changed.

import {
  cloneElement,
  createContext,
  createElement,
  useContext,
  useMemo,
  useSyncExternalStore,
  type ReactElement,
  type ReactNode,
} from "react";
import { lookOf, marksOf, suppress } from "./look.js";
import { closed, kept, storeOf, type Answer, type Question, type Questions, type Source, type Store } from "./store.js";

const StoreContext = /* @__PURE__ */ createContext<Store>(closed);

/** What `LockstepProvider` is given. */
export interface ProviderProps {
  /** The result of `loadAccess` or `connect`. Until there is one, everything is denied and hidden. */
  readonly access: Source;
  /** The components that use its answers. */
  readonly children?: ReactNode;
}

/** What `Can` is given. */
export interface CanProps extends Question {
  /** Drawn if the request is allowed. */
  readonly children?: ReactNode;
  /** Drawn if it is denied. */
  readonly fallback?: ReactNode;
}

/** What `Guarded` is given. */
export interface GuardedProps extends Question {
  /** The control: an element that takes `aria-disabled`, `title` and `onClick`. */
  readonly children: ReactElement;
}

/** The faults of a form's fields, by the call that the server makes. */
export interface FormProblems {
  /** The decision about the whole form. */
  readonly decision: Answer;
  /** Returns the message about a field; `undefined` if there is none. */
  readonly problemOf: (field: string) => string | undefined;
  /** Returns the attributes of a field's control: `<input {...form.field("email")} />`. */
  readonly field: (field: string) => {
    readonly "aria-invalid"?: true | undefined;
    readonly "aria-description"?: string | undefined;
  };
}

/** Gives the components in it the answers of `access`. */
export function LockstepProvider({ access, children }: ProviderProps): ReactElement {
  return createElement(StoreContext.Provider, { value: storeOf(access) }, children);
}

/** Returns the answers themselves, for many questions in one component. Draws again whenever any may have changed. */
export function useAccess(): Questions {
  const store = useContext(StoreContext);
  const read = () => store.generation;
  useSyncExternalStore(store.subscribe, read, read);
  return store.questions;
}

/** Returns whether the request is allowed; see `Access.can`. */
export function useCan(
  action: Question["action"],
  resource?: Question["resource"],
  context?: Question["context"],
): boolean {
  const store = useContext(StoreContext);
  const read = () => store.questions.can(action, resource, context);
  return useSyncExternalStore(store.subscribe, read, read);
}

/** Returns the answer with its reason, its message and its remedies. It is the same object while it says the same. */
export function useDecision(question: Question): Answer {
  return useKept((questions) => questions.decide(question), question);
}

/** Returns for each action on how many of the paths it is allowed, and the paths that it is denied on. */
export function useSelection<S extends Question["action"]>(
  actions: readonly S[],
  paths: readonly string[],
): ReturnType<typeof select<S>> {
  return useKept((questions) => select(questions, actions, paths), [actions, paths]);
}

/** Returns the faults of a form that the request is made from. */
export function useFormProblems(question: Question): FormProblems {
  const decision = useDecision(question);
  const problemOf = (field: string) => decision.problems.find((problem) => problem.field === field)?.message;
  return {
    decision,
    problemOf,
    field: (name) => {
      const problem = problemOf(name);
      return { "aria-invalid": problem === undefined ? undefined : true, "aria-description": problem };
    },
  };
}

/** Draws its children if the request is allowed, else `fallback`. */
export function Can({ action, resource, context, children, fallback }: CanProps): ReactNode {
  return useCan(action, resource, context) ? children : fallback;
}

/**
 * Draws a control as the policy wants it: enabled as it is, hidden not at all. A disabled one keeps the focus, has its
 * message as title and description, and is not pressed.
 */
export function Guarded({ action, resource, context, children }: GuardedProps): ReactNode {
  const store = useContext(StoreContext);
  const read = () => lookOf(store.questions, { action, resource, context });
  const look = useSyncExternalStore(store.subscribe, read, read);
  if (look === null) return null;
  return look === undefined
    ? children
    : cloneElement(children as ReactElement<Record<string, unknown>>, {
        ...marksOf(look),
        onClick: suppress,
        onAuxClick: suppress,
      });
}

const select = <S extends Question["action"]>(questions: Questions, actions: readonly S[], paths: readonly string[]) =>
  questions.select(actions, paths);

/** Keeps an answer while it says the same. `request` is a new literal each time, so its JSON is compared. */
function useKept<T>(ask: (questions: Questions) => T, request: unknown): T {
  const store = useContext(StoreContext);
  const key = JSON.stringify(request);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` identifies the request
  const read = useMemo(() => kept(store, () => ask(store.questions)), [store, key]);
  return useSyncExternalStore(store.subscribe, read, read);
}
