// What the engine answers about all that is listed, to see whether time alone has changed any of it.
import type { Access } from "lockstep";
import type { Facts } from "./facts";
import { actionsOn } from "./question";

export type Answers = readonly Uint8Array[];

export function answersOf(access: Access, { assets, collections }: Facts): Answers {
  const { allowed } = access.verdicts(["/", ...assets.map(({ path }) => path)]);
  const places = [undefined, ...collections.map(({ id }) => ({ collection: id }))];
  const others = places.flatMap((place) => actionsOn(place).map((action) => Number(access.can(action, place))));
  return [allowed, Uint8Array.from(others)];
}

export function areAlike(some: Answers, others: Answers): boolean {
  return some.every((bytes, i) => bytes.length === others[i]?.length && bytes.every((byte, at) => byte === others[i]?.[at]));
}
