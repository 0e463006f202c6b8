// What lies over a place, the lowest first. Back closes the uppermost.
import { useDashboard } from "./store";

type Dashboard = ReturnType<typeof useDashboard.getState>;

const layers: readonly { isOpen: (state: Dashboard) => boolean; close: () => void }[] = [
  { isOpen: ({ open }) => open !== null, close: () => useDashboard.setState({ open: null }) },
  { isOpen: ({ menuOpen }) => menuOpen, close: () => useDashboard.setState({ menuOpen: false }) },
  { isOpen: ({ dialog }) => dialog !== null, close: () => useDashboard.getState().openDialog(null) },
  { isOpen: ({ why }) => why !== null, close: () => useDashboard.setState({ why: null }) },
  { isOpen: ({ overlay }) => overlay !== null, close: () => useDashboard.setState({ overlay: null }) },
];

export const openLayers = (state: Dashboard): number => layers.filter(({ isOpen }) => isOpen(state)).length;

/** Closes the uppermost until `count` are left. */
export function closeLayers(count: number): void {
  for (const { isOpen, close } of [...layers].reverse()) {
    const state = useDashboard.getState();
    if (openLayers(state) <= count) return;
    if (isOpen(state)) close();
  }
}
