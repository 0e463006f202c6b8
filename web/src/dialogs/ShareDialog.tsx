import type { Action, Resource } from "lockstep";
import { useAccess, useDecision } from "lockstep/react";
import { Copy } from "lucide-react";
import { useMemo, useState } from "react";
import type { Live, Share } from "lockstep/live";
import { ActionButton } from "../follow/ActionButton";
import { ItemLinks } from "../links/ItemLinks";
import { addressOfItem } from "../session/address";
import { many } from "../session/counting";
import { nameOf, parentOf } from "../session/paths";
import { pathOf, type Question } from "../session/question";
import { useDashboard, useSession, type Session } from "../session/store";
import { useAnswer } from "../session/useAnswer";
import { useEnds } from "../session/useEnds";
import { Button } from "../ui/Button";
import { copyAddress } from "../ui/copy";
import { Modal } from "../ui/Modal";
import { WhoCan } from "../why/WhoCan";
import { Given } from "./Given";
import { NewShare } from "./NewShare";
import type { Sharing } from "./receivers";
import styles from "./ShareDialog.module.css";

interface Thing {
  name: string;
  owner: string | undefined;
  share: Action;
  unshare: Action;
  /** The action that the server decides before it lists the shares. */
  list: Action;
}

const ofAssets = { share: "asset.share", unshare: "asset.unshare", list: "asset.view_access" } as const;
const ofCollections = { share: "collection.share", unshare: "collection.unshare", list: "collection.share" } as const;

const collectionOf = (resource: Resource): string | undefined =>
  typeof resource === "object" && "collection" in resource ? resource.collection : undefined;

function thingOf({ facts, listing }: Session, resource: Resource): Thing {
  const path = pathOf(resource);
  if (path !== undefined) return { name: nameOf(path), owner: listing.byPath.get(path)?.owner, ...ofAssets };
  const collection = facts.collections.find((one) => one.id === collectionOf(resource));
  return { name: collection?.name ?? "", owner: collection?.owner, ...ofCollections };
}

/** Who has a share on this file, folder or collection, from where, and a row to share it with more; or several. */
export function ShareDialog({ questions }: { questions: Question[] }) {
  const resources = useMemo(() => questions.flatMap(({ resource }) => resource ?? []), [questions]);
  const [only] = resources;
  if (only === undefined) return null;
  return resources.length > 1 ? <ShareSeveral resources={resources} /> : <ShareOne resource={only} />;
}

function ShareOne({ resource }: { resource: Resource }) {
  const session = useSession();
  const openDialog = useDashboard((state) => state.openDialog);
  const path = pathOf(resource);
  const { name, owner, share, unshare, list } = thingOf(session, resource);
  const sharing = useMemo<Sharing>(() => ({ resources: [resource], share, unshare }), [resource, share, unshare]);
  const on = path === undefined ? { collection: collectionOf(resource) ?? "" } : { path };
  const [ends, setEnds] = useState<readonly string[]>([]);
  const ended = useEnds(session.live, ends);
  const may = useDecision({ action: list, resource });
  const answer = useAnswer(may.allowed ? JSON.stringify({ on, ended }) : null, async (live) => {
    const shares = await live.list("shares", on);
    setEnds(shares.flatMap(({ until }) => until ?? []));
    return shares;
  });
  const given = answer.problem === undefined ? answer.value?.filter((one) => one.path === path) : [];
  return (
    <Modal
      title={`Share ${name}`}
      lead={path}
      onClose={() => openDialog(null)}
      testId="share"
      footer={<CopyItem resource={resource} />}>
      <NewShare sharing={sharing} given={given} />
      {may.allowed ? (
        <Given resource={resource} owner={owner} actions={sharing} answer={answer} />
      ) : (
        <p className={styles.note}>You no longer see who has access: {may.message}</p>
      )}
      {path !== undefined && <WhoCan question={{ action: "asset.view", resource: path }} />}
      <PublicLinks resource={resource} />
    </Modal>
  );
}

/** The address of the item for people who have access. */
function CopyItem({ resource }: { resource: Resource }) {
  const { listing } = useSession();
  const path = pathOf(resource);
  const isFile = path !== undefined && listing.byPath.get(path)?.kind === "file";
  const place = isFile
    ? { path: parentOf(path), open: path }
    : path === undefined
      ? { view: "collections" as const, collection: collectionOf(resource) ?? null }
      : { path };
  return (
    <>
      <p className={styles.footnote}>Opens for people with access alone.</p>
      <Button icon={<Copy />} onClick={() => void copyAddress(addressOfItem(place))} data-testid="copy-item">
        Copy link
      </Button>
    </>
  );
}

/** The links that open the item to visitors, with their settings. */
function PublicLinks({ resource }: { resource: Resource }) {
  const access = useAccess();
  const canSee = access.decide({ action: "link.view", resource }).allowed;
  if (!canSee && access.show("link.create", resource) === "hidden") return null;
  return (
    <section className={styles.links} aria-label="Public links">
      <header>
        <h3>Public links</h3>
        <ActionButton question={{ action: "link.create", resource }} look="quiet" />
      </header>
      {canSee && <ItemLinks resource={resource} />}
    </section>
  );
}

/** Of more than these the present shares are not read, and nothing is offered to undo. */
const mostLists = 12;

async function sharesOn(live: Live, paths: readonly string[]): Promise<readonly Share[]> {
  const lists = await Promise.all(paths.map((path) => live.list("shares", { path })));
  return lists.flatMap((shares, i) => shares.filter((one) => one.path === paths[i]));
}

/** The same share on each of several files and folders. */
function ShareSeveral({ resources }: { resources: readonly Resource[] }) {
  const openDialog = useDashboard((state) => state.openDialog);
  const access = useAccess();
  const sharing = useMemo<Sharing>(() => ({ resources, ...ofAssets }), [resources]);
  const paths = resources.flatMap((resource) => pathOf(resource) ?? []);
  const mayList = paths.every((path) => access.can(ofAssets.list, path));
  const isRead = mayList && paths.length <= mostLists;
  const { value } = useAnswer(isRead ? JSON.stringify(paths) : null, (live) => sharesOn(live, paths));
  return (
    <Modal
      title={`Share ${many(resources.length, "item")}`}
      lead={paths.map(nameOf).join(", ")}
      onClose={() => openDialog(null)}
      testId="share">
      <NewShare sharing={sharing} given={isRead ? value : []} canUndo={isRead} onShared={() => openDialog(null)} />
    </Modal>
  );
}
