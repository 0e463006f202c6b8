import type { Action, Resource } from "lockstep";
import { useAccess } from "lockstep/react";
import { useDashboard } from "../session/store";

/** Returns the actions of a list that are not hidden; in the X-ray all of them, which has ghosts of the others. */
export function useOffered(list: readonly Action[], resource?: Resource): Action[] {
  const access = useAccess();
  const xray = useDashboard((state) => state.xray);
  return list.filter((action) => xray || access.show(action, resource) !== "hidden");
}
