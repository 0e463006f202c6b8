import { useDecision } from "../follow/useDecision";

/** Whoever may make nothing at the top sees there what others let them see. */
export function useTopTitle(): string {
  return useDecision({ action: "folder.create", resource: "/" }).reason === "root_closed" ? "Shared with me" : "All folders";
}
