// What is selected and what is open, after a change: an item that was renamed or moved stays so at its new path.
import type { Session } from "./following";
import type { Listing } from "./listing";

interface Marked {
  readonly selection: ReadonlySet<string>;
  readonly open: string | null;
}

/** Returns what differs from `marked`. `before` is the listing that was drawn last. */
export function markedNow(session: Session, before: Listing | undefined, marked: Marked): Partial<Marked> {
  const { listing, isListed } = session;
  function pathNow(path: string): string | undefined {
    if (listing.byPath.has(path) || !isListed) return path;
    return listing.byId.get(before?.byPath.get(path)?.id ?? "")?.path;
  }
  const paths = [...marked.selection].flatMap((path) => pathNow(path) ?? []);
  const selection = new Set(paths.filter((path) => listing.byPath.has(path)));
  const isSame = selection.size === marked.selection.size && paths.every((path) => marked.selection.has(path));
  const open = marked.open === null ? undefined : pathNow(marked.open);
  return { ...(!isSame && { selection }), ...(open !== undefined && { open }) };
}
