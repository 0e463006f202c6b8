import { useEffect } from "react";
import { useDashboard } from "../session/store";

export const shortcuts: readonly (readonly [keys: string, what: string])[] = [
  ["Ctrl+K", "Find a page, a file or an action"],
  ["/", "Search files and folders"],
  ["?", "Show this list; on a control, why it is as it is"],
  ["Alt+click", "Why a control is as it is"],
  ["X", "The X-ray: every control by its answer"],
  ["Arrow keys", "Go from one item to the next"],
  ["Space", "Select an item"],
  ["Shift+arrow, Shift+click", "Select a range"],
  ["Ctrl+A", "Select everything in the list"],
  ["Enter", "Open"],
  ["F2", "Rename"],
  ["Delete", "Delete"],
  ["Escape", "Clear the selection, or close what is open"],
];

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("input:not([type=checkbox]), textarea, select") !== null;

/** The keys of the page as a whole. */
export function useShortcuts(): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.defaultPrevented) return;
      const { overlay, dialog, setOverlay } = useDashboard.getState();
      const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (isCommand && event.key.toLowerCase() === "k") {
        if (dialog !== null) return;
        setOverlay(overlay === "palette" ? null : "palette");
      } else if (isTyping(event.target) || overlay !== null || event.ctrlKey || event.metaKey || event.altKey) return;
      else if (event.key === "/") document.querySelector<HTMLElement>("input[type=search]")?.focus();
      else if (event.key === "?" && event.target instanceof Element && !event.target.closest("[data-question]"))
        setOverlay("shortcuts");
      else return;
      event.preventDefault();
    }
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
