import tree from "../library/FolderTree.module.css";
import { Name } from "../ui/Name";
import { resourceName, type Resource } from "./facts";
import { KindMark } from "./KindMark";
import { Link } from "./Link";
import { kindsIn } from "./policy";
import { useSession, useWorkspace } from "./store";
import styles from "./PlaceTree.module.css";

/** The places that are directly in the root and may hold others. */
export function PlaceTree() {
  const { policy, listing } = useSession();
  const places = (listing.children.get("/") ?? []).filter(({ kind }) => kindsIn(policy, kind).length > 0);
  if (places.length === 0) return <div className={styles.section} />;
  return (
    <nav className={styles.section} aria-label="Places of the account">
      <ul className={styles.places}>
        {places.map((place) => (
          <PlaceRow key={place.id} place={place} />
        ))}
      </ul>
    </nav>
  );
}

function PlaceRow({ place }: { place: Resource }) {
  const at = useWorkspace((state) => state.at);
  const isHere = at === place.path || at.startsWith(`${place.path}/`);
  return (
    <li>
      <Link
        to={{ page: "places", at: place.path }}
        className={tree.row}
        aria-current={isHere ? "true" : undefined}
        data-here={isHere || undefined}>
        <KindMark kind={place.kind} small />
        <Name className={tree.name}>{resourceName(place)}</Name>
      </Link>
    </li>
  );
}
