// Vue's plugin, composables and directive. A component is drawn again only when an answer that it uses has changed.

import {
  computed,
  effectScope,
  inject,
  shallowRef,
  toRaw,
  toValue,
  triggerRef,
  watch,
  watchEffect,
  type App,
  type ComputedRef,
  type Directive,
  type InjectionKey,
  type MaybeRefOrGetter,
} from "vue";
import { controlOf, type Control } from "./dom.js";
import { problemsIn, type FormProblems } from "./form.js";
import { lookOf, marksOf } from "./look.js";
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

/** The options of the plugin. */
export interface LockstepOptions {
  /** The result of `loadAccess` or `connect`, or a ref of it. Until there is one, everything is denied and hidden. */
  readonly access: MaybeRefOrGetter<Source>;
}

/** The directive `v-can`: its value is the request of a control. */
export type CanDirective = Directive<Element, Question>;

declare module "vue" {
  interface GlobalDirectives {
    vCan: CanDirective;
  }
}

const key: InjectionKey<Questions> = Symbol("lockstep");

/** The plugin: `app.use(lockstep, { access })`. */
export const lockstep = {
  /** Gives the app's components the answers, and the directive `v-can`. */
  install(app: App, { access }: LockstepOptions): void {
    const tick = shallowRef();
    // A ref makes a proxy of the object, which has no access to its private fields.
    const store = computed(() => storeOf(toRaw(toValue(access))));
    const questions = asking(() => {
      void tick.value;
      return store.value.questions;
    });
    app.provide(key, questions);
    app.directive("can", canDirective(questions));
    // On a server nothing changes while a page is drawn.
    if (typeof document === "undefined") return;
    const scope = effectScope(true);
    scope.run(() =>
      watch(store, (present, _, onCleanup) => onCleanup(present.subscribe(() => triggerRef(tick))), {
        immediate: true,
        flush: "sync",
      }),
    );
    app.onUnmount(() => scope.stop());
  },
};

/** Returns the answers themselves, for many questions in one component. Asked while it is drawn, they are followed. */
export function useAccess(): Questions {
  return inject(key, closed.questions);
}

/** Returns whether the request is allowed; see `Access.can`. */
export function useCan(
  action: MaybeRefOrGetter<Question["action"]>,
  resource?: MaybeRefOrGetter<Question["resource"]>,
  context?: MaybeRefOrGetter<Question["context"]>,
): ComputedRef<boolean> {
  const questions = useAccess();
  return computed(() => questions.can(toValue(action), toValue(resource), toValue(context)));
}

/** Returns the answer with its reason, its message and its remedies. It is the same object while it says the same. */
export function useDecision(question: MaybeRefOrGetter<Question>): ComputedRef<Answer> {
  const questions = useAccess();
  return computed((last) => kept(last, questions.decide(toValue(question))));
}

/** Returns for each action on how many of the paths it is allowed, and the paths that it is denied on. */
export function useSelection<S extends Question["action"]>(
  actions: MaybeRefOrGetter<readonly S[]>,
  paths: MaybeRefOrGetter<readonly string[]>,
): ComputedRef<Selection<S>> {
  const questions = useAccess();
  return computed((last) => kept(last, select(questions, toValue(actions), toValue(paths))));
}

/** Returns the faults of a form that the request is made from: `<input v-bind="form.field('email')" />`. */
export function useFormProblems(question: MaybeRefOrGetter<Question>): ComputedRef<FormProblems> {
  const decision = useDecision(question);
  return computed(() => problemsIn(decision.value));
}

const kept = <T>(last: T | undefined, next: T): T => (last !== undefined && isSame(last, next) ? last : next);

/** A control is drawn when its look has changed, without its component. */
function canDirective(questions: Questions): CanDirective {
  const followed = new WeakMap<Element, { readonly ask: (question: Question) => void; readonly end: () => void }>();
  const follow = (control: Control, first: Question) => {
    const question = shallowRef(first);
    const stop = watchEffect(() => control.set(lookOf(questions, question.value), question.value), { flush: "sync" });
    return {
      ask(next: Question) {
        question.value = next;
      },
      end() {
        stop();
        control.end();
      },
    };
  };
  return {
    beforeMount: (element, { value }) => void followed.set(element, follow(controlOf(element), value)),
    updated: (element, { value }) => followed.get(element)?.ask(value),
    beforeUnmount: (element) => followed.get(element)?.end(),
    getSSRProps: ({ value }) => ({ ...marksOf(lookOf(questions, value), value, undefined) }),
  };
}
