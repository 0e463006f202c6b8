// What a page in a frame of the side-by-side view posts to the view: who looks, and when a change was made and arrived.
// All moments are of the view's own clock, so that those of two frames can be compared.
import type { Live } from "lockstep/live";
import type { Session } from "../session/following";

export type Message =
  | { readonly kind: "here"; readonly person: string; readonly name: string }
  | Change
  /** The page has come to this revision, by a delta or by a snapshot that was loaded again. */
  | { readonly kind: "applied"; readonly revision: number; readonly at: number }
  /** The page has read its lists of this revision, and they or its answers differ from those before. */
  | { readonly kind: "read"; readonly revision: number; readonly isNews: boolean };

/** A change that the server has carried out for this page. */
export interface Change {
  readonly kind: "changed";
  readonly by: string;
  /** The change as the page's own message has it. */
  readonly title: string;
  readonly revision: number;
  /** When its request was sent. */
  readonly askedAt: number;
}

/** Whether this page is in a frame of a page of its own origin. */
export const isFramed = (): boolean => window.frameElement !== null;

/** The present moment by the clock of the view, in milliseconds; of this page where it is in no frame. */
export const momentOfView = (): number => (isFramed() ? window.parent : window).performance.now();

export function post(message: Message): void {
  if (isFramed()) window.parent.postMessage(message, window.location.origin);
}

/** Posts each revision that this connection comes to, until it is closed. */
export function postRevisions(live: Live): void {
  if (!isFramed()) return;
  let last = live.access.revision;
  live.subscribe(() => {
    const { revision } = live.access;
    if (revision === last) return;
    last = revision;
    post({ kind: "applied", revision, at: momentOfView() });
  });
}

/** The lists, and how each asset of them is seen: two that differ show different things. */
const shownIn = ({ access, facts, listing }: Session): string =>
  JSON.stringify([
    facts,
    [...listing.byPath.keys()].map((resource) => {
      const { because, validUntil } = access.decide({ action: "asset.view", resource });
      return [because, validUntil];
    }),
  ]);

/** Returns a function that posts, for each revision whose lists were read, whether they show anything new. */
export function postLists(first: Session): (session: Session) => void {
  if (!isFramed()) return () => undefined;
  let { revision } = first.access;
  let shown = shownIn(first);
  return (session) => {
    if (!session.isListed || session.access.revision === revision) return;
    revision = session.access.revision;
    const next = shownIn(session);
    post({ kind: "read", revision, isNews: next !== shown });
    shown = next;
  };
}
