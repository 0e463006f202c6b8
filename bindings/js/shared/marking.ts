// Whether the controls of this page are marked. An open inspector says so; the bindings mark what they draw. Both may
// be of different copies of this package, so they meet in a global property and in an event.

/** Attributes that name the request of a control. */
export interface ControlMarks {
  readonly [name: `data-lockstep${string}`]: string;
}

/** Returns the attributes of a control for a request. */
export type Marking = (action: string, resource?: unknown, context?: unknown) => ControlMarks;

const name = "lockstep-marks";
const page = globalThis as { [name]?: Marking | undefined } & Partial<EventTarget>;

/** Returns what marks the controls of this page; `undefined` while no inspector is open, as always on a server. */
export const marking = (): Marking | undefined => page[name];

/** Begins to mark the controls, or ends it. */
export function setMarking(next: Marking | undefined): void {
  page[name] = next;
  page.dispatchEvent?.(new Event(name));
}

/** Calls `listener` whenever that has changed; returns how to stop it. */
export function onMarking(listener: () => void): () => void {
  page.addEventListener?.(name, listener);
  return () => page.removeEventListener?.(name, listener);
}
