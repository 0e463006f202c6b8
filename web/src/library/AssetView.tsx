import type { Entry } from "../session/listing";
import { useDashboard } from "../session/store";
import { AssetGrid } from "./AssetGrid";
import { AssetTable } from "./AssetTable";
import { SelectionBar } from "./SelectionBar";

/** The assets of one place, as a grid or a list, with what is selected among them. */
export function AssetView({ entries, latest = [] }: { entries: Entry[]; latest?: Entry[] }) {
  const layout = useDashboard((state) => state.layout);
  return (
    <>
      {layout === "grid" ? <AssetGrid entries={entries} latest={latest} /> : <AssetTable entries={entries} />}
      <SelectionBar entries={entries} />
    </>
  );
}
