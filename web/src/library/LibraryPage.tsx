import { useDecision } from "lockstep/react";
import { File, FolderOpen, FolderX, Inbox, LockKeyhole, SearchX } from "lucide-react";
import { useDeferredValue } from "react";
import { hadAt, hasEnded, useArrivals } from "../session/arrivals";
import { endInWords } from "../session/days";
import { nameOf } from "../session/paths";
import { nextUp, recent, search } from "../session/listing";
import { useDashboard, useSession } from "../session/store";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { EndsSoon } from "../ui/EndsSoon";
import { AssetView } from "./AssetView";
import { Breadcrumbs } from "./Breadcrumbs";
import { dropInto } from "./drag";
import { FolderToolbar } from "./FolderToolbar";
import { LayoutSwitch } from "./LayoutSwitch";
import { useTopTitle } from "./useTopTitle";
import styles from "./LibraryPage.module.css";

export function LibraryPage() {
  const path = useDashboard((state) => state.path);
  // Results arrive after the letters that the user types.
  const query = useDeferredValue(useDashboard((state) => state.query));
  const question = { action: "asset.view", resource: path } as const;
  const decision = useDecision(question);
  const explain = useDashboard((state) => state.explain);
  const { listing } = useSession();
  const kind = path === "/" ? "folder" : listing.byPath.get(path)?.kind;
  const had = useArrivals((state) => hadAt(state.had, path));
  const isTaken = had?.path !== undefined && !listing.byPath.has(had.path);
  if (!decision.allowed && isTaken) return <Removed had={had} />;
  if (!decision.allowed && decision.reason !== "resource_mismatch") {
    const why = <Button onClick={() => explain(question)}>Why?</Button>;
    return (
      <Empty icon={<LockKeyhole />} title="You don't have access to this" level={1} action={why}>
        {decision.message}
      </Empty>
    );
  }
  if (query.trim()) return <SearchResults query={query} />;
  if (kind === undefined) return <GoneFolder path={path} />;
  return kind === "folder" ? <FolderPage path={path} /> : <NoFolder path={path} />;
}

/** The share by which one was here was taken back, or has ended. */
function Removed({ had }: { had: NonNullable<ReturnType<typeof hadAt>> }) {
  const session = useSession();
  const go = useDashboard((state) => state.go);
  const top = useTopTitle();
  const isEnded = hasEnded(had, session);
  return (
    <Empty
      icon={<LockKeyhole />}
      title={`Your access to ${had.name} ${isEnded ? "has ended" : "was removed"}`}
      level={1}
      action={<Button onClick={() => go({ path: "/" })}>Back to {top}</Button>}>
      {isEnded
        ? `It was shared with you until ${endInWords(had.until ?? "")}.`
        : "It is no longer shared with you, or it is no longer there."}
    </Empty>
  );
}

/** The address of a file in a folder's place. */
function NoFolder({ path }: { path: string }) {
  const { listing } = useSession();
  const go = useDashboard((state) => state.go);
  return (
    <Empty
      icon={<File />}
      title="This is a file"
      level={1}
      action={<Button onClick={() => go({ path: nextUp(listing, path), open: path })}>Show its details</Button>}>
      {nameOf(path)} holds no other files.
    </Empty>
  );
}

/** Deleted, moved or renamed while one was in it, or never there: nothing can be done in it. */
function GoneFolder({ path }: { path: string }) {
  const { listing } = useSession();
  const go = useDashboard((state) => state.go);
  const top = useTopTitle();
  const up = nextUp(listing, path);
  return (
    <Empty
      icon={<FolderX />}
      title="This folder no longer exists"
      level={1}
      action={<Button onClick={() => go({ path: up })}>Go to {up === "/" ? top : nameOf(up)}</Button>}>
      {nameOf(path)} was deleted, moved or renamed, or it was never here.
    </Empty>
  );
}

function FolderPage({ path }: { path: string }) {
  const { listing } = useSession();
  const top = useTopTitle();
  const decision = useDecision({ action: "asset.view", resource: path });
  const entries = listing.children.get(path) ?? [];
  const title = path === "/" ? top : nameOf(path);
  return (
    <div className={styles.page} {...dropInto(path)}>
      <Breadcrumbs path={path} />
      <div className={styles.head}>
        <div>
          <h1 className={styles.title}>{title}</h1>
          <EndsSoon until={decision.because[0]?.until} />
        </div>
        <FolderToolbar path={path} />
      </div>
      {entries.length > 0 ? (
        <AssetView key={path} entries={entries} latest={path === "/" ? recent(listing, 8) : []} />
      ) : path === "/" ? (
        <NothingShared />
      ) : (
        <EmptyFolder path={path} />
      )}
    </div>
  );
}

function NothingShared() {
  return (
    <Empty icon={<Inbox />} title="Nothing has been shared with you yet">
      Files, folders and collections that others share with you appear here.
    </Empty>
  );
}

function EmptyFolder({ path }: { path: string }) {
  const upload = useDecision({ action: "file.upload", resource: path });
  return (
    <Empty icon={<FolderOpen />} title="This folder is empty">
      {upload.allowed ? "Upload a file to start it off." : upload.message}
    </Empty>
  );
}

function SearchResults({ query }: { query: string }) {
  const { listing } = useSession();
  const found = search(listing, query);
  return (
    <>
      <div className={styles.head}>
        <h1 className={styles.title}>Search results</h1>
        <LayoutSwitch />
      </div>
      <p role="status" className={styles.count}>
        {found.length === 1 ? "1 match" : `${found.length} matches`} for “{query.trim()}”
      </p>
      {found.length > 0 ? (
        <AssetView entries={found} />
      ) : (
        <Empty icon={<SearchX />} title="No matches">
          Only what you may see is searched.
        </Empty>
      )}
    </>
  );
}
