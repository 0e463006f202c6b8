// The page's side of the engine's `DecisionCache` (include/lockstep/cache/decision_cache.h), whose answers it keeps.
// The rules stay in C++, which decides which resources have equal answers, and makes each answer.

import type { Handle } from "../shared/engine_functions.js";
import type { Engine, Policy } from "../shared/load.js";
import type { ServerClock } from "../shared/server_clock.js";
import type { Decision } from "../shared/decision.js";
import type { Vocabulary } from "../shared/vocabulary.js";
import { Answer, ClassNumber } from "../shared/generated/engine_numbers.js";
import { Classifier } from "./classifier.js";
import { ClassedResource } from "./resource_handle.js";
import { isAllowed, type Verdict } from "./verdict.js";

const mostPaths = 50_000;
const mostDecisions = 5_000;
/** Reading the clock costs more than an answer, so that many answers in one run of JavaScript share a reading. */
const askedPerReading = 1_000;
/** The paths that are classified by one call, after a change, because they were asked about before it. */
const classifiedAhead = 256;

/** Caches the class of each path, the answers of each class, and decisions by their requests. */
export class DecisionCache {
  readonly #engine: Engine;
  readonly #access: Handle;
  readonly #clock: ServerClock;
  readonly #policy: Policy;
  readonly #classifier: Classifier;
  readonly #width: number;
  /** A row for each class, with a byte for each action. It grows by the class that is asked about. */
  #answers = new Uint8Array();
  #lastAction: string | undefined;
  #lastId = 0;
  #classes = new Map<string, number>();
  /** The paths of the last generation that have no class yet. A page asks about them again, in the same order. */
  #earlier: Iterator<string> | undefined;
  #decisions = new Map<string, Decision<Vocabulary>>();
  #begun = 0;
  #from = 0;
  #until = 0;
  #trusted = 0;

  readonly #onSooner: () => void;

  /** `onSooner` is called when `validUntil` becomes earlier without a new generation. */
  constructor(engine: Engine, policy: Policy, access: Handle, clock: ServerClock, onSooner: () => void) {
    this.#onSooner = onSooner;
    this.#engine = engine;
    this.#access = access;
    this.#clock = clock;
    this.#policy = policy;
    this.#classifier = new Classifier(engine, policy, access);
    this.#width = policy.ids.size;
    this.begin();
  }

  /** A number that rises whenever an answer may have changed. */
  get generation(): number {
    try {
      this.renew();
    } catch {
      // The engine has failed.
    }
    return this.#begun + Number(this.#engine.lost);
  }

