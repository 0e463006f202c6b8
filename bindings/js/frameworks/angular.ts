// Angular's provider, signals and directive. A class is declared as libraries are published: `ɵɵngDeclare…` is what the
// Angular compiler writes for them, and links in the app's build.

import * as i0 from "@angular/core";
import {
  computed,
  DestroyRef,
  effect,
  ElementRef,
  inject,
  InjectionToken,
  input,
  PLATFORM_ID,
  signal,
  type FactoryProvider,
  type InputSignal,
  type Signal,
} from "@angular/core";
import { controlOf } from "./dom.js";
import { problemsIn, type FormProblems } from "./form.js";
import { lookOf } from "./look.js";
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

/** A value, or a signal or function of it. */
export type MaybeSignal<T> = T | (() => T);

const QUESTIONS = /* @__PURE__ */ new InjectionToken<Questions>("lockstep", { factory: () => closed.questions });

/**
 * Gives an app the answers of `access`, which may be a signal: `bootstrapApplication(App, { providers:
 * [provideLockstep(access)] })`. Until there is one, everything is denied and hidden.
 */
export function provideLockstep(access: MaybeSignal<Source>): FactoryProvider {
  return { provide: QUESTIONS, useFactory: () => follow(access) };
}

function follow(access: MaybeSignal<Source>): Questions {
  const tick = signal(0);
  const store = computed(() => storeOf(given(access)));
  const bump = () => tick.update((count) => count + 1);
  // An answer may have changed since it was drawn. On a server nothing changes while a page is drawn.
  if (inject(PLATFORM_ID) === ("browser" as unknown))
    effect((onCleanup) => {
      onCleanup(store().subscribe(bump));
      bump();
    });
  return asking(() => {
    tick();
    return store().questions;
  });
}

/** Returns the answers themselves. Asked in a template or a `computed`, they are followed. */
export function injectAccess(): Questions {
  return inject(QUESTIONS);
}

/** Returns whether the request is allowed; see `Access.can`. */
export function injectCan(
  action: MaybeSignal<Question["action"]>,
  resource?: MaybeSignal<Question["resource"]>,
  context?: MaybeSignal<Question["context"]>,
): Signal<boolean> {
  const questions = injectAccess();
  return computed(() => questions.can(given(action), given(resource), given(context)));
}

/** Returns the answer with its reason, its message and its remedies. It is the same object while it says the same. */
export function injectDecision(question: MaybeSignal<Question>): Signal<Answer> {
  const questions = injectAccess();
  return computed(() => questions.decide(given(question)), { equal: isSame });
}

/** Returns for each action on how many of the paths it is allowed, and the paths that it is denied on. */
export function injectSelection<S extends Question["action"]>(
  actions: MaybeSignal<readonly S[]>,
  paths: MaybeSignal<readonly string[]>,
): Signal<Selection<S>> {
  const questions = injectAccess();
  return computed(() => select(questions, given(actions), given(paths)), { equal: isSame });
}

/** Returns the faults of a form that the request is made from: `form().problemOf("email")`. */
export function injectFormProblems(question: MaybeSignal<Question>): Signal<FormProblems> {
  const decision = injectDecision(question);
  return computed(() => problemsIn(decision()));
}

/** Draws a control as the policy wants it: `<button lockstepGuard="note.edit" [resource]="path">`. */
export class LockstepGuard {
  /** The name of the action. */
  readonly lockstepGuard: InputSignal<Question["action"]> = input.required<Question["action"]>();
  /** Absent for an action on the account as a whole. */
  readonly resource: InputSignal<Question["resource"]> = input<Question["resource"]>();
  /** The circumstances; absent for none. */
  readonly context: InputSignal<Question["context"]> = input<Question["context"]>();

  constructor() {
    const questions = injectAccess();
    const control = controlOf(inject<ElementRef<Element>>(ElementRef).nativeElement);
    effect(() => {
      const question = { action: this.lockstepGuard(), resource: this.resource(), context: this.context() };
      control.set(lookOf(questions, question), question);
    });
    inject(DestroyRef).onDestroy(control.end);
  }

  /** Makes one, for Angular. */
  static readonly ɵfac: i0.ɵɵFactoryDeclaration<LockstepGuard, never> = i0.ɵɵngDeclareFactory({
    minVersion: "12.0.0",
    version: "22.2.6",
    ngImport: i0,
    type: LockstepGuard,
    deps: [],
    target: i0.ɵɵFactoryTarget.Directive,
  } as never) as never;

  /** Declares the directive to Angular. */
  static readonly ɵdir: i0.ɵɵDirectiveDeclaration<
    LockstepGuard,
    "[lockstepGuard]",
    never,
    {
      lockstepGuard: { alias: "lockstepGuard"; required: true; isSignal: true };
      resource: { alias: "resource"; required: false; isSignal: true };
      context: { alias: "context"; required: false; isSignal: true };
    },
    Record<never, never>,
    never,
    never,
    true,
    never
  > = i0.ɵɵngDeclareDirective({
    minVersion: "17.1.0",
    version: "22.2.6",
    ngImport: i0,
    type: LockstepGuard,
    isStandalone: true,
    selector: "[lockstepGuard]",
    inputs: {
      lockstepGuard: {
        classPropertyName: "lockstepGuard",
        publicName: "lockstepGuard",
        isSignal: true,
        isRequired: true,
        transformFunction: null,
      },
      resource: {
        classPropertyName: "resource",
        publicName: "resource",
        isSignal: true,
        isRequired: false,
        transformFunction: null,
      },
      context: {
        classPropertyName: "context",
        publicName: "context",
        isSignal: true,
        isRequired: false,
        transformFunction: null,
      },
    },
  } as never) as never;
}

const given = <T>(value: MaybeSignal<T>): T => (typeof value === "function" ? (value as () => T)() : value);
