// The engine's answers about places without context, remembered. Rules stay in C++: src/access/verdicts.h says which
// paths are answered alike, and `decide` there gives each answer.

import type { Glue, Handle } from "./engine.js";
import type { Engine, Policy } from "./load.js";
import type { ServerClock } from "./server_clock.js";
import type { Decision, Show } from "./types.js";
import type { Vocabulary } from "./vocabulary.js";

/** An answer in the engine's table: bit 0 allowed, bits 1 and 2 how to show it, bit 3 whether time can change it. */
export type Verdict = number;

/** No table has the answer: ask `decide`. */
export const unasked: Verdict = 255;
const timed = 8;

const shows: readonly Show[] = ["enabled", "disabled", "hidden"];

export const isAllowed = (verdict: Verdict): boolean => (verdict & 1) === 1;
export const showOf = (verdict: Verdict): Show => shows[(verdict >> 1) & 3] ?? "hidden";

const account = 0;
export const unclassed = 255;

const mostPaths = 50_000;
const mostDecisions = 5_000;
/** Reading the clock costs more than an answer: within one run of JavaScript it is read again after so many. */
const askedPerReading = 1_000;

const encoder = /* @__PURE__ */ new TextEncoder();
const halfPair = /[\ud800-\udfff]/u;

export class Verdicts {
  readonly #engine: Engine;
  readonly #access: Handle;
  readonly #clock: ServerClock;
  readonly #policy: Policy;
  readonly #glue: Glue;
  readonly #table: number;
  readonly #width: number;
  #classes = new Map<string, number>();
  #decisions = new Map<string, Decision<Vocabulary>>();
  #begun = 0;
  #bytes = new Uint8Array();
  #from = 0;
  #until = 0;
  #trusted = 0;

  constructor(engine: Engine, policy: Policy, access: Handle, clock: ServerClock) {
    this.#engine = engine;
    this.#access = access;
    this.#clock = clock;
    this.#policy = policy;
    this.#glue = engine.glue;
    this.#table = engine.call((glue) => glue._verdictTable(access));
    this.#width = policy.ids.size;
    this.begin();
  }

  /** Rises whenever an answer may be another. */
  get generation(): number {
    try {
      this.renew();
    } catch {
      // Of an engine that has failed.
    }
    return this.#begun + Number(this.#engine.lost);
  }

  /** Forgets everything: the facts have changed, or time has. */
  begin(): void {
    const now = Math.floor(this.#clock.now() / 1000);
    // Emptying a large one would take longer than a small change.
    this.#classes = new Map();
    this.#decisions = new Map();
    this.#trusted = 0;
    this.#until = 1000 * this.#engine.call((glue) => glue._beginVerdicts(this.#access, now));
    this.#from = 1000 * now;
    this.#begun++;
  }

  /** The decision on a request without context, by its action and resource; `decide` makes it where it is not known. */
  decision<V extends Vocabulary>(request: string, decide: () => Decision<V>): Decision<V> {
    if (!this.#holds()) this.begin();
    const known = this.#engine.lost ? undefined : this.#decisions.get(request);
    if (known !== undefined) return known as Decision<V>;
    const made = decide();
    if (this.#decisions.size >= mostDecisions) this.#decisions.clear();
    this.#decisions.set(request, made);
    return made;
  }

  /** When the first of the answers as they are now ends: milliseconds since 1970. */
  get until(): number {
    this.renew();
    return this.#until;
  }

  /** The answer for a path, or for the account where there is none. */
  of(action: string, path: string | undefined): Verdict {
    const id = this.#policy.ids.get(action);
    if (id === undefined) return unasked;
    const kind = path === undefined ? account : (this.#classes.get(path) ?? this.#classify(path));
    const verdict = this.in(kind, id);
    if ((verdict & timed) === 0 || verdict === unasked || this.#holds()) return verdict;
    this.begin();
    return this.of(action, path);
  }

  /** The answer for a class that `classesOf` has given in this run of JavaScript. */
  in(kind: number, id: number): Verdict {
    if (kind === unclassed || this.#engine.lost) return unasked;
    // Looked up each time: the memory is another one after it has grown.
    const verdict = this.#glue.HEAPU8[this.#table + kind * this.#width + id];
    return verdict === undefined || verdict === unasked ? this.#ask(kind, id) : verdict;
  }

  /** The class of each path, one a byte. */
  classesOf(paths: readonly string[]): Uint8Array {
    this.renew();
    const kinds = new Uint8Array(paths.length);
    const unseen: number[] = [];
    for (let at = 0; at < paths.length; at++) {
      const path: unknown = paths[at];
      const known = typeof path === "string" ? this.#classes.get(path) : unclassed;
      if (known === undefined) unseen.push(at);
      else kinds[at] = known;
    }
    if (unseen.length === 0) return kinds;
    const news = unseen.length === paths.length ? paths : unseen.map((at) => paths[at] as string);
    const found = this.#classifyAll(news);
    for (let at = 0; at < news.length; at++) kinds[unseen[at] as number] = found[at] as number;
    return kinds;
  }

  renew(): void {
    this.#trusted = 0;
    if (!this.#holds()) this.begin();
  }

  /** Whether timed answers still hold. Late by no more than one run of JavaScript, or some questions of it. */
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
    return this.#engine.call((glue) => glue._askVerdict(this.#access, kind, id));
  }

  #classify(path: string): number {
    const length = this.#write(path);
    return this.#remember(path, this.#engine.call((glue) => glue._classOf(this.#access, length)));
  }

  #classifyAll(paths: readonly string[]): ArrayLike<number> {
    const joined = paths.join("\0");
    const length = halfPair.test(joined) ? 0 : this.#write(joined);
    const found = length > 0 ? this.#engine.call((glue) => glue._classesOf(this.#access, length, paths.length)) : 0;
    // Paths that are hardly paths would be taken for two, or for others: one by one then.
    if (found === 0) return paths.map((path) => this.#classify(path));
    const kinds = this.#glue.HEAPU8.slice(found, found + paths.length);
    for (let at = 0; at < paths.length; at++) this.#remember(paths[at] as string, kinds[at] as number);
    return kinds;
  }

  #remember(path: string, kind: number): number {
    if (this.#classes.size >= mostPaths) this.#classes.clear();
    this.#classes.set(path, kind);
    return kind;
  }

  /** Puts a path where the engine reads it; returns its length in bytes. */
  #write(path: string): number {
    // At most three bytes for each UTF-16 unit. When the memory has grown, what was seen of it has no room at all.
    const room = 3 * path.length + 1;
    if (room > this.#bytes.length) {
      const start = this.#engine.call((glue) => glue._pathBuffer(this.#access, room));
      this.#bytes = this.#glue.HEAPU8.subarray(start, start + room);
    }
    const { written } = encoder.encodeInto(path, this.#bytes);
    if (written === path.length || !halfPair.test(path)) return written;
    // No UTF-8 has this byte, so the engine refuses it, as it refuses such a path in JSON.
    this.#bytes[0] = 0xff;
    return 1;
  }
}
