import { seedOf } from "../demo/display";
import { classes } from "./classes";
import styles from "./Avatar.module.css";

const tones = [styles.pine, styles.clay, styles.slate, styles.ochre, styles.plum, styles.sea];

export function Avatar({ name }: { name: string }) {
  const initials = name
    .split(" ")
    .map((word) => word[0] ?? "")
    .slice(0, 2)
    .join("");
  return (
    <span className={classes(styles.avatar, tones[seedOf(name) % tones.length])} data-initials={initials} aria-hidden />
  );
}
