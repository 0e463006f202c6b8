import { useEffect, useLayoutEffect } from "react";
import { placeOf, readAddress, writeAddress } from "../session/address";
import { closeLayers, openLayers } from "../session/layers";
import { useDashboard } from "../session/store";

/** What the browser keeps with an entry of its history. */
interface Step {
  /** Its place in the history, so that a step back is known from one forward. */
  readonly index: number;
  /** How many layers are over the place. */
  readonly layers: number;
  /** How many there are in the entry before, which is the same place; absent where it is another. */
  readonly below?: number;
}

const stepNow = (): Step | null => window.history.state as Step | null;

/** Keeps the address bar, the Back button and the theme in step with the store. */
export function useAddress(): void {
  const theme = useDashboard((state) => state.theme);
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);

  useEffect(() => {
    let place = placeOf(useDashboard.getState());
    let hasArrived = useDashboard.getState().session !== null;
    let index = stepNow()?.index ?? 0;
    let isMoving = false;

    function keep(): void {
      if (isMoving) return;
      const state = useDashboard.getState();
      const address = writeAddress(state);
      const layers = openLayers(state);
      const { below, ...step } = stepNow() ?? { index, layers: 0 };
      // The first page that is drawn is where one came in, whatever the address said.
      const moved = hasArrived && placeOf(state) !== place;
      const isOver = hasArrived && !moved && layers > step.layers;
      // An entry of a layer that was closed since is used for what comes next.
      const isFree = below !== undefined && (moved || step.layers <= below);
      place = placeOf(state);
      hasArrived ||= state.session !== null;
      if ((moved || isOver) && !isFree) {
        index = step.index + 1;
        window.history.pushState({ index, layers, ...(isOver && { below: step.layers }) }, "", address);
      } else if (address !== window.location.search || layers !== step.layers || stepNow() === null)
        window.history.replaceState({ ...step, layers, ...(!moved && { below }) }, "", address);
    }

    function back(): void {
      const { as, ...rest } = readAddress(window.location.search);
      const before = useDashboard.getState();
      if (as !== before.as) return;
      if (stepNow() === null) window.history.replaceState({ index, layers: rest.open === null ? 0 : 1 }, "");
      const step = stepNow() ?? { index, layers: 0 };
      const isBack = step.index < index;
      index = step.index;
      isMoving = true;
      useDashboard.setState({ ...rest, selection: new Set() });
      closeLayers(step.layers);
      isMoving = false;
      const after = useDashboard.getState();
      const isSame = placeOf(after) === placeOf(before) && openLayers(after) === openLayers(before);
      place = placeOf(after);
      keep();
      // What the entry was made for was closed already.
      if (isBack && isSame && after.query === before.query) window.history.back();
    }

    const stop = useDashboard.subscribe(keep);
    window.addEventListener("popstate", back);
    return () => {
      stop();
      window.removeEventListener("popstate", back);
    };
  }, []);
}
