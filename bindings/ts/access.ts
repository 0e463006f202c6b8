import type { Handle } from "./engine.js";
import type { Action } from "./generated/policy.js";
import { denial, disposed, engineLost, notLoaded, unreadable } from "./denial.js";
import type { Engine, Policy } from "./load.js";
import { refuse } from "./problem.js";
import type { ServerClock } from "./server_clock.js";
import { namesResource, questionText, textOf } from "./text.js";
import type { Context, Decision, Delta, Messages, Principal, Resource, Show } from "./types.js";
import { isAllowed, showOf, unasked, unclassed, Verdicts, type Verdict } from "./verdicts.js";

/** How much of a selection one action is allowed on. */
export interface Selected {
  readonly allowed: number;
  /** The paths it is denied on, in the order of the selection. */
  readonly denied: readonly string[];
}

/** The answers to every action on every path of a list. */
export interface Batch<A extends string = Action> {
  readonly actions: readonly A[];
  readonly paths: readonly string[];
  /** 1 where it is allowed, else 0: a row for each path, in it a byte for each action. */
  readonly allowed: Uint8Array;
}

/** What the engine holds for an access object. It keeps no reference to it, so that an abandoned one can be freed. */
interface Open {
  readonly engine: Engine;
  readonly policy: Policy;
  readonly handle: Handle;
  readonly clock: ServerClock;
}

/** Whose snapshot it is, and how fresh. */
interface Outline {
  readonly account: string;
  readonly principal: Principal;
  readonly revision: number;
  readonly issuedAt: string;
  readonly expiresAt: string;
}

/**
 * What decides for one principal, over a snapshot. Denies by default: `can`, `show`, `decide`, `actions`, `select`
 * and `verdicts` never throw, and an access object that was disposed, or whose engine has failed, denies everything.
 */
export class Access<A extends string = Action> {
  #open: Open | undefined;
  #verdicts: Verdicts | undefined;
  #whyClosed = notLoaded;
  #outline: Outline = { account: "", principal: { visitor: true }, revision: 0, issuedAt: "", expiresAt: "" };
  readonly #listeners = new Set<() => void>();

  private constructor(open: Open | undefined) {
    this.#open = open;
    if (!open) return;
    this.#outline = outlineOf(open);
    this.#verdicts = new Verdicts(open.engine, open.policy, open.handle, open.clock);
    abandoned.register(this, open, this);
  }

