// Pictures drawn from the id: the demo needs no image files, and a file that is renamed or moved keeps its own.
import { memo } from "react";
import { extensionOf, seedOf, type Seen } from "../demo/display";
import { classes } from "../ui/classes";
import { Audio, Document, Mark, Package, Sheet, Text } from "./papers";
import { Landscape, Portrait, Play } from "./landscapes";
import { Bag, Boot, Jacket } from "./products";
import styles from "./Thumbnail.module.css";

function Scene({ id, path }: Seen) {
  const seed = seedOf(id);
  switch (extensionOf(path)) {
    case "svg":
      return <Mark seed={seed} />;
    case "pdf":
      return <Document seed={seed} />;
    case "xlsx":
      return <Sheet seed={seed} />;
    case "zip":
      return <Package seed={seed} />;
    case "mp3":
      return <Audio seed={seed} />;
    case "srt":
    case "txt":
      return <Text seed={seed} />;
    case "mp4":
    case "mov":
      return (
        <>
          <Landscape seed={seed} />
          <Play />
        </>
      );
    default:
      return <Picture id={id} path={path} seed={seed} />;
  }
}

/** The path at which each file was first seen: its picture stays what that said. */
const firstPaths = new Map<string, string>();

function firstPathOf({ id, path }: Seen): string {
  const first = firstPaths.get(id) ?? path;
  firstPaths.set(id, first);
  return first;
}

/** By common words alone: the page's code names nothing of the account. */
function Picture({ seed, ...seen }: Seen & { seed: number }) {
  const path = firstPathOf(seen);
  if (/portrait|model|team/.test(path)) return <Portrait seed={seed} />;
  if (/jacket|coat|parka/.test(path)) return <Jacket seed={seed} />;
  if (/pack|bag/.test(path)) return <Bag seed={seed} />;
  if (/footwear|shoe|boot/.test(path)) return <Boot seed={seed} />;
  if (/icon|logo|favicon|palette|swatch/.test(path)) return <Mark seed={seed} />;
  return <Landscape seed={seed} />;
}

interface ThumbnailProps {
  of: Seen;
  className?: string | undefined;
}

export const Thumbnail = memo(function Thumbnail({ of: { id, path }, className }: ThumbnailProps) {
  return (
    <svg
      viewBox="0 0 320 240"
      preserveAspectRatio="xMidYMid slice"
      className={classes(styles.thumbnail, className)}
      aria-hidden
      focusable="false"
      data-picture={seedOf(id)}>
      <Scene id={id} path={path} />
    </svg>
  );
});
