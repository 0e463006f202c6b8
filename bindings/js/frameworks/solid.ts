// Solid's provider and signals.

import {
  createComponent,
  createContext,
  createEffect,
  createMemo,
  createSignal,
  onCleanup,
  useContext,
  type Accessor,
  type JSX,
} from "solid-js";
import { suppressNow } from "./dom.js";
import { marking, type Marking } from "../shared/marking.js";
import { problemsIn, type FormProblems } from "./form.js";
import { lookOf, marksOf, type Marks } from "./look.js";
import {
  asking,
  closed,
  isSame,
  select,
  storeOf,
  type Answer,
  type Question,
  type Questions,
  type Selection,
  type Source,
} from "./store.js";

/** What `LockstepProvider` is given. */
export interface ProviderProps {
  /** The result of `loadAccess` or `connect`. Until there is one, everything is denied and hidden. */
  readonly access: Source;
  /** The components that use its answers. */
  readonly children?: JSX.Element;
}

/** The attributes of a control, to spread: `<button {...edit()}>`. Presses of a disabled control have no effect. */
export interface Attributes extends Marks {
  /** There if the control is not enabled. */
  readonly "oncapture:click"?: (event: Event) => void;
}

/** A value, or an accessor of it. */
export type MaybeAccessor<T> = T | Accessor<T>;

/** The answers, and what marks the controls. */
interface Followed extends Questions {
  readonly mark?: Accessor<Marking | undefined>;
}

const QuestionsContext = /* @__PURE__ */ createContext<Followed>(closed.questions);

/** Gives the components in it the answers of `access`. */
export function LockstepProvider(props: ProviderProps): JSX.Element {
  const [tick, bump] = createSignal(undefined, { equals: false });
  const store = createMemo(() => storeOf(props.access));
  // What the server has drawn is marked later.
  const [mark, setMark] = createSignal<Marking>();
  // Not on the server. An answer may have changed since it was drawn.
  createEffect(() => {
    const follow = () => {
      setMark(marking);
      bump();
    };
    onCleanup(store().subscribe(follow));
    follow();
  });
  const questions = asking(() => {
    tick();
    return store().questions;
  });
  const value = { ...questions, mark };
  return createComponent(QuestionsContext.Provider, {
    value,
    get children() {
      return props.children;
    },
  });
}

/** Returns the answers themselves. Asked in a component's markup or in an effect, they are followed. */
export function useAccess(): Questions {
  return useContext(QuestionsContext);
}

/** Returns whether the request is allowed; see `Access.can`. */
export function useCan(
  action: MaybeAccessor<Question["action"]>,
  resource?: MaybeAccessor<Question["resource"]>,
  context?: MaybeAccessor<Question["context"]>,
): Accessor<boolean> {
  const questions = useAccess();
  return createMemo(() => questions.can(given(action), given(resource), given(context)));
}

/** Returns the answer with its reason, its message and its remedies. It is the same object while it says the same. */
export function useDecision(question: MaybeAccessor<Question>): Accessor<Answer> {
  const questions = useAccess();
  return createMemo(() => questions.decide(given(question)), undefined, { equals: isSame });
}

/** Returns for each action on how many of the paths it is allowed, and the paths that it is denied on. */
export function useSelection<S extends Question["action"]>(
  actions: MaybeAccessor<readonly S[]>,
  paths: MaybeAccessor<readonly string[]>,
): Accessor<Selection<S>> {
  const questions = useAccess();
  return createMemo(() => select(questions, given(actions), given(paths)), undefined, { equals: isSame });
}

/** Returns the faults of a form that the request is made from: `<input {...form().field("email")} />`. */
export function useFormProblems(question: MaybeAccessor<Question>): Accessor<FormProblems> {
  const decision = useDecision(question);
  return createMemo(() => problemsIn(decision()));
}

/** Returns the attributes of a control, as the policy wants it. The server draws them too. */
export function useGuard(question: MaybeAccessor<Question>): Accessor<Attributes> {
  const questions = useContext(QuestionsContext);
  const look = createMemo(() => lookOf(questions, given(question)));
  return () => {
    const marks = marksOf(look(), given(question), questions.mark?.());
    return look() === undefined ? marks : { ...marks, "oncapture:click": suppressNow };
  };
}

const given = <T>(value: MaybeAccessor<T>): T => (typeof value === "function" ? (value as Accessor<T>)() : value);
