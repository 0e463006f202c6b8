import type { Handle } from "./engine.js";
import type { Action } from "./generated/policy.js";
import { denial, disposed, engineLost, notLoaded, unreadable } from "./denial.js";
import type { Engine, Policy } from "./load.js";
import { refuse } from "./problem.js";
import { namesResource, questionText, utf8 } from "./text.js";
import type { Context, Decision, Delta, Principal, Resource, Show } from "./types.js";

/** How much of a selection one action is allowed on. */
export interface Selected {
  readonly allowed: number;
  /** The paths it is denied on, in the order of the selection. */
  readonly denied: readonly string[];
}

interface Open {
  readonly engine: Engine;
  readonly policy: Policy;
  readonly handle: Handle;
}

/**
 * What decides for one principal, over a snapshot. Denies by default: `can`, `show`, `decide`, `actions` and `select`
 * never throw, and an access object that was disposed, or whose engine has failed, denies everything.
 */
export class Access<A extends string = Action> {
  #open: Open | undefined;
  #whyClosed = notLoaded;
  #principal: Principal = { visitor: true };
  #revision = 0;
  readonly #listeners = new Set<() => void>();

  private constructor(open: Open | undefined) {
    this.#open = open;
    if (!open) return;
    const { engine, handle } = open;
    this.#principal = JSON.parse(engine.call((glue) => glue.accessPrincipal(handle)));
    this.#revision = engine.call((glue) => glue.accessRevision(handle));
    abandoned.register(this, open, this);
  }

  /** @internal */
  static over<A extends string>(engine: Engine, policy: Policy, snapshot: string | object): Access<A> {
    const bytes = utf8(snapshot);
    const handle = engine.call((glue) => glue.openAccess(policy.handle, bytes));
    const open = { engine, policy, handle };
    try {
      refuse("The snapshot cannot be used.", engine.call((glue) => glue.accessProblems(handle)));
    } catch (error) {
      close(open);
      throw error;
    }
    return new Access(open);
  }

  /** Who asks: an access object that denies everything until there is a snapshot. */
  static none<A extends string = Action>(): Access<A> {
    return new Access(undefined);
  }

  get principal(): Principal {
    return this.#principal;
  }

  /** The revision of the account that the answers are of. */
  get revision(): number {
    return this.#revision;
  }

  can(action: A, resource?: Resource | Context, context?: Context): boolean {
    return this.#ask(action, resource, context, (open, question) => open.engine.call((glue) => glue.accessCan(open.handle, question)), () => false);
  }

  /** Whether a control for it is enabled, greyed or hidden. */
  show(action: A, resource?: Resource | Context, context?: Context): Show {
    return this.decide(action, resource, context).show;
  }

  decide(action: A, resource?: Resource | Context, context?: Context): Decision {
    return this.#ask(
      action, resource, context,
      (open, question): Decision => JSON.parse(open.engine.call((glue) => glue.accessDecide(open.handle, question))),
      (decision) => decision,
    );
  }

  /** The actions allowed on a resource as far as can be said without context, in the policy's order. */
  actions(resource?: Resource): A[] {
    const names = Object.keys(this.#open?.policy.actions ?? {}) as A[];
    return names.filter((action) => this.can(action, resource));
  }

  /** For each action, on how many of the paths it is allowed, and on which it is not. */
  select<S extends A>(actions: readonly S[], paths: readonly string[]): Record<S, Selected> {
    const selected = {} as Record<S, Selected>;
    for (const action of actions) {
      const denied = paths.filter((path) => !this.can(action, path));
      selected[action] = { allowed: paths.length - denied.length, denied };
    }
    return selected;
  }

  /**
   * Brings it to the revision that a delta of the server leads to. Throws a LockstepError and changes nothing when the
   * delta does not begin at this revision (`delta_gap`) or is of another account or policy: load a new snapshot.
   */
  update(delta: string | Delta): void {
    const open = this.#open;
    if (!open) throw new Error(this.#whyClosed);
    const bytes = utf8(delta);
    refuse("The delta cannot be used.", open.engine.call((glue) => glue.accessUpdate(open.handle, bytes)));
    this.#revision = open.engine.call((glue) => glue.accessRevision(open.handle));
    this.#tell();
  }

  /** Calls `listener` after every update and on disposal; returns what ends that. Needs no `this`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    const own = () => listener();
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  };

  /** Frees what the engine holds for it; from then on it denies everything. */
  dispose(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    this.#whyClosed = disposed;
    abandoned.unregister(this);
    close(open);
    this.#tell();
    this.#listeners.clear();
  }

  #ask<T>(action: A, second: Resource | Context | undefined, context: Context | undefined, answer: (open: Open, question: string) => T, denied: (decision: Decision) => T): T {
    const open = this.#open;
    if (!open) return denied(denial("unknown_principal", this.#whyClosed, this.#revision));
    let question: string;
    try {
      const isContext = context === undefined && typeof second === "object" && second !== null && open.policy.actions[action] === true && !namesResource(second);
      question = isContext ? questionText(action, undefined, second as Context) : questionText(action, second as Resource, context);
    } catch {
      return denied(denial("context_missing", unreadable, this.#revision));
    }
    try {
      return answer(open, question);
    } catch {
      return denied(denial("unknown_principal", engineLost, this.#revision));
    }
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener();
      } catch (error) {
        // One listener's fault is not the next one's, nor the engine's.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}

function close({ engine, handle }: Open): void {
  try {
    engine.call((glue) => glue.closeAccess(handle));
  } catch {
    // A lost engine frees its memory as a whole.
  }
}

const abandoned = /* @__PURE__ */ new FinalizationRegistry(close);
