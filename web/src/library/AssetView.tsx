import { ListFilter } from "lucide-react";
import { useId, useMemo, useRef, useState } from "react";
import type { MenuPlace } from "../follow/ActionMenu";
import type { Entry } from "../session/listing";
import { many } from "../session/counting";
import { useDashboard, useSession } from "../session/store";
import { Empty } from "../ui/Empty";
import { ArrangeBar } from "./ArrangeBar";
import { arranged, isFiltered } from "./arrangement";
import { AssetGrid, Cards, type ListProps } from "./AssetGrid";
import { AssetTable } from "./AssetTable";
import { ItemMenu } from "./ItemMenu";
import { itemCalls } from "./items";
import { useListKeys } from "./useListKeys";
import { SelectionBar } from "./SelectionBar";

interface OpenMenu {
  readonly entry: Entry;
  readonly place: MenuPlace;
}

/** The assets of one place, as a grid or a list, with the selection. */
export function AssetView({ entries, latest = [] }: { entries: Entry[]; latest?: Entry[] }) {
  const layout = useDashboard((state) => state.layout);
  const { access } = useSession();
  const filter = useDashboard((state) => state.filter);
  const sort = useDashboard((state) => state.sort);
  const descending = useDashboard((state) => state.descending);
  const shown = useMemo(
    () => arranged(access, entries, filter, { sort, descending }),
    [access, entries, filter, sort, descending],
  );
  const order = useMemo(() => shown.map((entry) => entry.path), [shown]);
  useListKeys(order);
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
      <ArrangeBar entries={entries} count={shown.length} />
      {shown.length === 0 ? (
        <Empty icon={<ListFilter />} title="Nothing here passes the filters">
          Clear them to see {many(entries.length, "item")}.
        </Empty>
      ) : layout === "grid" ? (
        <AssetGrid entries={shown} {...list} />
      ) : (
        <AssetTable entries={shown} {...list} />
      )}
      {layout === "grid" && latest.length > 0 && !isFiltered(filter) && (
        <Cards title="Recent" entries={latest} {...list} />
      )}
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
