import { ChevronRight, Folder, FolderOpen } from "lucide-react";
import { useState, type KeyboardEvent } from "react";
import { visibleTrail, type Entry, type Listing } from "../session/listing";
import { useDashboard, useSession } from "../session/store";
import { PlaceLink } from "../shell/PlaceLink";
import { Name } from "../ui/Name";
import { isPlainKey, useRoving } from "../ui/useRoving";
import { dropInto } from "./drag";
import { useTopTitle } from "./useTopTitle";
import styles from "./FolderTree.module.css";

interface Row {
  entry: Entry;
  depth: number;
  open: boolean;
  hasFolders: boolean;
}

function foldersIn(listing: Listing, path: string): Entry[] {
  return (listing.children.get(path) ?? []).filter((entry) => entry.kind === "folder");
}

function rowsOf(listing: Listing, open: ReadonlySet<string>, path = "/", depth = 1): Row[] {
  return foldersIn(listing, path).flatMap((entry) => {
    const row = { entry, depth, open: open.has(entry.path), hasFolders: foldersIn(listing, entry.path).length > 0 };
    return row.open ? [row, ...rowsOf(listing, open, entry.path, depth + 1)] : [row];
  });
}

export function FolderTree() {
  const { listing } = useSession();
  const path = useDashboard((state) => state.path);
  const view = useDashboard((state) => state.view);
  const go = useDashboard((state) => state.go);
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const title = useTopTitle();

  const here = visibleTrail(listing, path).map((entry) => entry.path);
  const open = new Set([...here, ...[...toggled].filter(([, on]) => on).map(([key]) => key)]);
  for (const [key, on] of toggled) if (!on) open.delete(key);
  const rows = rowsOf(listing, open);
  const { focus, onKeyDown, itemProps } = useRoving(rows.map((row) => row.entry.path));

  if (rows.length === 0) return null;

  const setOpen = (key: string, on: boolean) => setToggled(new Map(toggled).set(key, on));
  const placeOf = (to: string) => ({ view: "library", path: to, collection: null }) as const;

  function onRowKey(event: KeyboardEvent, row: Row) {
    if (!isPlainKey(event)) return;
    const { entry } = row;
    if (event.key === "ArrowRight" && row.hasFolders) {
      if (row.open) focus(foldersIn(listing, entry.path)[0]?.path);
      else setOpen(entry.path, true);
    } else if (event.key === "ArrowLeft") {
      if (row.open) setOpen(entry.path, false);
      else focus(visibleTrail(listing, entry.path).at(-2)?.path);
    } else if (event.key === " ") go(placeOf(entry.path));
    else return;
    event.preventDefault();
  }

  return (
    <section className={styles.section} aria-labelledby="folders-title">
      <h2 id="folders-title" className={styles.title}>
        {title}
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the tree pattern of ARIA is a list */}
      <ul role="tree" aria-labelledby="folders-title" className={styles.tree} onKeyDown={onKeyDown}>
        {rows.map((row) => (
          <li key={row.entry.path} role="none">
            <PlaceLink
              to={placeOf(row.entry.path)}
              role="treeitem"
              aria-level={row.depth}
              aria-expanded={row.hasFolders ? row.open : undefined}
              aria-selected={view === "library" && path === row.entry.path}
              data-depth={Math.min(row.depth, 6)}
              data-folder={row.entry.path}
              className={styles.row}
              onKeyDown={(event) => onRowKey(event, row)}
              {...dropInto(row.entry.path)}
              {...itemProps(row.entry.path)}>
              <span
                className={styles.twist}
                aria-hidden
                onClick={(event) => {
                  event.preventDefault();
                  event.stopPropagation();
                  setOpen(row.entry.path, !row.open);
                }}>
                {row.hasFolders && <ChevronRight data-open={row.open} />}
              </span>
              {row.open ? <FolderOpen aria-hidden /> : <Folder aria-hidden />}
              <Name className={styles.name}>{row.entry.name}</Name>
            </PlaceLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
