import { classes } from "../ui/classes";
import { useSession } from "./store";
import styles from "./KindMark.module.css";

const tones = [styles.sea, styles.clay, styles.plum, styles.ochre, styles.slate];

/** The first letter of a kind, in a colour by its place in the policy. */
export function KindMark({ kind, small = false }: { kind: string; small?: boolean }) {
  const { policy } = useSession();
  const at = Object.keys(policy.kinds ?? {}).indexOf(kind);
  return (
    <span
      className={classes(styles.mark, small && styles.small, tones[at % tones.length])}
      data-letter={kind.charAt(0).toUpperCase()}
      aria-hidden
    />
  );
}
