// The engine's part of an access object: how it is opened over a snapshot, changed by a delta, and closed.

import type { Messages } from "../shared/decision.js";
import type { Handle } from "../shared/engine_functions.js";
import type { Engine, Policy } from "../shared/load.js";
import { unlessRefused } from "../shared/problem.js";
import type { Principal } from "../shared/request.js";
import type { ServerClock } from "../shared/server_clock.js";
import { textOf } from "../shared/text.js";
import type { Vocabulary } from "../shared/vocabulary.js";

/** The engine's part of an access object. It has no reference to the object, so that an abandoned one can be freed. */
export interface OpenAccess {
  readonly engine: Engine;
  readonly policy: Policy;
  readonly handle: Handle;
  readonly clock: ServerClock;
}

/** The principal and the age of a snapshot. */
export interface Outline {
  readonly account: string;
  readonly principal: Principal;
  readonly revision: number;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Throws a LockstepError if the snapshot or the messages cannot be used. */
export function openSnapshot(
  engine: Engine,
  policy: Policy,
  snapshot: string | object,
  clock: ServerClock,
  messages?: Messages<Vocabulary>,
): [OpenAccess, Outline] {
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
    return [open, outline];
  } catch (error) {
    close(open);
    throw error;
  }
}

/** Applies a delta. Throws a LockstepError and changes nothing if it does not fit. */
export function applyDelta(open: OpenAccess, delta: string | object): Outline {
  const changes = textOf(delta);
  return outlineOf(
    open,
    "The delta cannot be used.",
    open.engine.ask((glue, text) => glue.accessUpdate(open.handle, text), changes),
  );
}

function outlineOf({ clock }: OpenAccess, what: string, answer: string): Outline {
  const outline: Outline = unlessRefused(what, answer);
  clock.reach(1000 * outline.issuedAt);
  return outline;
}

export function close({ engine, handle }: OpenAccess): void {
  try {
    engine.call((glue) => glue.closeAccess(handle));
  } catch {
    // The memory of a lost engine is freed as a whole.
  }
}