  /** @internal */
  static over<A extends string>(engine: Engine, policy: Policy, snapshot: string | object, clock: ServerClock, messages?: Messages): Access<A> {
    const facts = textOf(snapshot);
    const sentences = messages === undefined ? undefined : textOf(messages);
    const handle = engine.call((glue, text) => glue.openAccess(policy.handle, text), facts);
    const open = { engine, policy, handle, clock };
    try {
      refuse("The snapshot cannot be used.", engine.ask((glue) => glue.accessProblems(handle)));
      if (sentences !== undefined) refuse("The messages cannot be used.", engine.ask((glue, text) => glue.accessSetMessages(handle, text), sentences));
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
    return this.#outline.principal;
  }

  /** @internal */
  get outline(): Outline {
    return this.#outline;
  }

  /** The revision of the account that the answers are of. */
  get revision(): number {
    return this.#outline.revision;
  }

  /**
   * The first moment at which an answer could change by itself: a share ends, a link begins or ends, or the snapshot
   * expires. Absent where none will. By the server's clock, which the device's may not agree with.
   */
  get validUntil(): Date | undefined {
    try {
      const until = new Date(this.#verdicts?.until ?? NaN);
      return Number.isNaN(+until) ? undefined : until;
    } catch {
      return undefined;  // of an engine that has failed
    }
  }

  can(action: A, resource?: Resource | Context, context?: Context): boolean {
    const verdict = this.#verdict(action, resource, context);
    if (verdict !== unasked) return isAllowed(verdict);
    return this.#ask(action, resource, context, ({ engine, handle }, question) => engine.call((glue, text) => glue.accessCan(handle, text) === 1, question), () => false);
  }

  /** Whether a control for it is enabled, greyed or hidden. */
  show(action: A, resource?: Resource | Context, context?: Context): Show {
    const verdict = this.#verdict(action, resource, context);
    return verdict === unasked ? this.decide(action, resource, context).show : showOf(verdict);
  }

  decide(action: A, resource?: Resource | Context, context?: Context): Decision {
    return this.#ask(
      action, resource, context,
      ({ engine, handle }, question): Decision => JSON.parse(engine.ask((glue, text) => glue.accessDecide(handle, text), question)),
      (decision) => decision,
    );
  }

  /** The actions allowed on a resource as far as can be said without context, in the policy's order. */
  actions(resource?: Resource): A[] {
    const names = (this.#open?.policy.actions ?? []) as readonly A[];
    return names.filter((action) => this.can(action, resource));
  }

  /** For each action, on how many of the paths it is allowed, and on which it is not. */
  select<S extends A>(actions: readonly S[], paths: readonly string[]): Record<S, Selected> {
    const selected = {} as Record<S, Selected>;
    paths = listOf(paths);
    const kinds = this.#classesOf(paths);
    const present = [...new Set(kinds)];
    // Actions that are denied in the same classes are denied on the same paths.
    const alike = new Map<string, readonly string[]>();
    for (const action of listOf(actions)) {
      const denies = present.filter((kind) => !this.#allows(action, kind));
      const key = denies.join();
      let denied = alike.get(key);
      if (denied === undefined || denies.includes(unclassed)) {
        denied = paths.filter((path, at) => {
          const kind = kinds[at] as number;
          return kind === unclassed ? !this.#canAt(action, path) : denies.includes(kind);
        });
        alike.set(key, denied);
      }
      selected[action] = { allowed: paths.length - denied.length, denied };
    }
    return selected;
  }

  /** Every action on every path, asked at once. */
  verdicts(paths: readonly string[]): Batch<A> {
    const actions = (this.#open?.policy.actions ?? []) as readonly A[];
    paths = listOf(paths);
    const allowed = new Uint8Array(actions.length * paths.length);
    const kinds = this.#classesOf(paths);
    const rows = new Map<number, Uint8Array>();
    for (let at = 0; at < paths.length; at++) {
      const kind = kinds[at] as number;
      let row = rows.get(kind);
      if (row === undefined) {
        row = Uint8Array.from(actions, (action) => Number(kind === unclassed ? this.#canAt(action, paths[at]) : this.#allows(action, kind)));
        if (kind !== unclassed) rows.set(kind, row);
      }
      allowed.set(row, at * actions.length);
    }
    return { actions, paths, allowed };
  }

  /**
   * Brings it to the revision that a delta of the server leads to. Throws a LockstepError and changes nothing when the
   * delta does not begin at this revision (`delta_gap`) or is of another account or policy: load a new snapshot.
   */
  update(delta: string | Delta): void {
    const open = this.#open;
    if (!open) throw new Error(this.#whyClosed);
    const changes = textOf(delta);
    refuse("The delta cannot be used.", open.engine.ask((glue, text) => glue.accessUpdate(open.handle, text), changes));
    this.#outline = outlineOf(open);
    this.#verdicts?.begin();
    this.#tell();
  }

  /**
   * Calls `listener` after every update and on disposal; returns what ends that. Needs no `this`. It keeps no timer, and
   * time tells nobody: a host looks again at `validUntil`, as `lockstep/live` does.
   */
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
    this.#verdicts = undefined;
    this.#whyClosed = disposed;
    abandoned.unregister(this);
    close(open);
    this.#tell();
    this.#listeners.clear();
  }

  /** What the table says, where it can: of a path or the account, without context. */
  #verdict(action: A, resource: Resource | Context | undefined, context: Context | undefined): Verdict {
    if (this.#verdicts === undefined || context !== undefined || (resource !== undefined && typeof resource !== "string")) return unasked;
    try {
      return this.#verdicts.of(action, resource);
    } catch {
      return unasked;  // `decide` says that the engine has failed
    }
  }

  #allows(action: A, kind: number): boolean {
    const id = this.#open?.policy.ids.get(action);
    try {
      const verdict = id === undefined ? undefined : this.#verdicts?.in(kind, id);
      return verdict !== undefined && verdict !== unasked && isAllowed(verdict);
    } catch {
      return false;
    }
  }

  /** For a path that has no class, or is not even a text. */
  #canAt(action: A, path: unknown): boolean {
    return typeof path === "string" && this.can(action, path);
  }

  #classesOf(paths: readonly string[]): Uint8Array {
    try {
      if (this.#verdicts) return this.#verdicts.classesOf(paths);
    } catch {
      // Each is asked for itself then, and denied.
    }
    return new Uint8Array(paths.length).fill(unclassed);
  }

  #ask<T>(action: A, second: Resource | Context | undefined, context: Context | undefined, answer: (open: Open, question: string) => T, denied: (decision: Decision) => T): T {
    const open = this.#open;
    if (!open) return denied(denial("not_ready", this.#whyClosed, this.revision));
    let question: string;
    try {
      const isContext = context === undefined && typeof second === "object" && second !== null && open.policy.onAccount.has(action) && !namesResource(second);
      const now = open.clock.now();
      question = isContext ? questionText(now, action, undefined, second as Context) : questionText(now, action, second as Resource, context);
    } catch {
      return denied(denial("context_missing", unreadable, this.revision));
    }
    try {
      return answer(open, question);
    } catch {
      return denied(denial("not_ready", engineLost, this.revision));
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

/** What is no list is an empty one; a place in it that was left empty is asked about too, and denied. */
function listOf<T>(given: readonly T[]): readonly T[] {
  return Array.isArray(given) ? [...given] : [];
}

function outlineOf({ engine, handle, clock }: Open): Outline {
  const outline: Outline = JSON.parse(engine.ask((glue) => glue.accessOutline(handle)));
  clock.reach(Date.parse(outline.issuedAt));
  return outline;
}

function close({ engine, handle }: Open): void {
  try {
    engine.call((glue) => glue.closeAccess(handle));
  } catch {
    // A lost engine frees its memory as a whole.
  }
}

const abandoned = /* @__PURE__ */ new FinalizationRegistry(close);
