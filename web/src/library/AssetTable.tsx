import { Guarded, useDecision } from "lockstep/react";
import { ArrowDown, ArrowUp, Folder } from "lucide-react";
import { memo, useCallback, useRef, type KeyboardEvent } from "react";
import { displayOf } from "../demo/display";
import type { Sort } from "../session/address";
import { useDashboard } from "../session/store";
import { useArrivals } from "../session/arrivals";
import { endInWords } from "../session/days";
import { heldLevel, levelTitle } from "../session/titles";
import { useHref } from "../shell/PlaceLink";
import { Thumbnail } from "../thumbnails/Thumbnail";
import { Check } from "../ui/Check";
import { Name } from "../ui/Name";
import { useRoving, type RovingItem } from "../ui/useRoving";
import type { ListProps } from "./AssetGrid";
import { sortTitles } from "./arrangement";
import { dragEnd, dragStart, dropInto } from "./drag";
import { MenuButton } from "./ItemMenu";
import { menuPlaceOf, placeOfEntry, type ItemProps } from "./items";
import { useWindowed, type Shape } from "./useWindowed";
import styles from "./AssetTable.module.css";

const columns: readonly Sort[] = ["name", "kind", "size", "changed", "access"];

function shapeOf(body: HTMLElement): Shape {
  const height = body.querySelector<HTMLElement>("tr[data-asset]")?.offsetHeight ?? 0;
  return { columns: 1, height, step: height };
}

export function AssetTable({ entries, calls, menu }: ListProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const paths = entries.map((entry) => entry.path);
  const { onKeyDown, item, current } = useRoving(paths, {
    onMove: (path, { shiftKey }) => shiftKey && calls.extendTo(path),
  });
  const kept = current === null ? -1 : paths.indexOf(current);
  const { isPart, shape, drawn } = useWindowed(body, entries.length, kept, shapeOf);
  const rows = drawn.flatMap((index, i) => {
    const entry = entries[index];
    if (entry === undefined) return [];
    const gap = index - (drawn[i - 1] ?? -1) - 1;
    const row = (
      <Row
        key={entry.path}
        entry={entry}
        index={index}
        isPart={isPart}
        active={current === entry.path}
        menuId={menu?.path === entry.path ? menu.id : undefined}
        calls={calls}
        roving={item}
      />
    );
    return gap > 0 ? [<Gap key={`before ${entry.path}`} height={gap * shape.step} />, row] : [row];
  });
  const below = entries.length - 1 - (drawn.at(-1) ?? -1);
  return (
    <table className={styles.table} aria-rowcount={isPart ? entries.length + 1 : undefined} onKeyDown={onKeyDown}>
      <thead>
        <tr>
          <th scope="col" className={styles.tick}>
            <CheckAll paths={paths} />
          </th>
          {columns.map((by) => (
            <SortHeader key={by} by={by} />
          ))}
          <th scope="col" className={styles.end}>
            <span className="visuallyHidden">Operations</span>
          </th>
        </tr>
      </thead>
      <tbody ref={body}>
        {rows}
        {below > 0 && <Gap height={below * shape.step} />}
      </tbody>
    </table>
  );
}

/** Sorts by its column; pressed again, the other way round. */
function SortHeader({ by }: { by: Sort }) {
  const isSorted = useDashboard((state) => state.sort === by);
  const descending = useDashboard((state) => state.descending);
  const order = isSorted ? (descending ? "descending" : "ascending") : undefined;
  return (
    <th scope="col" className={by === "name" ? undefined : styles.wide} aria-sort={order}>
      <button
        type="button"
        className={styles.sort}
        onClick={() => useDashboard.setState({ sort: by, descending: isSorted && !descending })}>
        {sortTitles[by]}
        {order === "ascending" && <ArrowUp aria-hidden />}
        {order === "descending" && <ArrowDown aria-hidden />}
      </button>
    </th>
  );
}

function CheckAll({ paths }: { paths: string[] }) {
  const selection = useDashboard((state) => state.selection);
  const select = useDashboard((state) => state.select);
  const all = paths.every((path) => selection.has(path));
  return (
    <Check
      label="Select everything here"
      checked={all}
      mixed={!all && selection.size > 0}
      onChange={() => select(all ? [] : paths)}
    />
  );
}

/** The room of rows that are not drawn. */
function Gap({ height }: { height: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={7} className={styles.room} style={{ height }} />
    </tr>
  );
}

const Row = memo(function Row({ isPart, roving, ...item }: ItemProps & { isPart: boolean; roving: RovingItem }) {
  const { entry, index, active, calls } = item;
  const { path } = entry;
  const selected = useDashboard((state) => state.selection.has(path));
  const isNew = useArrivals((state) => state.fresh.has(path));
  const href = useHref(placeOfEntry(entry));
  const attach = useCallback((element: HTMLElement | null) => roving.attach(path, element), [roving, path]);
  const decision = useDecision({ action: "asset.view", resource: path });
  const until = decision.because[0]?.until;
  const folder = entry.kind === "folder";
  const facts = displayOf(entry);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== " ") return;
    event.preventDefault();
    calls.check(entry, event.shiftKey);
  }

  return (
    <tr
      data-selected={selected || undefined}
      data-new={isNew || undefined}
      data-asset={path}
      aria-rowindex={isPart ? index + 2 : undefined}
      onDragStart={(event) => dragStart(entry, event)}
      onDragEnd={dragEnd}
      {...(folder && dropInto(path))}
      onContextMenu={(event) => {
        event.preventDefault();
        calls.openMenu(entry, menuPlaceOf(event, event.currentTarget.querySelector("a") ?? event.currentTarget));
      }}>
      <td className={styles.tick}>
        <Check
          label={`Select ${entry.name}`}
          checked={selected}
          tabIndex={active ? 0 : -1}
          onChange={({ nativeEvent }) => calls.check(entry, (nativeEvent as PointerEvent).shiftKey)}
        />
      </td>
      <td className={styles.nameCell}>
        <Guarded action="asset.view" resource={path}>
          <a
            href={href}
            className={styles.name}
            tabIndex={active ? 0 : -1}
            ref={attach}
            onFocus={() => roving.choose(path)}
            onClick={(event) => calls.press(entry, event)}
            onKeyDown={onKeyDown}>
            <span className={styles.picture}>{folder ? <Folder aria-hidden /> : <Thumbnail of={entry} />}</span>
            <span className={styles.text}>
              <Name>{entry.name}</Name>
              {entry.strayIn !== undefined && <span className={styles.more}>In {entry.strayIn}, which is gone</span>}
            </span>
            {isNew && <span className={styles.new}>New</span>}
            {entry.published === false && <span className={styles.draft}>Draft</span>}
          </a>
        </Guarded>
      </td>
      <td className={styles.wide}>{folder ? "Folder" : facts.type}</td>
      <td className={styles.wide}>{folder ? "–" : facts.size}</td>
      <td className={styles.wide}>{facts.date}</td>
      <td className={styles.wide}>
        {levelTitle(heldLevel(decision)) || "–"}
        {until !== undefined && <span className={styles.more}>until {endInWords(until)}</span>}
      </td>
      <td className={styles.end}>
        <MenuButton {...item} />
      </td>
    </tr>
  );
});
