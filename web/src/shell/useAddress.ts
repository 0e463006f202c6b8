import { useEffect } from "react";
import { readAddress, writeAddress } from "../session/address";
import { useDashboard } from "../session/store";

/** Keeps the address bar, the Back button and the theme in step with the store. */
export function useAddress(): void {
  const theme = useDashboard((state) => state.theme);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);

  useEffect(() => {
    let place = "";
    const stop = useDashboard.subscribe((state) => {
      const text = writeAddress(state);
      if (text === window.location.search) return;
      const next = `${state.view} ${state.path} ${state.collection}`;
      if (place && next !== place) window.history.pushState(null, "", text);
      else window.history.replaceState(null, "", text);
      place = next;
    });
    const back = () => {
      const { as, ...rest } = readAddress(window.location.search);
      if (as === useDashboard.getState().as) useDashboard.setState({ ...rest, selection: new Set() });
    };
    window.addEventListener("popstate", back);
    return () => {
      stop();
      window.removeEventListener("popstate", back);
    };
  }, []);
}
