import type { Handle } from "../shared/engine_functions.js";
import type { Action, Builtin } from "../shared/generated/policy.js";
import { denial, disposed, engineLost, notLoaded, unreadable } from "../shared/denial.js";
import type { Engine, Policy } from "../shared/load.js";
import { unlessRefused } from "../shared/problem.js";
import type { ServerClock } from "../shared/server_clock.js";
import { notify } from "../shared/notify.js";
import { requestText, textOf } from "../shared/text.js";
import type { Decision, Messages, Show } from "../shared/decision.js";
import type { AccessRequest, Context, Principal, Resource, ResourceHandle } from "../shared/request.js";
import type { Delta } from "../shared/snapshot.js";
import { DecisionCache, isAllowed, showOf, unasked, unclassed, type Verdict } from "./decision_cache.js";
import type { Vocabulary } from "../shared/vocabulary.js";
import { ClassedResource } from "./resource_handle.js";

/** The part of a selection that one action is allowed on. */
export interface Selected<P extends Row = string> {
  /** The number of paths that the action is allowed on. */
  readonly allowed: number;
  /** The paths that the action is denied on, in the order of the selection. */
  readonly denied: readonly P[];
}

/** A row of a list: a path, or a handle of a resource. */
type Row = string | ResourceHandle;

/** The answers to every action on every path of a list. */
export interface Batch<A extends string = Action, P extends Row = string> {
  /** The actions: the columns. */
  readonly actions: readonly A[];
  /** The paths: the rows. */
  readonly paths: readonly P[];
  /** A row for each path, with a byte for each action: 1 if it is allowed, else 0. */
  readonly allowed: Uint8Array;
}

/** The engine's part of an access object. It has no reference to the object, so that an abandoned one can be freed. */
interface Open {
  readonly engine: Engine;
  readonly policy: Policy;
  readonly handle: Handle;
  readonly clock: ServerClock;
}

/** The principal and the age of a snapshot. */
interface Outline {
  readonly account: string;
  readonly principal: Principal;
  readonly revision: number;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/**
 * Decides for one principal over a snapshot. `V` is the vocabulary of its policy. `can`, `show`, `decide`, `actions`,
 * `select` and `verdicts` never throw. An access object that was disposed, or whose engine has failed, denies
 * everything.
 */
export class Access<V extends Vocabulary = Builtin> {
  #open: Open | undefined;
  #cache: DecisionCache | undefined;
  #whyClosed = notLoaded;
  #outline = { principal: { visitor: true }, revision: 0 } as Outline;
  readonly #listeners = new Set<() => void>();
  /** Listeners that are also called when time alone has changed an answer. */
  readonly #watchers = new Set<() => void>();
  #endWait: (() => void) | undefined;
  /** The value of `generation` without an engine. */
  #generation = 0;

  private constructor(open?: Open, outline?: Outline) {
    this.#open = open;
    if (!open || !outline) return;
    this.#outline = outline;
    this.#cache = new DecisionCache(open.engine, open.policy, open.handle, open.clock, () =>
      // Not while a class is being found: looking at the time may begin a new generation.
      queueMicrotask(() => this.#wait()),
    );
    abandoned.register(this, open, this);
  }

