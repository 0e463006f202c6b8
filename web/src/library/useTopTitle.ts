import { seesParts } from "../session/listing";
import { useSession } from "../session/store";

export function useTopTitle(): string {
  return seesParts(useSession().access) ? "Shared with me" : "All folders";
}
