// React's components and hooks. A component is drawn again only when the answer that it uses has changed.

import {
  cloneElement,
  createContext,
  createElement,
  Fragment,
  useContext,
  useMemo,
  useState,
  useSyncExternalStore,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
} from "react";
import { marking, onMarking, type Marking } from "../shared/marking.js";
import { lookOf, marksOf, suppress, type Marks } from "./look.js";
import {
  closed,
  kept,
  select,
  storeOf,
  type Answer,
  type Question,
  type Questions,
  type Selection,
  type Source,
  type Store,
} from "./store.js";

const StoreContext = /* @__PURE__ */ createContext<Store>(closed);
const MarkingContext = /* @__PURE__ */ createContext<Marking | undefined>(undefined);

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
  /** The control: an element or a component that takes `GuardedAttributes`. */
  readonly children: ReactElement;
  /** Why the control is disabled although the request is allowed, such as "The server cannot be reached." */
  readonly unavailable?: string | null | undefined;
  /** Called when the disabled control is pressed, for example to explain it. */
  readonly onDenied?: (() => void) | undefined;
  /** Drawn if the control is hidden. */
  readonly fallback?: ReactNode;
}

/** The attributes that `Guarded` gives to a disabled control. */
export interface GuardedAttributes extends Marks {
  /** Keeps a press from having an effect. */
  readonly onClick?: (event: MouseEvent) => void;
  /** The same for the other buttons of a mouse. */
  readonly onAuxClick?: (event: MouseEvent) => void;
}

/** The faults of a form's fields, by the call that the server makes. */
export interface FormProblems {
  /** The decision about the whole form. */
  readonly decision: Answer;
  /** Takes a decision in place of the present one, such as the server's refusal, until the request differs. */
  readonly refuse: (answer: Answer) => void;
  /** Returns the message about a field; `undefined` if there is none. */
  readonly problemOf: (field: string) => string | undefined;
  /** Returns the attributes of a field's control: `<input {...form.field("email")} />`. */
  readonly field: (field: string) => {
    /** Present while the field has a message. */
    readonly "aria-invalid"?: true | undefined;
    /** The message. */
    readonly "aria-description"?: string | undefined;
  };
}

/** Gives the components in it the answers of `access`. */
export function LockstepProvider({ access, children }: ProviderProps): ReactElement {
  // What the server has drawn is marked later.
  const mark = useSyncExternalStore(onMarking, marking, () => undefined);
  return createElement(
    StoreContext.Provider,
    { value: storeOf(access) },
    createElement(MarkingContext.Provider, { value: mark }, children),
  );
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
): Selection<S> {
  return useKept((questions) => select(questions, actions, paths), [actions, paths]);
}

/** Returns the faults of a form that the request is made from. */
export function useFormProblems(question: Question): FormProblems {
  const key = JSON.stringify(question);
  const [refusal, setRefusal] = useState<readonly [key: string, answer: Answer]>();
  const own = useDecision(question);
  const decision = refusal?.[0] === key ? refusal[1] : own;
  const problemOf = (field: string) => decision.problems.find((problem) => problem.field === field)?.message;
  return {
    decision,
    refuse: (answer) => setRefusal([key, answer]),
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
 * message as title and description, and a press of it calls `onDenied` alone.
 */
export function Guarded({ children, unavailable, onDenied, fallback, ...question }: GuardedProps): ReactNode {
  const store = useContext(StoreContext);
  const read = () => lookOf(store.questions, question);
  const look = useSyncExternalStore(store.subscribe, read, read);
  const mark = useContext(MarkingContext);
  const reason = look === undefined ? (unavailable ?? undefined) : look;
  const marks = marksOf(reason, question, mark);
  if (reason === null) return mark ? createElement(Fragment, null, ghostOf(children, marks), fallback) : fallback;
  if (reason === undefined && !mark) return children;
  return cloneElement(
    children as ReactElement<GuardedAttributes>,
    reason === undefined ? marks : { ...marks, onClick: pressOf(onDenied), onAuxClick: suppress },
  );
}

const pressOf = (onDenied?: () => void) => (event: MouseEvent) => {
  suppress(event);
  onDenied?.();
};

/** Returns what an inspector finds where a control is hidden. A template is never drawn, whatever the page's styles. */
function ghostOf({ props }: ReactElement, marks: Marks): ReactElement {
  const { children, "aria-label": label = children } = props as Readonly<Record<string, unknown>>;
  return createElement("template", { ...marks, "aria-label": typeof label === "string" ? label : undefined });
}

/** Keeps an answer while it says the same. `request` is a new literal each time, so its JSON is compared. */
function useKept<T>(ask: (questions: Questions) => T, request: unknown): T {
  const store = useContext(StoreContext);
  const key = JSON.stringify(request);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` identifies the request
  const read = useMemo(() => kept(store, () => ask(store.questions)), [store, key]);
  return useSyncExternalStore(store.subscribe, read, read);
}
