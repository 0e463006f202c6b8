import { useEffect, useLayoutEffect } from "react";
import { placeOf, readAddress, writeAddress } from "../session/address";
import { useDashboard } from "../session/store";

/** Keeps the address bar, the Back button and the theme in step with the store. */
export function useAddress(): void {
  const theme = useDashboard((state) => state.theme);
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);

  useEffect(() => {
    let place = placeOf(useDashboard.getState());
    const stop = useDashboard.subscribe((state, before) => {
      // The first page that is drawn is where one came in, whatever the address said.
      const moved = before.session !== null && placeOf(state) !== place;
      place = placeOf(state);
      const text = writeAddress(state);
      if (text === window.location.search) return;
      if (moved) window.history.pushState(null, "", text);
      else window.history.replaceState(null, "", text);
    });
    const back = () => {
      const { as, ...rest } = readAddress(window.location.search);
      if (as !== useDashboard.getState().as) return;
      place = placeOf(rest);
      useDashboard.setState({ ...rest, selection: new Set() });
    };
    window.addEventListener("popstate", back);
    return () => {
      stop();
      window.removeEventListener("popstate", back);
    };
  }, []);
}
