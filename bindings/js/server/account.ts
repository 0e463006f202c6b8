import type { Allowed, Cell, Preview } from "../shared/answers.js";
import type { Handle, Text } from "../shared/engine_functions.js";
import type { Builtin } from "../shared/generated/policy.js";
import { denial, disposed, engineLost, unreadable } from "../shared/denial.js";
import type { Engine, Policy } from "../shared/load.js";
import { LockstepError, unlessRefused } from "../shared/problem.js";
import type { ServerGlue } from "./engine.js";
import { requestText, textOf, timeNumber, type Requested } from "../shared/text.js";
import type { Decision, Messages, Problem } from "../shared/decision.js";
import type { AccessRequest, Moment, Principal, Request } from "../shared/request.js";
import type { Delta, Snapshot } from "../shared/snapshot.js";
import type { Vocabulary } from "../shared/vocabulary.js";

/** The result of `apply`: the decision, and the delta of the change; `null` if nothing changed. */
export interface Applied<V extends Vocabulary = Builtin> {
  /** The decision. If it is denied, nothing changed. */
  readonly decision: Decision<V>;
  /** The delta of the change; `null` if nothing changed. */
  readonly delta: Delta | null;
}

interface Open {
  readonly engine: Engine<ServerGlue>;
  readonly handle: Handle;
}

/** The facts of one account on the server. Its methods decide, change, and cut snapshots. `decide` never throws. */
export class Account<V extends Vocabulary = Builtin> {
  /** The policy that decides. */
  readonly policy: Policy;
  #open: Open | undefined;

  private constructor(open: Open, policy: Policy) {
    this.#open = open;
    this.policy = policy;
    abandoned.register(this, open, this);
  }

  /** @internal */
  static over<V extends Vocabulary>(
    engine: Engine<ServerGlue>,
    policy: Policy,
    account: string | object,
    messages?: Messages<Vocabulary>,
  ): Account<V> {
    const facts = textOf(account);
    const sentences = messages === undefined ? undefined : textOf(messages);
    const open = { engine, handle: engine.call((glue, text) => glue.openAccount(policy.handle, text), facts) };
    try {
      unlessRefused(
        "The account cannot be used.",
        engine.ask((glue) => glue.accountProblems(open.handle)),
      );
      if (sentences !== undefined)
        unlessRefused(
          "The messages cannot be used.",
          engine.ask((glue, text) => glue.accountSetMessages(open.handle, text), sentences),
        );
    } catch (error) {
      close(open);
      throw error;
    }
    return new Account(open, policy);
  }

  /** The revision of the facts; each change raises it by one. */
  get revision(): number {
    const open = this.#there();
    return open.engine.call((glue) => glue.accountRevision(open.handle));
  }

  /** Decides a request of any principal, and changes nothing. Never throws: a request that cannot be read is denied. */
  decide(request: Request<V>): Decision<V> {
    if (!this.#open) return denial("not_ready", disposed);
    let text: string;
    try {
      text = requestTextNow(request);
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
   * Decides a request and, if it is allowed, carries it out: all of it or nothing. A request that lacks a context
   * field, which `decide` names in `unverified`, is denied here. Throws a LockstepError if the request cannot be read.
   */
  apply(request: Request<V>): Applied<V> {
    const text = requestTextNow(request);
    return this.#json((glue, handle, request) => glue.accountApply(handle, request), text);
  }

  /** Returns the account as `principal` may know it, for `loadAccess` in their page. */
  snapshot(principal: Principal, now?: Moment): Snapshot {
    const who = JSON.stringify(principal) ?? "";
    const time = timeNumber(now);
    return this.#json((glue, handle, text) => glue.accountSnapshot(handle, text, time), who);
  }

  /**
   * Returns the delta that brings an older snapshot of this account up to date, for `access.update` of the snapshot's
   * principal; send it to no other user. The snapshot is trusted, its principal included: a forged snapshot of `system`
   * gets every fact. Pass a snapshot that you have kept yourself, never one that a client sends.
   */
  deltaSince(snapshot: string | Snapshot, now?: Moment): Delta {
    const before = textOf(snapshot);
    const time = timeNumber(now);
    return this.#json((glue, handle, text) => glue.accountDeltaSince(handle, text, time), before);
  }

  /** Returns the users who may do this now, ordered by id, each with the grants that it rests on. */
  whoCan(request: AccessRequest<V>): readonly Allowed<V>[] {
    const text = requestText(Date.now(), request);
    return this.#json((glue, handle, request) => glue.accountWhoCan(handle, request), text);
  }

  /** Returns what a change would give to and take from each user. The account stays as it is. */
  preview(request: Request<V>): Preview<V> {
    const text = requestTextNow(request);
    return this.#json((glue, handle, request) => glue.accountPreview(handle, request), text);
  }

  /**
   * Returns the access of one user at every listed place where they have any, with one row for the root if their role
   * gives one level everywhere; or the access of all users at one path or collection.
   */
  matrix(
    of:
      | { readonly user: string }
      | string
      | { readonly path: string; readonly kind?: "file" | "folder" }
      | { readonly collection: string },
    now?: Moment,
  ): readonly Cell<V>[] {
    const time = timeNumber(now);
    if (typeof of === "object" && "user" in of) {
      return this.#json((glue, handle, user) => glue.accountMatrixOf(handle, user, time), of.user);
    }
    const text = requestText(Date.now(), { action: "", resource: of });
    return this.#json((glue, handle, request) => glue.accountMatrixAt(handle, request, time), text);
  }

  /** Returns the facts as they are now (lockstep-account/1), to be stored. `JSON.stringify(account)` calls it. */
  toJSON(): object {
    return JSON.parse(this.#ask((glue, handle) => glue.accountFacts(handle)));
  }

  /** Frees the engine's part of this object. Later calls throw; `decide` denies. */
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
    return engine.ask((glue, written) => work(glue, handle, written), text);
  }

  #json<T>(work: (glue: ServerGlue, handle: Handle, text: Text) => Text, text: string): T {
    const answer: { readonly problems?: readonly Problem[] } & T = JSON.parse(this.#ask(work, text));
    if (answer.problems) throw new LockstepError("The request cannot be read.", answer.problems);
    return answer;
  }
}

/** Returns a request of any principal as JSON, with the time of the call. */
function requestTextNow(request: Requested & { readonly principal: object }): string {
  return requestText(Date.now(), request, request.principal);
}

function close({ engine, handle }: Open): void {
  try {
    engine.call((glue) => glue.closeAccount(handle));
  } catch {
    // The memory of a lost engine is freed as a whole.
  }
}

const abandoned = /* @__PURE__ */ new FinalizationRegistry(close);
