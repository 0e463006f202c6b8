// The changes that travel between the two frames, put together from what their pages post.
import { useEffect, useReducer, type RefObject } from "react";
import type { Change, Message } from "./travel";

export type Side = "left" | "right";

export const otherSide = (side: Side): Side => (side === "left" ? "right" : "left");

interface Here {
  readonly person: string;
  readonly name: string;
}

export interface Travel extends Change {
  readonly from: Side;
}

type Applied = Extract<Message, { kind: "applied" }>;
type Read = Extract<Message, { kind: "read" }>;

export interface Travels {
  readonly here: Readonly<Record<Side, Here | null>>;
  /** The newest first. */
  readonly changes: readonly Travel[];
  readonly applied: Readonly<Record<Side, readonly Applied[]>>;
  readonly read: Readonly<Record<Side, readonly Read[]>>;
}

/** Older ones are forgotten. */
const most = 50;

function next(state: Travels, { side, message }: { side: Side; message: Message }): Travels {
  switch (message.kind) {
    case "here":
      return { ...state, here: { ...state.here, [side]: message } };
    case "changed":
      return { ...state, changes: [{ ...message, from: side }, ...state.changes].slice(0, most) };
    case "applied":
      return { ...state, applied: { ...state.applied, [side]: [...state.applied[side], message].slice(-most) } };
    case "read":
      return { ...state, read: { ...state.read, [side]: [...state.read[side], message].slice(-most) } };
  }
}

/**
 * Milliseconds from the request of a change to the moment when the page of this side had it; undefined while it has
 * not.
 */
export function arrivalOf({ applied }: Travels, { revision, askedAt }: Travel, side: Side): number | undefined {
  const first = applied[side].find((one) => one.at >= askedAt && one.revision >= revision);
  return first && first.at - askedAt;
}

/** Whether a change has shown anything new to the page of this side; undefined until it has read its lists. */
export function isNewsTo({ read }: Travels, { revision }: Travel, side: Side): boolean | undefined {
  return read[side].find((one) => one.revision >= revision)?.isNews;
}

/** Listens to the pages of these frames alone, and to no other origin. */
export function useTravels(frames: Readonly<Record<Side, RefObject<HTMLIFrameElement | null>>>): Travels {
  const [state, dispatch] = useReducer(next, {
    here: { left: null, right: null },
    changes: [],
    applied: { left: [], right: [] },
    read: { left: [], right: [] },
  });
  const { left, right } = frames;
  useEffect(() => {
    function take({ origin, source, data }: MessageEvent<Message>) {
      if (origin !== window.location.origin || source === null) return;
      if (source === left.current?.contentWindow) dispatch({ side: "left", message: data });
      if (source === right.current?.contentWindow) dispatch({ side: "right", message: data });
    }
    window.addEventListener("message", take);
    return () => window.removeEventListener("message", take);
  }, [left, right]);
  return state;
}
