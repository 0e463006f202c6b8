import type { Entry } from "../session/listing";
import { useDashboard } from "../session/store";
import { AssetGrid, Cards } from "./AssetGrid";
import { AssetTable } from "./AssetTable";
import { SelectionBar } from "./SelectionBar";
import { useShown } from "./useShown";

/** The assets of one place, as a grid or a list, with the selection. */
export function AssetView({ entries, latest = [] }: { entries: Entry[]; latest?: Entry[] }) {
  const layout = useDashboard((state) => state.layout);
  const { shown, more } = useShown(entries);
  return (
    <>
      {layout === "grid" ? (
        <AssetGrid entries={entries} shown={shown} />
      ) : (
        <AssetTable entries={entries} shown={shown} />
      )}
      {more}
      {layout === "grid" && latest.length > 0 && <Cards title="Recent" entries={latest} />}
      <SelectionBar entries={entries} />
    </>
  );
}
