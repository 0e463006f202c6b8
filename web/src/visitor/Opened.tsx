import { ChevronRight, Folder } from "lucide-react";
import { useState } from "react";
import { displayOf } from "../demo/display";
import { momentInWords } from "../session/days";
import { nameOf, parentOf } from "../session/paths";
import { Thumbnail } from "../thumbnails/Thumbnail";
import { Empty } from "../ui/Empty";
import { Modal } from "../ui/Modal";
import type { Item, Shown } from "./visit";
import styles from "./VisitorPage.module.css";

interface OpenedProps {
  item: Item;
  assets: readonly Shown[];
}

const names = new Intl.Collator("en", { numeric: true });
const foldersFirst = (a: Shown, b: Shown) =>
  a.kind === b.kind ? names.compare(nameOf(a.path), nameOf(b.path)) : a.kind === "folder" ? -1 : 1;

/** The folder one begins in: of a linked folder that folder, of anything else none. */
const startOf = ({ kind, path }: Item): string | null => (kind === "folder" ? (path ?? null) : null);

/** Returns the assets of a folder; without a folder, those that have no folder above them in the link. */
function listed(assets: readonly Shown[], at: string | null): Shown[] {
  const paths = new Set(assets.map(({ path }) => path));
  return assets
    .filter(({ path }) => (at === null ? !paths.has(parentOf(path)) : parentOf(path) === at))
    .sort(foldersFirst);
}

/** The folders from the one that the link is on, or in its collection, down to this one. */
function trailTo(assets: readonly Shown[], at: string | null): string[] {
  const folders = new Set(assets.filter(({ kind }) => kind === "folder").map(({ path }) => path));
  const steps: string[] = [];
  for (let path = at; path !== null && folders.has(path); path = parentOf(path)) steps.unshift(path);
  return steps;
}

export function Opened({ item, assets }: OpenedProps) {
  const start = startOf(item);
  const [at, setAt] = useState(start);
  const [open, setOpen] = useState<Shown | null>(null);
  const title = item.name ?? nameOf(item.path ?? "");
  // A folder that was deleted meanwhile is no place.
  const isThere = at === null || at === start || assets.some(({ path }) => path === at);
  const place = isThere ? at : start;
  const entries = listed(assets, place);
  const above = trailTo(assets, place).slice(0, -1);
  const isTop = place === start;
  const count = assets.filter(({ kind }) => kind === "file").length;
  return (
    <>
      {!isTop && (
        <nav aria-label="Breadcrumb" className={styles.crumbs}>
          <ol>
            {(start === null ? [null, ...above] : above).map((path) => (
              <li key={path}>
                <button type="button" onClick={() => setAt(path)}>
                  {path === null ? title : nameOf(path)}
                </button>
                <ChevronRight aria-hidden />
              </li>
            ))}
          </ol>
        </nav>
      )}
      <h1 className={styles.title}>{isTop || place === null ? title : nameOf(place)}</h1>
      <p className={styles.lead}>
        {count === 1 ? "1 file" : `${count} files`}
        {item.endsAt && ` · open until ${momentInWords(item.endsAt)}`}
      </p>
      {entries.length === 0 && (
        <Empty icon={<Folder />} title="Nothing to show here">
          It is empty, or what is in it is not published.
        </Empty>
      )}
      <ul className={styles.cards}>
        {entries.map((entry) => (
          <li key={entry.id} data-shown={entry.path}>
            <button
              type="button"
              className={styles.card}
              onClick={() => (entry.kind === "folder" ? setAt(entry.path) : setOpen(entry))}>
              <span className={styles.picture}>
                {entry.kind === "folder" ? <Folder aria-hidden /> : <Thumbnail of={entry} />}
              </span>
              <span className={styles.name}>{nameOf(entry.path)}</span>
              <span className={styles.meta}>
                {entry.kind === "folder" ? "Folder" : `${displayOf(entry).type} · ${displayOf(entry).size}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {open !== null && <File file={open} onClose={() => setOpen(null)} />}
    </>
  );
}

/** One file, larger, with what a visitor may know of it. */
function File({ file, onClose }: { file: Shown; onClose: () => void }) {
  const { type, size, dimensions, duration } = displayOf(file);
  const facts = [type, size, dimensions, duration].filter(Boolean).join(" · ");
  return (
    <Modal title={nameOf(file.path)} lead={facts} onClose={onClose} testId="shown-file">
      <div className={styles.large}>
        <Thumbnail of={file} />
      </div>
    </Modal>
  );
}
