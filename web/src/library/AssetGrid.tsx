import { Guarded } from "lockstep/react";
import { Folder } from "lucide-react";
import { useRef, type KeyboardEvent } from "react";
import { displayOf } from "../demo/display";
import { perform } from "../follow/perform";
import type { Entry } from "../session/listing";
import { useDashboard, useSession } from "../session/store";
import { Thumbnail } from "../thumbnails/Thumbnail";
import { Check } from "../ui/Check";
import { classes } from "../ui/classes";
import { useRoving } from "../ui/useRoving";
import { RowMenu } from "./RowMenu";
import type { ManyEntries } from "./useShown";
import styles from "./AssetGrid.module.css";

export function AssetGrid({ entries, shown }: ManyEntries) {
  const folders = shown.filter((entry) => entry.kind === "folder");
  const files = shown.filter((entry) => entry.kind === "file");
  const count = (kind: Entry["kind"]) => entries.filter((entry) => entry.kind === kind).length;
  return (
    <>
      {folders.length > 0 && <Cards title="Folders" entries={folders} count={count("folder")} />}
      {files.length > 0 && <Cards title="Files" entries={files} count={count("file")} />}
    </>
  );
}

function columnsOf(list: HTMLElement | null): number {
  return list ? getComputedStyle(list).gridTemplateColumns.split(" ").length : 1;
}

/** `count`: where there are more than those that are drawn. */
export function Cards({ title, entries, count = entries.length }: { title: string; entries: Entry[]; count?: number }) {
  const list = useRef<HTMLUListElement>(null);
  const { onKeyDown, itemProps, current } = useRoving(
    entries.map((entry) => entry.path),
    () => columnsOf(list.current),
  );
  return (
    <section className={styles.section}>
      <h2 className={styles.title}>
        {title} <span>{count}</span>
      </h2>
      <ul ref={list} className={classes(styles.cards, title === "Folders" && styles.folders)} onKeyDown={onKeyDown}>
        {entries.map((entry) => (
          <Card key={entry.path} entry={entry} active={current === entry.path} roving={itemProps(entry.path)} />
        ))}
      </ul>
    </section>
  );
}

interface CardProps {
  entry: Entry;
  active: boolean;
  roving: ReturnType<ReturnType<typeof useRoving>["itemProps"]>;
}

function Card({ entry, active, roving }: CardProps) {
  const { listing } = useSession();
  const selected = useDashboard((state) => state.selection.has(entry.path));
  const open = useDashboard((state) => state.open === entry.path);
  const toggle = useDashboard((state) => state.toggle);
  const folder = entry.kind === "folder";
  const facts = displayOf(entry.path);
  const inside = listing.children.get(entry.path)?.length ?? 0;
  const tabIndex = active ? 0 : -1;

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== " ") return;
    event.preventDefault();
    toggle(entry.path);
  }

  return (
    <li
      className={classes(styles.card, folder && styles.folder)}
      data-selected={selected || undefined}
      data-open={open || undefined}
      data-asset={entry.path}>
      <Guarded action="asset.view" resource={entry.path}>
        <button
          type="button"
          className={styles.face}
          onClick={() => perform({ action: "asset.view", resource: entry.path })}
          onKeyDown={onKeyDown}
          {...roving}>
          {folder ? (
            <span className={styles.folderIcon}>
              <Folder aria-hidden />
            </span>
          ) : (
            <span className={styles.picture}>
              <Thumbnail path={entry.path} />
              {entry.published === false && <span className={styles.draft}>Draft</span>}
              {facts.duration && <span className={styles.duration}>{facts.duration}</span>}
            </span>
          )}
          <span className={styles.text}>
            <span className={styles.name}>{entry.name}</span>
            <span className={styles.meta}>
              {entry.strayIn !== undefined
                ? `In ${entry.strayIn}, which is gone`
                : folder
                  ? inside === 1
                    ? "1 item"
                    : `${inside} items`
                  : `${facts.type} · ${facts.size}`}
            </span>
          </span>
        </button>
      </Guarded>
      <Check
        className={styles.check}
        tabIndex={tabIndex}
        label={`Select ${entry.name}`}
        checked={selected}
        onChange={() => toggle(entry.path)}
      />
      <RowMenu entry={entry} tabIndex={tabIndex} className={styles.menu} />
    </li>
  );
}
