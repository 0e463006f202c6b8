// The access object of a page: it decides for one principal over a snapshot.

import type { Builtin } from "../shared/generated/policy.js";
import { denial, disposed, engineLost, notLoaded, unreadable } from "../shared/denial.js";
import type { Engine, Policy } from "../shared/load.js";
import type { ServerClock } from "../shared/server_clock.js";
import { notify } from "../shared/notify.js";
import { requestText } from "../shared/text.js";
import type { Decision, Messages, Show } from "../shared/decision.js";
import { Answer } from "../shared/generated/engine_numbers.js";
import type { AccessRequest, Context, Principal, Resource, ResourceHandle } from "../shared/request.js";
import type { Delta } from "../shared/snapshot.js";
import { DecisionCache } from "./decision_cache.js";
import type { Vocabulary } from "../shared/vocabulary.js";
import { applyDelta, close, type OpenAccess, openSnapshot, type Outline } from "./open_access.js";
import { ClassedResource } from "./resource_handle.js";
import type { Batch, Row, Selected } from "./rows.js";
import { select, verdicts } from "./selection.js";
import { isAllowed, showOf, type Verdict } from "./verdict.js";

/**
 * Decides for one principal over a snapshot. `V` is the vocabulary of its policy. `can`, `show`, `decide`, `actions`,
 * `select` and `verdicts` never throw. An access object that was disposed, or whose engine has failed, denies
 * everything.
 */
export class Access<V extends Vocabulary = Builtin> {
  #open: OpenAccess | undefined;
  #cache: DecisionCache | undefined;
  #whyClosed = notLoaded;
  #outline = { principal: { visitor: true }, revision: 0 } as Outline;
  readonly #listeners = new Set<() => void>();
  /** Listeners that are also called when time alone has changed an answer. */
  readonly #watchers = new Set<() => void>();
  #endWait: (() => void) | undefined;
  /** The value of `generation` without an engine. */
  #generation = 0;

  private constructor(open?: OpenAccess, outline?: Outline) {
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
    return new Access(...openSnapshot(engine, policy, snapshot, clock, messages));
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
    return verdict === Answer.unasked ? this.decide({ action, resource, context }).allowed : isAllowed(verdict);
  }

  /** Returns how a button for `action` looks: the short form of `decide(…).show`. Never throws. */
  show(action: V["action"], resource?: Resource<V>, context?: Context<V>): Show {
    const verdict = this.#verdict(action, resource, context);
    return verdict === Answer.unasked ? this.decide({ action, resource, context }).show : showOf(verdict);
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
    return select(this, this.#cache, actions, paths);
  }

  /** Returns the answers to every action of the policy on every path. */
  verdicts<P extends Row = string>(paths: readonly P[]): Batch<V["action"], P> {
    return verdicts(this, this.#cache, this.#open?.policy.actions ?? [], paths);
  }

  /**
   * Applies a delta of the server, and so moves to a later revision. Throws a LockstepError and changes nothing if the
   * delta does not begin at this revision (`delta_gap`), or belongs to another account, policy or history
   * (`history_differs`): load a new snapshot then.
   */
  update(delta: string | Delta): void {
    const open = this.#open;
    if (!open) throw new Error(this.#whyClosed);
    this.#outline = applyDelta(open, delta);
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
    if (this.#cache === undefined || context !== undefined) return Answer.unasked;
    if (resource !== undefined && typeof resource !== "string" && !(resource instanceof ClassedResource))
      return Answer.unasked;
    try {
      return this.#cache.of(action, resource);
    } catch {
      return Answer.unasked; // `decide` answers that the engine has failed
    }
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

const abandoned = /* @__PURE__ */ new FinalizationRegistry(close);
