import type { Handle, Text } from "./engine.js";
import type { Action, Level } from "./generated/policy.js";
import { denial, disposed, engineLost, unreadable } from "./denial.js";
import type { Engine, Policy } from "./load.js";
import { LockstepError, refuse } from "./problem.js";
import type { ServerGlue } from "./server_engine.js";
import { questionText, textOf, timeNumber } from "./text.js";
import type { Context, Decision, Delta, Grant, Messages, Moment, Principal, Problem, Request, Resource, Snapshot } from "./types.js";

/** What became of a request: the decision, and what it changed; null where it changed nothing. */
export interface Applied {
  readonly decision: Decision;
  readonly delta: Delta | null;
}

/** Somebody who may do something, and why. */
export interface Allowed {
  readonly user: string;
  readonly because: readonly Grant[];
  readonly validUntil?: string;
}

/** What somebody holds at a place, and what they may do there. */
export interface Cell<A extends string = Action> {
  readonly user: string;
  readonly path?: string;
  readonly collection?: string;
  readonly level?: Level;
  readonly because: readonly Grant[];
  readonly actions: readonly A[];
  /** Shares or owner marks that sleep while the user has another role. */
  readonly dormant?: true;
}

/** What a change would give to or take from one user at one place; without a place, on the account. */
export interface Difference<A extends string = Action> {
  readonly user: string;
  readonly path?: string;
  readonly collection?: string;
  readonly before?: Level;
  readonly after?: Level;
  readonly gained: readonly A[];
  readonly lost: readonly A[];
}

export interface Preview<A extends string = Action> {
  /** Of the request itself; a refused one changes nothing. */
  readonly decision: Decision;
  readonly differences: readonly Difference<A>[];
}

interface Open {
  readonly engine: Engine<ServerGlue>;
  readonly handle: Handle;
}

/** The facts of one account on the server, and what can be done with them. `decide` never throws. */
export class Account<A extends string = Action> {
  /** The rules it is decided by. */
  readonly policy: Policy;
  #open: Open | undefined;

  private constructor(open: Open, policy: Policy) {
    this.#open = open;
    this.policy = policy;
    abandoned.register(this, open, this);
  }

  /** @internal */
  static over<A extends string>(engine: Engine<ServerGlue>, policy: Policy, account: string | object, messages?: Messages): Account<A> {
    const facts = textOf(account);
    const sentences = messages === undefined ? undefined : textOf(messages);
    const open = { engine, handle: engine.call((glue, text) => glue.openAccount(policy.handle, text), facts) };
    try {
      refuse("The account cannot be used.", engine.ask((glue) => glue.accountProblems(open.handle)));
      if (sentences !== undefined) refuse("The messages cannot be used.", engine.ask((glue, text) => glue.accountSetMessages(open.handle, text), sentences));
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

  decide(request: Request<A>): Decision {
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
  apply(request: Request<A>): Applied {
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
  whoCan(action: A, resource?: Resource, context?: Context): readonly Allowed[] {
    const text = questionText(Date.now(), action, resource, context);
    return this.#json((glue, handle, question) => glue.accountWhoCan(handle, question), text);
  }

  /** What a change would give to and take from whom, before it is made. The account stays as it is. */
  preview(request: Request<A>): Preview<A> {
    const text = requestText(request);
    return this.#json((glue, handle, request) => glue.accountPreview(handle, request), text);
  }

  /**
   * One user's effective access at every listed place where they have any: one row for the root where the role has one
   * level everywhere. Or the access of all users at one path or collection.
   */
  matrix(of: { readonly user: string } | string | { readonly path: string; readonly kind?: "file" | "folder" } | { readonly collection: string }, now?: Moment): readonly Cell<A>[] {
    const time = timeNumber(now);
    if (typeof of === "object" && "user" in of) {
      return this.#json((glue, handle, user) => glue.accountMatrixOf(handle, user, time), of.user);
    }
    const text = questionText(Date.now(), "", of, undefined);
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

function requestText({ action, resource, context, principal }: Request<string>): string {
  return questionText(Date.now(), action, resource, context, principal);
}

function close({ engine, handle }: Open): void {
  try {
    engine.call((glue) => glue.closeAccount(handle));
  } catch {
    // A lost engine frees its memory as a whole.
  }
}

const abandoned = /* @__PURE__ */ new FinalizationRegistry(close);
