// To whom something can be shared, as the engine answers; and what would take a share back.
import type { Action, Decision, Level, Resource, Subject } from "lockstep";
import type { Share } from "lockstep/live";
import type { Questions } from "lockstep/react";
import type { Facts } from "../session/facts";
import { pathOf, type Question } from "../session/question";

export const keyOf = (who: Subject): string => (who.group === undefined ? `user:${who.user}` : `group:${who.group}`);

/** A user or a group. */
export interface Receiver {
  readonly key: string;
  readonly who: Subject;
  readonly name: string;
  /** Of a user, where it is known. */
  readonly email?: string | undefined;
}

/** Those with whom sharing is refused for one and the same reason. */
export interface Refused {
  readonly message: string;
  readonly receivers: readonly Receiver[];
}

export const receiversIn = ({ groups, users }: Facts): Receiver[] => [
  ...groups.map(({ id, name }) => ({ key: `group:${id}`, who: { group: id }, name })),
  ...users.map(({ id, name, email }) => ({ key: `user:${id}`, who: { user: id }, name, email })),
];

/** What is shared, and by which actions. */
export interface Sharing {
  readonly resources: readonly Resource[];
  readonly share: Action;
  readonly unshare: Action;
}

/** Asks for each resource; returns the first refusal, or the last allowance. */
export function decideOn(
  access: Pick<Questions, "decide">,
  { resources, share }: Sharing,
  context: Question["context"],
): Decision | undefined {
  const answers = resources.map((resource) => access.decide({ action: share, resource, context }));
  return answers.find(({ allowed }) => !allowed) ?? answers.at(-1);
}

/** The receivers that the engine allows at this level, and the others by its reasons. */
export function sorted(
  access: Pick<Questions, "decide">,
  sharing: Sharing,
  receivers: readonly Receiver[],
  level: Level,
): { possible: Receiver[]; refused: Refused[] } {
  const possible: Receiver[] = [];
  const refused = new Map<string, Receiver[]>();
  for (const receiver of receivers) {
    const decision = decideOn(access, sharing, { with: receiver.who, level });
    if (decision === undefined || decision.allowed) possible.push(receiver);
    else refused.set(decision.message, [...(refused.get(decision.message) ?? []), receiver]);
  }
  return { possible, refused: [...refused].map(([message, receivers]) => ({ message, receivers })) };
}

const contextOf = ({ with: who, level, until }: Share): Question["context"] => ({ with: who, level, until });

/** The request that makes a share what it was before; `before` are the shares that there were. */
export function undoOf(
  { share, unshare }: Pick<Sharing, "share" | "unshare">,
  { resource, context }: Question,
  before: readonly Share[],
): Question {
  const isIt = (one: Share) =>
    !one.ended &&
    one.path === pathOf(resource) &&
    context?.with !== undefined &&
    keyOf(one.with) === keyOf(context.with);
  const was = before.find(isIt);
  return was
    ? { action: share, resource, context: contextOf(was) }
    : { action: unshare, resource, context: { with: context?.with } };
}
