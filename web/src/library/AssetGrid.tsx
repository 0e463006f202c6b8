import { Guarded } from "lockstep/react";
import { Folder } from "lucide-react";
import { memo, useCallback, useRef, type KeyboardEvent } from "react";
import { displayOf } from "../demo/display";
import { useArrivals } from "../session/arrivals";
import { many } from "../session/counting";
import type { Entry } from "../session/listing";
import { useDashboard, useSession } from "../session/store";
import { useHref } from "../shell/PlaceLink";
import { Thumbnail } from "../thumbnails/Thumbnail";
import { Check } from "../ui/Check";
import { classes } from "../ui/classes";
import { Name } from "../ui/Name";
import { useRoving, type RovingItem } from "../ui/useRoving";
import { dragEnd, dragStart, dropInto } from "./drag";
import { MenuButton } from "./ItemMenu";
import { menuPlaceOf, placeOfEntry, type ItemCalls, type ItemProps } from "./items";
import { useWindowed, type Shape } from "./useWindowed";
import styles from "./AssetGrid.module.css";

export interface ListProps {
  entries: Entry[];
  calls: ItemCalls;
  /** The path of the item whose menu is open, and the menu's id. */
  menu: { path: string; id: string } | null;
}

export function AssetGrid({ entries, ...list }: ListProps) {
  const folders = entries.filter((entry) => entry.kind === "folder");
  const files = entries.filter((entry) => entry.kind === "file");
  return (
    <>
      {folders.length > 0 && <Cards title="Folders" entries={folders} {...list} />}
      {files.length > 0 && <Cards title="Files" entries={files} {...list} />}
    </>
  );
}

function columnsOf(list: HTMLElement | null): number {
  return list ? getComputedStyle(list).gridTemplateColumns.split(" ").length : 1;
}

function shapeOf(list: HTMLElement): Shape {
  const height = list.querySelector<HTMLElement>(":scope > li")?.offsetHeight ?? 0;
  const gap = Number.parseFloat(getComputedStyle(list).rowGap) || 0;
  return { columns: columnsOf(list), height, step: height === 0 ? 0 : height + gap };
}

export function Cards({ title, entries, calls, menu }: ListProps & { title: string }) {
  const list = useRef<HTMLUListElement>(null);
  const paths = entries.map((entry) => entry.path);
  const { onKeyDown, item, current } = useRoving(paths, {
    columns: () => columnsOf(list.current),
    onMove: (path, { shiftKey }) => shiftKey && calls.extendTo(path),
  });
  const kept = current === null ? -1 : paths.indexOf(current);
  const { isPart, shape, drawn } = useWindowed(list, entries.length, kept, shapeOf);
  const { listing } = useSession();
  const rows = Math.ceil(entries.length / shape.columns);
  return (
    <section className={styles.section}>
      <h2 className={styles.title}>
        {title} <span>{entries.length}</span>
      </h2>
      <ul
        ref={list}
        className={classes(styles.cards, title === "Folders" && styles.folders)}
        style={isPart ? { minHeight: rows * shape.step, gridAutoRows: shape.height || undefined } : undefined}
        onKeyDown={onKeyDown}>
        {drawn.map((index) => {
          const entry = entries[index];
          return entry === undefined ? null : (
            <Card
              key={entry.path}
              entry={entry}
              index={index}
              count={isPart ? entries.length : undefined}
              columns={isPart ? shape.columns : undefined}
              inside={listing.children.get(entry.path)?.length ?? 0}
              active={current === entry.path}
              menuId={menu?.path === entry.path ? menu.id : undefined}
              calls={calls}
              roving={item}
            />
          );
        })}
      </ul>
    </section>
  );
}

interface CardProps extends ItemProps {
  inside: number;
  /** Of a list that is drawn in part: how many items it has, and in how many columns. */
  count: number | undefined;
  columns: number | undefined;
  roving: RovingItem;
}

const Card = memo(function Card({ inside, count, columns, roving, ...item }: CardProps) {
  const { entry, index, active, calls } = item;
  const { path } = entry;
  const selected = useDashboard((state) => state.selection.has(path));
  const open = useDashboard((state) => state.open === path);
  const isNew = useArrivals((state) => state.fresh.has(path));
  const href = useHref(placeOfEntry(entry));
  const attach = useCallback((element: HTMLElement | null) => roving.attach(path, element), [roving, path]);
  const folder = entry.kind === "folder";
  const facts = displayOf(entry);
  const place = columns && {
    gridRow: Math.floor(index / columns) + 1,
    gridColumn: (index % columns) + 1,
  };

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== " ") return;
    event.preventDefault();
    calls.check(entry, event.shiftKey);
  }

  return (
    <li
      className={classes(styles.card, folder && styles.folder)}
      style={place || undefined}
      aria-setsize={count}
      aria-posinset={count && index + 1}
      data-selected={selected || undefined}
      data-open={open || undefined}
      data-new={isNew || undefined}
      data-asset={path}
      onDragStart={(event) => dragStart(entry, event)}
      onDragEnd={dragEnd}
      {...(folder && dropInto(path))}
      onContextMenu={(event) => {
        event.preventDefault();
        calls.openMenu(entry, menuPlaceOf(event, event.currentTarget.querySelector("a") ?? event.currentTarget));
      }}>
      <Guarded action="asset.view" resource={path}>
        <a
          href={href}
          className={styles.face}
          tabIndex={active ? 0 : -1}
          ref={attach}
          onFocus={() => roving.choose(path)}
          onClick={(event) => calls.press(entry, event)}
          onKeyDown={onKeyDown}>
          {folder ? (
            <span className={styles.folderIcon}>
              <Folder aria-hidden />
            </span>
          ) : (
            <span className={styles.picture}>
              <Thumbnail of={entry} />
              {entry.published === false && <span className={styles.draft}>Draft</span>}
              {facts.duration && <span className={styles.duration}>{facts.duration}</span>}
            </span>
          )}
          <span className={styles.text}>
            <Name className={styles.name}>{entry.name}</Name>
            {isNew && <span className={styles.new}>New</span>}
            <span className={styles.meta}>
              {entry.strayIn !== undefined
                ? `In ${entry.strayIn}, which is gone`
                : folder
                  ? many(inside, "item")
                  : `${facts.type} · ${facts.size}`}
            </span>
          </span>
        </a>
      </Guarded>
      <Check
        className={styles.check}
        tabIndex={active ? 0 : -1}
        label={`Select ${entry.name}`}
        checked={selected}
        onChange={({ nativeEvent }) => calls.check(entry, (nativeEvent as PointerEvent).shiftKey)}
      />
      <MenuButton {...item} className={styles.menu} />
    </li>
  );
});