  /** @internal */
  static over<V extends Vocabulary>(
    engine: Engine,
    policy: Policy,
    snapshot: string | object,
    clock: ServerClock,
    messages?: Messages<Vocabulary>,
  ): Access<V> {
    const facts = textOf(snapshot);
    const sentences = messages === undefined ? undefined : textOf(messages);
    const handle = engine.call((glue, text) => glue.openAccess(policy.handle, text), facts);
    const open = { engine, policy, handle, clock };
    try {
      const outline = outlineOf(
        open,
        "The snapshot cannot be used.",
        engine.ask((glue) => glue.accessOutline(handle)),
      );
      if (sentences !== undefined)
        unlessRefused(
          "The messages cannot be used.",
          engine.ask((glue, text) => glue.accessSetMessages(handle, text), sentences),
        );
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

  /** The principal of the snapshot: the party that this object decides for. */
  get principal(): Principal {
    return this.#outline.principal;
  }

  /** @internal */
  get outline(): Outline {
    return this.#outline;
  }

  /** The revision of the account that answers are based on. */
  get revision(): number {
    return this.#outline.revision;
  }

  /**
   * A number that rises whenever any answer may have changed: by an update, by disposal, or by time alone. React's
   * `useSyncExternalStore` needs it together with `watch`.
   */
  get generation(): number {
    return this.#cache?.generation ?? this.#generation;
  }

  /**
   * The first moment at which an answer could change by itself: a share ends, a link begins or ends, or the snapshot
   * expires. `undefined` if none will. It is a time of the server's clock, which may differ from the device's.
   */
  get validUntil(): Date | undefined {
    try {
      const until = new Date(this.#cache?.validUntil ?? NaN);
      return Number.isNaN(+until) ? undefined : until;
    } catch {
      return undefined; // the engine has failed
    }
  }

  /**
   * Returns whether the principal may do `action`: the short form of `decide(…).allowed`. A string is a path; an action
   * on the account has no resource. Synchronous; a path that was asked about before costs tens of nanoseconds. Never
   * throws.
   */
  can(action: V["action"], resource?: Resource<V>, context?: Context<V>): boolean {
    const verdict = this.#verdict(action, resource, context);
    return verdict === unasked ? this.decide({ action, resource, context }).allowed : isAllowed(verdict);
  }

  /** Returns how a button for `action` looks: the short form of `decide(…).show`. Never throws. */
  show(action: V["action"], resource?: Resource<V>, context?: Context<V>): Show {
    const verdict = this.#verdict(action, resource, context);
    return verdict === unasked ? this.decide({ action, resource, context }).show : showOf(verdict);
  }

  /**
   * Decides a request and returns the answer with its reason, its message and its remedies. Without `context` it
   * returns the same frozen object until `generation` rises. Never throws: a request that cannot be read is denied.
   */
  decide(request: AccessRequest<V>): Decision<V> {
    const open = this.#open;
    const cache = this.#cache;
    if (!open || !cache) return denial("not_ready", this.#whyClosed, this.revision);
    try {
      const { action, resource, context } = request;
      const ask = (): Decision<V> =>
        frozen(
          JSON.parse(
            open.engine.ask(
              (glue, text) => glue.accessDecide(open.handle, text),
              requestText(open.clock.now(), { action, resource, context }),
            ),
          ),
        );
      return context === undefined ? cache.decision(JSON.stringify({ action, resource }), ask) : ask();
    } catch {
      return open.engine.lost
        ? denial("not_ready", engineLost, this.revision)
        : denial("context_missing", unreadable, this.revision);
    }
  }

  /**
   * Returns a handle of a resource that the page has as an object, such as
   * `{ issue: "ENG-7", in: "/ENG", attributes: { status: "open" } }`. It is used like a path: its class is found once,
   * and later questions cost a look-up each. What the account lists of the resource counts before what the object says.
   */
  resource(resource: Exclude<Resource<V>, string>): ResourceHandle {
    return new ClassedResource(resource);
  }

  /** Returns the actions that are allowed on a resource without context, in the policy's order. */
  actions(resource?: Resource<V>): V["action"][] {
    const names: readonly V["action"][] = this.#open?.policy.actions ?? [];
    return names.filter((action) => this.can(action, resource));
  }

  /** Returns for each action on how many of the paths it is allowed, and the paths that it is denied on. */
  select<S extends V["action"], P extends Row = string>(
    actions: readonly S[],
    paths: readonly P[],
  ): Record<S, Selected<P>> {
    const selected = {} as Record<S, Selected<P>>;
    paths = listOf(paths);
    const kinds = this.#equivalenceClasses(paths);
    const present = [...new Set(kinds)];
    // Actions that are denied in the same classes are denied on the same paths.
    const alike = new Map<string, readonly P[]>();
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

  /** Returns the answers to every action of the policy on every path. */
  verdicts<P extends Row = string>(paths: readonly P[]): Batch<V["action"], P> {
    const actions: readonly V["action"][] = this.#open?.policy.actions ?? [];
    paths = listOf(paths);
    const allowed = new Uint8Array(actions.length * paths.length);
    const kinds = this.#equivalenceClasses(paths);
    const rows = new Map<number, Uint8Array>();
    for (let at = 0; at < paths.length; at++) {
      const kind = kinds[at] as number;
      let row = rows.get(kind);
      if (row === undefined) {
        row = Uint8Array.from(actions, (action) =>
          Number(kind === unclassed ? this.#canAt(action, paths[at]) : this.#allows(action, kind)),
        );
        if (kind !== unclassed) rows.set(kind, row);
      }
      allowed.set(row, at * actions.length);
    }
    return { actions, paths, allowed };
  }

  /**
   * Applies a delta of the server, and so moves to a later revision. Throws a LockstepError and changes nothing if the
   * delta does not begin at this revision (`delta_gap`), or belongs to another account, policy or history
   * (`history_differs`): load a new snapshot then.
   */
  update(delta: string | Delta): void {
    const open = this.#open;
    if (!open) throw new Error(this.#whyClosed);
    const changes = textOf(delta);
    this.#outline = outlineOf(
      open,
      "The delta cannot be used.",
      open.engine.ask((glue, text) => glue.accessUpdate(open.handle, text), changes),
    );
    this.#cache?.begin();
    this.#notify();
  }

  /**
   * Calls `listener` after every update and on disposal. Returns a function that ends the subscription. Needs no
   * `this`. Has no timer: `watch` also calls when time alone has changed an answer.
   */
  readonly subscribe = (listener: () => void): (() => void) => {
    const own = () => listener();
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  };

  /**
   * Calls `listener` whenever `generation` has risen, also by time alone. Returns a function that ends the
   * subscription. Needs no `this`. Its timer does not keep a Node process alive.
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

  /** Frees the engine's part of this object, which denies everything from then on. */
  dispose(): void {
    const open = this.#open;
    if (!open) return;
    this.#generation = this.generation + 1;
    this.#open = undefined;
    this.#cache = undefined;
    this.#whyClosed = disposed;
    abandoned.unregister(this);
    close(open);
    this.#notify();
    this.#listeners.clear();
  }

  /** Returns the table's answer about a path or the account without context, or `unasked`. */
  #verdict(action: V["action"], resource: Resource<V> | undefined, context: Context<V> | undefined): Verdict {
    if (this.#cache === undefined || context !== undefined) return unasked;
    if (resource !== undefined && typeof resource !== "string" && !(resource instanceof ClassedResource))
      return unasked;
    try {
      return this.#cache.of(action, resource);
    } catch {
      return unasked; // `decide` answers that the engine has failed
    }
  }

  #allows(action: V["action"], kind: number): boolean {
    const id = this.#open?.policy.ids.get(action);
    try {
      const verdict = id === undefined ? undefined : this.#cache?.in(kind, id);
      return verdict !== undefined && verdict !== unasked && isAllowed(verdict);
    } catch {
      return false;
    }
  }

  /** Answers for a row that has no class, or is neither path nor handle. */
  #canAt(action: V["action"], row: unknown): boolean {
    return (typeof row === "string" || row instanceof ClassedResource) && this.can(action, row);
  }

  #equivalenceClasses(rows: readonly Row[]): Uint8Array {
    try {
      if (this.#cache) return this.#cache.equivalenceClasses(rows as readonly (string | ClassedResource)[]);
    } catch {
      // Each path is asked about by itself then, and denied.
    }
    return new Uint8Array(rows.length).fill(unclassed);
  }

  #notify(): void {
    this.#wait();
    notify(this.#listeners);
  }

  /** Sets the timer for the next moment at which time alone changes an answer. */
  #wait(): void {
    this.#endWait?.();
    const { validUntil, generation } = this;
    if (!validUntil || this.#watchers.size === 0) return;
    this.#endWait = this.#open?.clock.at(+validUntil, () => {
      this.#wait();
      if (this.generation !== generation) notify(this.#watchers);
    });
  }
}

/** Freezes a decision, because later callers get the same object. */
function frozen<T extends object>(value: T): T {
  for (const key in value) {
    const inner = value[key];
    if (typeof inner === "object" && inner !== null) frozen(inner);
  }
  return Object.freeze(value);
}

/** Returns a copy of a list; of anything that is no list, an empty one. Holes stay, so that they are denied. */
function listOf<T>(list: readonly T[]): readonly T[] {
  return Array.isArray(list) ? [...list] : [];
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
    // The memory of a lost engine is freed as a whole.
  }
}

const abandoned = /* @__PURE__ */ new FinalizationRegistry(close);
