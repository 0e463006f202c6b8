import { useEffect } from "react";
import { performOrExplain, performTogether } from "../follow/together";
import { useAway, useDashboard } from "../session/store";

/** Keys belong to a field while one types in it, and to a dialog or a menu while one is open. */
function isElsewhere(target: EventTarget | null): boolean {
  const isField = target instanceof HTMLElement && target.closest("input:not([type=checkbox]), textarea, select");
  return Boolean(isField) || document.querySelector("[role=dialog], [role=menu], [role=listbox]") !== null;
}

const focusedPath = (): string | undefined =>
  document.activeElement?.closest<HTMLElement>("#main [data-asset]")?.dataset.asset;

/** The keys of a list: Ctrl+A, Delete, F2 and Escape. `order` has the paths that it shows. */
export function useListKeys(order: readonly string[]): void {
  const isAway = useAway() !== null;
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.defaultPrevented || event.altKey || isElsewhere(event.target)) return;
      const { select, selection, session } = useDashboard.getState();
      const path = focusedPath();
      if (event.ctrlKey || event.metaKey) {
        if (event.key.toLowerCase() !== "a" || event.shiftKey) return;
        select(order);
      } else if (event.key === "Delete") {
        const paths = selection.size > 0 ? [...selection] : path === undefined ? [] : [path];
        if (paths.length === 0) return;
        performTogether("asset.delete", paths, isAway);
      } else if (event.key === "F2") {
        const only = selection.size === 1 ? [...selection][0] : path;
        const entry = only === undefined ? undefined : session?.listing.byPath.get(only);
        if (!entry) return;
        const action = entry.kind === "folder" ? "folder.rename" : "file.rename";
        performOrExplain({ action, resource: entry.path });
      } else if (event.key === "Escape" && selection.size > 0) select([]);
      else return;
      event.preventDefault();
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [order, isAway]);
}
