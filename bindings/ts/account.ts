import type { Handle, Text } from "./engine.js";
import type { Builtin } from "./generated/policy.js";
import { denial, disposed, engineLost, unreadable } from "./denial.js";
import type { Engine, Policy } from "./load.js";
import { LockstepError, unlessRefused } from "./problem.js";
import type { ServerGlue } from "./server_engine.js";
import { questionText, textOf, timeNumber } from "./text.js";
import type { AccessRequest, Decision, Delta, Grant, Messages, Moment, Principal, Problem, Request, Snapshot } from "./types.js";
import type { Vocabulary } from "./vocabulary.js";

/** What became of a request: the decision, and what it changed; null where it changed nothing. */
export interface Applied<V extends Vocabulary = Builtin> {
  readonly decision: Decision<V>;
  readonly delta: Delta | null;
}

/** Somebody who may do something, and why. */
export interface Allowed<V extends Vocabulary = Builtin> {
  readonly user: string;
  readonly because: readonly Grant<V>[];
  readonly validUntil?: string;
}

/** What somebody holds at a place, and what they may do there. */
export interface Cell<V extends Vocabulary = Builtin> {
  readonly user: string;
  readonly path?: string;
  readonly collection?: string;
  readonly level?: V["level"];
  readonly because: readonly Grant<V>[];
  readonly actions: readonly V["action"][];
  /** Shares or owner marks that sleep while the user has another role. */
  readonly dormant?: true;
}

/** What a change would give to or take from one user at one place; without a place, on the account. */
export interface Difference<V extends Vocabulary = Builtin> {
  readonly user: string;
  readonly path?: string;
  readonly collection?: string;
  readonly before?: V["level"];
  readonly after?: V["level"];
  readonly gained: readonly V["action"][];
  readonly lost: readonly V["action"][];
}

export interface Preview<V extends Vocabulary = Builtin> {
  /** Of the request itself; a refused one changes nothing. */
  readonly decision: Decision<V>;
  readonly differences: readonly Difference<V>[];
}

interface Open {
  readonly engine: Engine<ServerGlue>;
  readonly handle: Handle;
}

/** The facts of one account on the server, and what can be done with them. `decide` never throws. */
export class Account<V extends Vocabulary = Builtin> {
  /** The rules it is decided by. */
  readonly policy: Policy;
  #open: Open | undefined;

  private constructor(open: Open, policy: Policy) {
    this.#open = open;
    this.policy = policy;
    abandoned.register(this, open, this);
  }

  /** @internal */
  static over<V extends Vocabulary>(engine: Engine<ServerGlue>, policy: Policy, account: string | object, messages?: Messages): Account<V> {
    const facts = textOf(account);
    const sentences = messages === undefined ? undefined : textOf(messages);
    const open = { engine, handle: engine.call((glue, text) => glue.openAccount(policy.handle, text), facts) };
    try {
      unlessRefused("The account cannot be used.", engine.ask((glue) => glue.accountProblems(open.handle)));
      if (sentences !== undefined) unlessRefused("The messages cannot be used.", engine.ask((glue, text) => glue.accountSetMessages(open.handle, text), sentences));
    } catch (error) {
      close(open);
      throw error;
    }
    return new Account(open, policy);
  }

  get revision(): number {
    const open = this.#there();
    return open.engine.call((glue) => glue.accountRevision(open.handle));
  }

  decide(request: Request<V>): Decision<V> {
    if (!this.#open) return denial("not_ready", disposed);
    let text: string;
    try {
      text = requestText(request);
    } catch {
      return denial("context_missing", unreadable);
    }
    try {
      return JSON.parse(this.#ask((glue, handle, request) => glue.accountDecide(handle, request), text));
    } catch {
      return denial("not_ready", engineLost);
    }
  }

  /**
   * Decides a request and, if it is allowed, carries it out: all of it or nothing. What `decide` leaves open in
   * `unverified` for want of a context field is refused here.
   */
  apply(request: Request<V>): Applied<V> {
    const text = requestText(request);
    return this.#json((glue, handle, request) => glue.accountApply(handle, request), text);
  }

  /** What one principal may know of the account, and no more: for `loadAccess` on the other side. */
  snapshot(principal: Principal, now?: Moment): Snapshot {
    const who = JSON.stringify(principal) ?? "";
    const time = timeNumber(now);
    return this.#json((glue, handle, text) => glue.accountSnapshot(handle, text, time), who);
  }

  /**
   * What an older snapshot of this account needs in order to be as one made now: for its principal's `access.update`.
   * It is of the snapshot's principal; give it to nobody else. The snapshot is believed, its principal too: one that is
   * made up as the host's own is given everything. Pass what you have kept yourself, never what a client sends.
   */
  deltaSince(snapshot: string | Snapshot, now?: Moment): Delta {
    const before = textOf(snapshot);
    const time = timeNumber(now);
    return this.#json((glue, handle, text) => glue.accountDeltaSince(handle, text, time), before);
  }

  /** Who may do this here now, by id, each with the chain it rests on. */
  whoCan(request: AccessRequest<V>): readonly Allowed<V>[] {
    const text = questionText(Date.now(), request);
    return this.#json((glue, handle, question) => glue.accountWhoCan(handle, question), text);
  }

  /** What a change would give to and take from whom, before it is made. The account stays as it is. */
  preview(request: Request<V>): Preview<V> {
    const text = requestText(request);
    return this.#json((glue, handle, request) => glue.accountPreview(handle, request), text);
  }

  /**
   * One user's effective access at every listed place where they have any: one row for the root where the role has one
   * level everywhere. Or the access of all users at one path or collection.
   */
  matrix(of: { readonly user: string } | string | { readonly path: string; readonly kind?: "file" | "folder" } | { readonly collection: string }, now?: Moment): readonly Cell<V>[] {
    const time = timeNumber(now);
    if (typeof of === "object" && "user" in of) {
      return this.#json((glue, handle, user) => glue.accountMatrixOf(handle, user, time), of.user);
    }
    const text = questionText(Date.now(), { action: "", resource: of });
    return this.#json((glue, handle, question) => glue.accountMatrixAt(handle, question, time), text);
  }

  /** The facts as they are now (lockstep-account/1), for storing; `JSON.stringify(account)` works. */
  toJSON(): object {
    return JSON.parse(this.#ask((glue, handle) => glue.accountFacts(handle)));
  }

  dispose(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    abandoned.unregister(this);
    close(open);
  }

  #there(): Open {
    if (!this.#open) throw new Error("This account was disposed.");
    return this.#open;
  }

  #ask(work: (glue: ServerGlue, handle: Handle, text: Text) => Text, text?: string): string {
    const { engine, handle } = this.#there();
    return engine.ask((glue, given) => work(glue, handle, given), text);
  }

  #json<T>(work: (glue: ServerGlue, handle: Handle, text: Text) => Text, text: string): T {
    const answer: { readonly problems?: readonly Problem[] } & T = JSON.parse(this.#ask(work, text));
    if (answer.problems) throw new LockstepError("The request cannot be read.", answer.problems);
    return answer;
  }
}

function requestText(request: Request<Vocabulary>): string {
  return questionText(Date.now(), request, request.principal);
}

function close({ engine, handle }: Open): void {
  try {
    engine.call((glue) => glue.closeAccount(handle));
  } catch {
    // A lost engine frees its memory as a whole.
  }
}

const abandoned = /* @__PURE__ */ new FinalizationRegistry(close);
