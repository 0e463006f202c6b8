import type { Handle } from "./engine.js";
import type { Action, Builtin } from "./generated/policy.js";
import { denial, disposed, engineLost, notLoaded, unreadable } from "./denial.js";
import type { Engine, Policy } from "./load.js";
import { unlessRefused } from "./problem.js";
import type { ServerClock } from "./server_clock.js";
import { tell } from "./tell.js";
import { questionText, textOf } from "./text.js";
import type { AccessRequest, Context, Decision, Delta, Messages, Principal, Resource, Show } from "./types.js";
import { isAllowed, showOf, unasked, unclassed, Verdicts, type Verdict } from "./verdicts.js";
import type { Vocabulary } from "./vocabulary.js";

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
  /** Seconds since 1970. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/**
 * What decides for one principal, over a snapshot; `V` is the vocabulary of its policy. Denies by default: `can`, `show`,
 * `decide`, `actions`, `select` and `verdicts` never throw. One that was disposed, or whose engine has failed, denies everything.
 */
export class Access<V extends Vocabulary = Builtin> {
  #open: Open | undefined;
  #verdicts: Verdicts | undefined;
  #whyClosed = notLoaded;
  #outline = { principal: { visitor: true }, revision: 0 } as Outline;
  readonly #listeners = new Set<() => void>();
  /** The listeners that are also called when time alone has changed an answer. */
  readonly #watchers = new Set<() => void>();
  #endWait: (() => void) | undefined;
  /** What `generation` is without an engine. */
  #generation = 0;

  private constructor(open?: Open, outline?: Outline) {
    this.#open = open;
    if (!open || !outline) return;
    this.#outline = outline;
    this.#verdicts = new Verdicts(open.engine, open.policy, open.handle, open.clock);
    abandoned.register(this, open, this);
  }

  /** @internal */
  static over<V extends Vocabulary>(engine: Engine, policy: Policy, snapshot: string | object, clock: ServerClock, messages?: Messages): Access<V> {
    const facts = textOf(snapshot);
    const sentences = messages === undefined ? undefined : textOf(messages);
    const handle = engine.call((glue, text) => glue.openAccess(policy.handle, text), facts);
    const open = { engine, policy, handle, clock };
    try {
      const outline = outlineOf(open, "The snapshot cannot be used.", engine.ask((glue) => glue.accessOutline(handle)));
      if (sentences !== undefined) unlessRefused("The messages cannot be used.", engine.ask((glue, text) => glue.accessSetMessages(handle, text), sentences));
      return new Access(open, outline);
    } catch (error) {
      close(open);
      throw error;
    }
  }

