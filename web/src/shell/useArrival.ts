import { useDeferredValue, useEffect, useRef } from "react";
import { placeOf } from "../session/address";
import { useDashboard, useSession } from "../session/store";
import { headingOfPlace } from "../ui/focus";
import { usePartsDrawn } from "./later";

/**
 * Names the page after the place one is at. The focus that went away with the last place goes to the heading of this
 * one.
 */
export function useArrival(): void {
  const session = useSession();
  const place = useDashboard(placeOf);
  // The heading of a search arrives together with its results.
  const query = useDeferredValue(useDashboard((state) => state.query));
  // The heading of a page that is loaded when it is first shown comes with its code.
  const parts = usePartsDrawn();
  const last = useRef(place);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the heading depends on the session and the query
  useEffect(() => {
    const heading = headingOfPlace();
    if (!heading) return;
    document.title = `${heading.textContent} – Northpine, a Lockstep demo`;
    if (place !== last.current && document.activeElement === document.body) heading.focus();
    last.current = place;
  }, [session, place, query, parts]);
}
