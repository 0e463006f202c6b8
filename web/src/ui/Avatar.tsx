import { seedOf } from "../demo/display";
import { classes } from "./classes";
import styles from "./Avatar.module.css";

const tones = [styles.pine, styles.clay, styles.slate, styles.ochre, styles.plum, styles.sea];

const graphemes = new Intl.Segmenter();

/** Returns the first character as readers see it: an emoji or an accented letter is one. */
const initialOf = (word: string): string => graphemes.segment(word)[Symbol.iterator]().next().value?.segment ?? "";

export function Avatar({ name }: { name: string }) {
  const initials = name.split(" ").filter(Boolean).slice(0, 2).map(initialOf).join("");
  return (
    <span className={classes(styles.avatar, tones[seedOf(name) % tones.length])} data-initials={initials} aria-hidden />
  );
}