  /** Returns an access object without a snapshot, which denies everything as `not_ready`. */
  static none<V extends Vocabulary = Builtin>(): Access<V> {
    return new Access();
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
   * A number that rises whenever any answer may have changed: by an update, by disposal, and by time alone. With `watch` it
   * is what React's `useSyncExternalStore` needs.
   */
  get generation(): number {
    return this.#verdicts?.generation ?? this.#generation;
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

  /** The short form of `decide(…).allowed`. A string is a path; an action on the account has no resource. */
  can(action: V["action"], resource?: Resource, context?: Context<V>): boolean {
    const verdict = this.#verdict(action, resource, context);
    return verdict === unasked ? this.decide({ action, resource, context }).allowed : isAllowed(verdict);
  }

  /** Whether a control for it is enabled, greyed or hidden: the short form of `decide(…).show`. */
  show(action: V["action"], resource?: Resource, context?: Context<V>): Show {
    const verdict = this.#verdict(action, resource, context);
    return verdict === unasked ? this.decide({ action, resource, context }).show : showOf(verdict);
  }

  /** Decides a request, with the reason and a sentence. Without context it is the same object until `generation` rises. */
  decide(request: AccessRequest<V>): Decision<V> {
    const open = this.#open;
    const verdicts = this.#verdicts;
    if (!open || !verdicts) return denial("not_ready", this.#whyClosed, this.revision);
    try {
      const ask = (): Decision<V> => frozen(JSON.parse(open.engine.ask((glue, text) => glue.accessDecide(open.handle, text), questionText(open.clock.now(), request))));
      const { action, resource, context } = request;
      return context === undefined ? verdicts.decision(JSON.stringify({ action, resource }), ask) : ask();
    } catch {
      return open.engine.lost ? denial("not_ready", engineLost, this.revision) : denial("context_missing", unreadable, this.revision);
    }
  }

  /** The actions allowed on a resource as far as can be said without context, in the policy's order. */
  actions(resource?: Resource): V["action"][] {
    const names: readonly V["action"][] = this.#open?.policy.actions ?? [];
    return names.filter((action) => this.can(action, resource));
  }

  /** For each action, on how many of the paths it is allowed, and on which it is not. */
  select<S extends V["action"]>(actions: readonly S[], paths: readonly string[]): Record<S, Selected> {
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
  verdicts(paths: readonly string[]): Batch<V["action"]> {
    const actions: readonly V["action"][] = this.#open?.policy.actions ?? [];
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
    this.#outline = outlineOf(open, "The delta cannot be used.", open.engine.ask((glue, text) => glue.accessUpdate(open.handle, text), changes));
    this.#verdicts?.begin();
    this.#tell();
  }

  /**
   * Calls `listener` after every update and on disposal; returns how to stop that. Needs no `this`. It keeps no timer: `watch`
   * also calls when time alone has changed an answer.
   */
  readonly subscribe = (listener: () => void): (() => void) => {
    const own = () => listener();
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  };

  /**
   * Calls `listener` whenever `generation` has risen, also by time alone; returns how to stop that. Needs no `this`. Its timer
   * keeps no Node process alive.
   */
  readonly watch = (listener: () => void): (() => void) => {
    const own = () => listener();
    const leave = this.subscribe(own);
    this.#watchers.add(own);
    this.#wait();
    return () => {
      leave();
      this.#watchers.delete(own);
      this.#wait();
    };
  };

  /** Frees what the engine holds for it; from then on it denies everything. */
  dispose(): void {
    const open = this.#open;
    if (!open) return;
    this.#generation = this.generation + 1;
    this.#open = undefined;
    this.#verdicts = undefined;
    this.#whyClosed = disposed;
    abandoned.unregister(this);
    close(open);
    this.#tell();
    this.#listeners.clear();
  }

  /** What the table says, where it can: of a path or the account, without context. */
  #verdict(action: V["action"], resource: Resource | undefined, context: Context<V> | undefined): Verdict {
    if (this.#verdicts === undefined || context !== undefined || (resource !== undefined && typeof resource !== "string")) return unasked;
    try {
      return this.#verdicts.of(action, resource);
    } catch {
      return unasked;  // `decide` says that the engine has failed
    }
  }

  #allows(action: V["action"], kind: number): boolean {
    const id = this.#open?.policy.ids.get(action);
    try {
      const verdict = id === undefined ? undefined : this.#verdicts?.in(kind, id);
      return verdict !== undefined && verdict !== unasked && isAllowed(verdict);
    } catch {
      return false;
    }
  }

  /** For a path that has no class, or is not even a text. */
  #canAt(action: V["action"], path: unknown): boolean {
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

  #tell(): void {
    this.#wait();
    tell(this.#listeners);
  }

  /** Waits for the next change that time makes, and for no other. */
  #wait(): void {
    this.#endWait?.();
    const { validUntil, generation } = this;
    if (!validUntil || this.#watchers.size === 0) return;
    this.#endWait = this.#open?.clock.at(+validUntil, () => {
      this.#wait();
      if (this.generation !== generation) tell(this.#watchers);
    });
  }
}

/** Freezes a decision: the same object is returned to the next who asks. */
function frozen<T extends object>(value: T): T {
  for (const key in value) {
    const inner = value[key];
    if (typeof inner === "object" && inner !== null) frozen(inner);
  }
  return Object.freeze(value);
}

/** What is no list is an empty one; a place in it that was left empty is asked about too, and denied. */
function listOf<T>(given: readonly T[]): readonly T[] {
  return Array.isArray(given) ? [...given] : [];
}

function outlineOf({ clock }: Open, what: string, answer: string): Outline {
  const outline: Outline = unlessRefused(what, answer);
  clock.reach(1000 * outline.issuedAt);
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
