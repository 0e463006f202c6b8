import { useDecision } from "lockstep/react";
import { Images, LockKeyhole } from "lucide-react";
import { ActionButton } from "../follow/ActionButton";
import { ActionMenu } from "../follow/ActionMenu";
import { withButtons } from "../follow/sections";
import { AssetView } from "../library/AssetView";
import { LayoutSwitch } from "../library/LayoutSwitch";
import type { Collection } from "lockstep/live";
import type { Entry } from "../session/listing";
import { actionsOn } from "../session/question";
import { useDashboard, useSession } from "../session/store";
import { Thumbnail } from "../thumbnails/Thumbnail";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import page from "../ui/Page.module.css";
import styles from "./CollectionsPage.module.css";

export function CollectionsPage() {
  const { listing } = useSession();
  const chosen = useDashboard((state) => state.collection);
  const collection = listing.collections.find((one) => one.id === chosen);
  if (collection) return <CollectionPage collection={collection} />;
  return (
    <>
      <div className={page.head}>
        <h1>Collections</h1>
        <ActionButton question={{ action: "collection.create" }} look="primary" />
      </div>
      {listing.collections.length > 0 ? (
        <ul className={styles.cards}>
          {listing.collections.map((one) => (
            <CollectionCard key={one.id} collection={one} />
          ))}
        </ul>
      ) : (
        <NoCollections />
      )}
    </>
  );
}

function NoCollections() {
  const question = { action: "collection.create" } as const;
  const decision = useDecision(question);
  const explain = useDashboard((state) => state.explain);
  if (decision.allowed) {
    return (
      <Empty icon={<Images />} title="No collections yet">
        A collection gathers files and folders from anywhere in the library.
      </Empty>
    );
  }
  return (
    <Empty
      icon={<LockKeyhole />}
      title="No collections to see"
      action={<Button onClick={() => explain(question)}>Why?</Button>}>
      {decision.message}
    </Empty>
  );
}

function useMembers(collection: Collection): Entry[] {
  const { listing } = useSession();
  return (collection.items ?? []).flatMap((id) => listing.byId.get(id) ?? []);
}

function CollectionCard({ collection }: { collection: Collection }) {
  const go = useDashboard((state) => state.go);
  const { listing } = useSession();
  const members = useMembers(collection);
  const pictures = members
    .flatMap((entry) =>
      entry.kind === "file"
        ? [entry]
        : (listing.children.get(entry.path) ?? []).filter((child) => child.kind === "file"),
    )
    .slice(0, 3);
  return (
    <li className={styles.card}>
      <button
        type="button"
        className={styles.face}
        onClick={() => go({ view: "collections", collection: collection.id })}>
        <span className={styles.mosaic} data-count={pictures.length}>
          {pictures.map((entry) => (
            <Thumbnail key={entry.id} of={entry} />
          ))}
        </span>
        <span className={styles.text}>
          <span className={styles.name}>{collection.name}</span>
          <span className={styles.meta}>{members.length === 1 ? "1 item" : `${members.length} items`}</span>
        </span>
      </button>
      <CollectionMenu collection={collection} />
    </li>
  );
}

function CollectionMenu({ collection }: { collection: Collection }) {
  const resource = { collection: collection.id };
  return (
    <div className={styles.menu}>
      <ActionMenu
        label={`Operations on ${collection.name}`}
        resource={resource}
        actions={withButtons(actionsOn(resource))}
      />
    </div>
  );
}

function CollectionPage({ collection }: { collection: Collection }) {
  const go = useDashboard((state) => state.go);
  const members = useMembers(collection);
  const resource = { collection: collection.id };
  return (
    <>
      <nav aria-label="Breadcrumb" className={styles.back}>
        <Button look="quiet" onClick={() => go({ collection: null })}>
          All collections
        </Button>
      </nav>
      <div className={page.head}>
        <h1>{collection.name}</h1>
        <div className={styles.tools}>
          <ActionButton question={{ action: "collection.share", resource }} />
          <ActionButton question={{ action: "collection.rename", resource }} />
          <CollectionMenu collection={collection} />
          <LayoutSwitch />
        </div>
      </div>
      {members.length > 0 ? (
        <AssetView key={collection.id} entries={members} />
      ) : (
        <Empty icon={<Images />} title="This collection is empty">
          Add files and folders to it from the library.
        </Empty>
      )}
    </>
  );
}
