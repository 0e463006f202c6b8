import { useId, useMemo, useRef, useState } from "react";
import type { MenuPlace } from "../follow/ActionMenu";
import type { Entry } from "../session/listing";
import { useDashboard } from "../session/store";
import { AssetGrid, Cards, type ListProps } from "./AssetGrid";
import { AssetTable } from "./AssetTable";
import { ItemMenu } from "./ItemMenu";
import { itemCalls } from "./items";
import { SelectionBar } from "./SelectionBar";

interface OpenMenu {
  readonly entry: Entry;
  readonly place: MenuPlace;
}

/** The assets of one place, as a grid or a list, with the selection. */
export function AssetView({ entries, latest = [] }: { entries: Entry[]; latest?: Entry[] }) {
  const layout = useDashboard((state) => state.layout);
  const order = useMemo(() => entries.map((entry) => entry.path), [entries]);
  const state = useRef<{ order: readonly string[]; anchor: string | null }>({ order, anchor: null });
  state.current.order = order;
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const menuId = useId();
  const [calls] = useState(() =>
    itemCalls(state, (entry, place) => {
      setMenu({ entry, place });
      setMenuOpen(true);
    }),
  );
  const list: Pick<ListProps, "calls" | "menu"> = {
    calls,
    menu: menu && isMenuOpen ? { path: menu.entry.path, id: menuId } : null,
  };
  return (
    <>
      {layout === "grid" ? <AssetGrid entries={entries} {...list} /> : <AssetTable entries={entries} {...list} />}
      {layout === "grid" && latest.length > 0 && <Cards title="Recent" entries={latest} {...list} />}
      {menu && (
        <ItemMenu
          id={menuId}
          entry={menu.entry}
          place={isMenuOpen ? menu.place : null}
          onClose={() => setMenuOpen(false)}
        />
      )}
      <SelectionBar entries={entries} />
    </>
  );
}
