import { nameOfItem } from "../session/names";
import { nameOf, parentOf } from "../session/paths";
import { useSession } from "../session/store";
import { PlaceLink } from "../shell/PlaceLink";
import styles from "./people.module.css";

interface ThingLinkProps {
  path?: string | undefined;
  collection?: string | undefined;
}

/** A file, folder or collection as a link to it. One that the reader cannot see is named alone. */
export function ThingLink({ path, collection }: ThingLinkProps) {
  const session = useSession();
  if (path === "/")
    return (
      <PlaceLink to={{ view: "library", path, collection: null }} className={styles.thing}>
        The whole library
      </PlaceLink>
    );
  if (path !== undefined) {
    const kind = session.listing.byPath.get(path)?.kind;
    if (kind === undefined) return <span className={styles.thing}>{path}</span>;
    const to = kind === "folder" ? { path } : { path: parentOf(path), open: path };
    return (
      <PlaceLink to={{ view: "library", collection: null, ...to }} className={styles.thing} title={path}>
        <bdi>{nameOf(path)}</bdi>
        <span className={styles.where}>{path}</span>
      </PlaceLink>
    );
  }
  if (collection === undefined) return null;
  return (
    <PlaceLink to={{ view: "collections", path: "/", collection }} className={styles.thing}>
      <bdi>{nameOfItem(session, collection) || collection}</bdi>
      <span className={styles.where}>Collection</span>
    </PlaceLink>
  );
}
