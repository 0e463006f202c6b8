// Pictures drawn from the path alone: the demo needs no image files, and every thumbnail is always the same.
import { memo } from "react";
import { extensionOf, seedOf } from "../demo/display";
import { classes } from "../ui/classes";
import { Audio, Document, Mark, Package, Sheet, Text } from "./papers";
import { Landscape, Portrait, Play } from "./landscapes";
import { Bag, Boot, Jacket } from "./products";
import styles from "./Thumbnail.module.css";

function Scene({ path }: { path: string }) {
  const seed = seedOf(path);
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
      return <Picture path={path} seed={seed} />;
  }
}

/** By common words alone: the page's code names nothing of the account. */
function Picture({ path, seed }: { path: string; seed: number }) {
  if (/portrait|model|team/.test(path)) return <Portrait seed={seed} />;
  if (/jacket|coat|parka/.test(path)) return <Jacket seed={seed} />;
  if (/pack|bag/.test(path)) return <Bag seed={seed} />;
  if (/footwear|shoe|boot/.test(path)) return <Boot seed={seed} />;
  if (/icon|logo|favicon|palette|swatch/.test(path)) return <Mark seed={seed} />;
  return <Landscape seed={seed} />;
}

export const Thumbnail = memo(function Thumbnail({
  path,
  className,
}: {
  path: string;
  className?: string | undefined;
}) {
  return (
    <svg
      viewBox="0 0 320 240"
      preserveAspectRatio="xMidYMid slice"
      className={classes(styles.thumbnail, className)}
      aria-hidden
      focusable="false">
      <Scene path={path} />
    </svg>
  );
});
