import { useSyncExternalStore } from "react";

const query = window.matchMedia("(max-width: 1080px)");

function subscribe(listener: () => void): () => void {
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

/** Whether the page is too narrow for a panel beside the list. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches);
}