  /** Empties the cache, because the facts or the time have changed. */
  begin(): void {
    const now = Math.floor(this.#clock.now() / 1000);
    if (this.#classes.size > 0) this.#earlier = this.#classes.keys();
    // Clearing a large map would take longer than making a new one.
    this.#classes = new Map();
    this.#answers = new Uint8Array(4 * this.#width).fill(Answer.unasked);
    this.#decisions = new Map();
    this.#trusted = 0;
    this.#until = 1000 * this.#engine.call((glue) => glue._cacheBegin(this.#access, now));
    this.#from = 1000 * now;
    this.#begun++;
  }

  /**
   * Returns the decision about a request without context; `request` is its key. `decide` makes it if it is not in the
   * cache.
   */
  decision<V extends Vocabulary>(request: string, decide: () => Decision<V>): Decision<V> {
    if (!this.#holds()) this.begin();
    const known = this.#engine.lost ? undefined : this.#decisions.get(request);
    if (known !== undefined) return known as Decision<V>;
    const made = decide();
    this.#endBy(Date.parse(made.validUntil ?? ""));
    if (this.#decisions.size >= mostDecisions) this.#decisions.clear();
    this.#decisions.set(request, made);
    return made;
  }

  /** The moment at which the first of the present answers ends, in milliseconds since 1970. */
  get validUntil(): number {
    this.renew();
    return this.#until;
  }

  /** Returns the answer for a resource, or for the account if there is none. */
  of(action: string, resource: string | ClassedResource | undefined): Verdict {
    const id = action === this.#lastAction ? this.#lastId : this.#look(action);
    if (id === undefined) return Answer.unasked;
    const known = this.#known(resource);
    const verdict = this.in(known ?? this.#classify(resource as string | ClassedResource), id);
    if ((verdict & Answer.timed) === 0 || verdict === Answer.unasked) return verdict;
    if (known === undefined && (verdict & Answer.readsTime) !== 0) this.#endByClasses();
    if (this.#holds()) return verdict;
    this.begin();
    return this.of(action, resource);
  }

  /** Lists ask for the same action again and again. */
  #look(action: string): number | undefined {
    const id = this.#policy.ids.get(action);
    if (id === undefined) return undefined;
    this.#lastAction = action;
    this.#lastId = id;
    return id;
  }

  #known(resource: string | ClassedResource | undefined): number | undefined {
    if (resource === undefined) return ClassNumber.account;
    if (typeof resource === "string") return this.#classes.get(resource);
    return resource.cache === this && resource.generation === this.#begun ? resource.kind : undefined;
  }

  /** Returns the answer for a class that `equivalenceClasses` returned in this run of JavaScript. */
  in(kind: number, id: number): Verdict {
    if (kind === ClassNumber.unclassed || this.#engine.lost) return Answer.unasked;
    const verdict = this.#answers[kind * this.#width + id];
    return verdict === undefined || verdict === Answer.unasked ? this.#ask(kind, id) : verdict;
  }

  /** Returns whether the action is allowed in a class. Never throws. */
  allows(action: string, kind: number): boolean {
    const id = this.#policy.ids.get(action);
    try {
      const verdict = id === undefined ? Answer.unasked : this.in(kind, id);
      return verdict !== Answer.unasked && isAllowed(verdict);
    } catch {
      return false;
    }
  }

  /** Returns the class of each resource, a byte each. */
  equivalenceClasses(paths: readonly (string | ClassedResource)[]): Uint8Array {
    this.renew();
    const kinds = new Uint8Array(paths.length);
    const unseen: number[] = [];
    for (let at = 0; at < paths.length; at++) {
      const path: unknown = paths[at];
      if (path instanceof ClassedResource) kinds[at] = this.#known(path) ?? this.#classify(path);
      else {
        const known = typeof path === "string" ? this.#classes.get(path) : ClassNumber.unclassed;
        if (known === undefined) unseen.push(at);
        else kinds[at] = known;
      }
    }
    const found = this.#classifyAll(unseen.map((at) => paths[at] as string));
    unseen.forEach((at, nth) => {
      kinds[at] = found[nth] as number;
    });
    return kinds;
  }

  renew(): void {
    this.#trusted = 0;
    if (!this.#holds()) this.begin();
  }

  /**
   * Returns whether timed answers are still right; late by at most one run of JavaScript, or `askedPerReading` answers.
   */
  #holds(): boolean {
    if (this.#trusted > 0) {
      this.#trusted--;
      return true;
    }
    const now = this.#clock.now();
    if (now < this.#from || now >= this.#until) return false;
    this.#trusted = askedPerReading;
    queueMicrotask(this.#distrust);
    return true;
  }
  readonly #distrust = (): void => {
    this.#trusted = 0;
  };

  #ask(kind: number, id: number): Verdict {
    const at = kind * this.#width + id;
    if (at >= this.#answers.length) {
      const more = new Uint8Array(2 * (kind + 1) * this.#width).fill(Answer.unasked);
      more.set(this.#answers);
      this.#answers = more;
    }
    const verdict = this.#engine.call((glue) => glue._cacheAsk(this.#access, kind, id));
    this.#answers[at] = verdict;
    return verdict;
  }

  #classify(resource: string | ClassedResource): number {
    if (typeof resource !== "string") return this.#classifyResource(resource);
    return this.#earlier ? this.#classifyWithEarlier(resource, this.#earlier) : this.#classifyPath(resource);
  }

  /** Returns the class of a path that has none yet, and classifies others that will be asked about with it. */
  #classifyWithEarlier(path: string, earlier: Iterator<string>): number {
    const paths = [path];
    while (paths.length < classifiedAhead) {
      const { done, value } = earlier.next();
      if (done) {
        this.#earlier = undefined;
        break;
      }
      if (value !== path && !this.#classes.has(value)) paths.push(value);
    }
    return paths.length === 1 ? this.#classifyPath(path) : (this.#classifyAll(paths)[0] as number);
  }

  #classifyPath(path: string): number {
    return this.#remember(path, this.#classifier.ofPath(path));
  }

  #classifyResource(handle: ClassedResource): number {
    const { resource } = handle;
    // A path as JSON has it: its class is kept by the path.
    if (typeof resource === "string") return this.#classes.get(resource) ?? this.#classifyPath(resource);
    handle.kind = this.#classifier.ofResource(resource);
    handle.cache = this;
    handle.generation = this.#begun;
    return handle.kind;
  }

  /** A condition that reads the time may have another result sooner, for what now has a class. */
  #endByClasses(): void {
    this.#endBy(1000 * this.#engine.call((glue) => glue._cacheValidUntil(this.#access)));
  }

  #endBy(moment: number): void {
    if (!(moment < this.#until)) return;
    this.#until = moment;
    this.#onSooner();
  }

  #classifyAll(paths: readonly string[]): ArrayLike<number> {
    const kinds = this.#classifier.ofPaths(paths);
    if (kinds === undefined) return paths.map((path) => this.#classifyPath(path));
    this.#endByClasses();
    for (let at = 0; at < paths.length; at++) this.#remember(paths[at] as string, kinds[at] as number);
    return kinds;
  }

  #remember(path: string, kind: number): number {
    if (this.#classes.size >= mostPaths) this.#classes.clear();
    this.#classes.set(path, kind);
    return kind;
  }
}
