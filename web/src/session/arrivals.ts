// What others share with the person who looks, and take back, while the page is open: as notices, and as marks.
import { create } from "zustand";
import { notify } from "../ui/toasts";
import type { Address } from "./address";
import { many, quoted } from "./counting";
import { endInWords, soonInWords } from "./days";
import type { Session } from "./following";
import { nameOf, parentOf } from "./paths";
import { heldLevel, levelTitle } from "./titles";
import { timeOf } from "./useEnds";

type Place = Partial<Pick<Address, "view" | "path" | "collection" | "open">>;

/** A file, folder or collection that this person sees by a share on it. */
interface Shared {
  readonly name: string;
  readonly place: Place;
  /** Of a file or folder. */
  readonly path?: string;
  readonly level: string;
  readonly until?: string | undefined;
}

interface Arrivals {
  /** All that was shared since this person began to look, also what was taken back, by the id. */
  readonly had: ReadonlyMap<string, Shared>;
  /** The paths that came while the page was open, and were not opened yet. */
  readonly fresh: ReadonlySet<string>;
}

export const useArrivals = create<Arrivals>()(() => ({ had: new Map(), fresh: new Set() }));

/** The topmost of what is shared: below them all comes with them. */
function sharedIn({ access, listing }: Session): Map<string, Shared> {
  const shared = new Map<string, Shared>();
  for (const { id, path, kind } of listing.children.get("/") ?? []) {
    const decision = access.decide({ action: "asset.view", resource: path });
    const [by] = decision.because;
    if (by?.kind !== "share") continue;
    const place = kind === "folder" ? { path } : { path: parentOf(path), open: path };
    shared.set(id, {
      name: nameOf(path),
      path,
      place: { view: "library", collection: null, ...place },
      level: levelTitle(heldLevel(decision)),
      until: by.until,
    });
  }
  for (const { id, name } of listing.collections) {
    const decision = access.decide({ action: "collection.view", resource: { collection: id } });
    const [by] = decision.because;
    if (by?.kind !== "share") continue;
    const place = { view: "collections" as const, collection: id };
    shared.set(id, { name, place, level: levelTitle(heldLevel(decision)), until: by.until });
  }
  return shared;
}

/** Whether it has ended by itself; if not, it was taken back. */
export const hasEnded = ({ until }: Shared, { live }: Session): boolean =>
  until !== undefined && Date.parse(until) <= timeOf(live);

function detailOf({ level, until }: Shared, { live }: Session): string {
  if (until === undefined) return level;
  const soon = soonInWords(until, timeOf(live));
  return `${level}, ${soon === undefined ? `until ${endInWords(until)}` : `access ends ${soon}`}`;
}

interface Watch {
  /** Compares a session with the one before, and says what others have changed. */
  readonly take: (session: Session) => void;
}

interface Page {
  /** Whether the page itself has just asked for a change: of what it did, it says so already. */
  readonly isOwn: () => boolean;
  readonly path: () => string;
  readonly go: (place: Place) => void;
}

/** Begins with what is shared when a person begins to look; nothing of that is news. */
export function watchArrivals(first: Session, page: Page): Watch {
  let shared = sharedIn(first);
  useArrivals.setState({ had: shared, fresh: new Set() });

  function take(session: Session): void {
    // Before the lists are read again it is open whether a thing is gone or has another name.
    if (!session.isListed) return;
    const before = shared;
    shared = sharedIn(session);
    const isThere = (id: string) => session.listing.byId.has(id) || shared.has(id);
    const came = [...shared].filter(([id]) => !before.has(id)).map(([, one]) => one);
    const gone = [...before].filter(([id]) => !isThere(id)).map(([, one]) => one);
    const { had, fresh } = useArrivals.getState();
    const paths = came.flatMap(({ path }) => path ?? []);
    useArrivals.setState({ had: new Map([...had, ...shared]), fresh: new Set([...fresh, ...paths]) });
    if (page.isOwn()) return;
    sayCame(came, session);
    // The page that shows one says so itself.
    sayGone(
      gone.filter(({ path }) => path === undefined || !isWithin(page.path(), path)),
      session,
    );
  }

  function sayCame(came: readonly Shared[], session: Session): void {
    const [only] = came;
    if (only === undefined) return;
    const isOne = came.length === 1;
    notify({
      title: isOne ? `${quoted(only.name)} was shared with you` : `${many(came.length, "item")} were shared with you`,
      detail: isOne ? detailOf(only, session) : undefined,
      action: isOne ? { title: "Open", onPress: () => page.go(only.place) } : undefined,
    });
  }

  return { take };
}

function sayGone(gone: readonly Shared[], session: Session): void {
  const [only] = gone;
  if (only === undefined) return;
  const name = gone.length === 1 ? quoted(only.name) : many(gone.length, "item");
  const end = gone.every((one) => hasEnded(one, session)) ? "has ended" : "was removed";
  notify({ title: `Your access to ${name} ${end}`, tone: "plain" });
}

const isWithin = (path: string, top: string): boolean => path === top || path.startsWith(`${top}/`);

/** What this person had at a path by a share, on it or above it; undefined if there was nothing. */
export const hadAt = (had: Arrivals["had"], path: string): Shared | undefined =>
  [...had.values()].find((one) => one.path !== undefined && isWithin(path, one.path));

/** What was opened is no longer new. */
export function markSeen({ path, open }: Place): void {
  const { fresh } = useArrivals.getState();
  const left = new Set([...fresh].filter((one) => one !== path && one !== open));
  if (left.size < fresh.size) useArrivals.setState({ fresh: left });
}
