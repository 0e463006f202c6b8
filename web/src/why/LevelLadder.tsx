import { levels, type Level } from "lockstep";
import styles from "./LevelLadder.module.css";

const ascending = Object.keys(levels) as Level[];

/** The levels as steps: as far as one has come, and how far one would need. */
export function LevelLadder({ have, need }: { have: Level | undefined; need: Level | undefined }) {
  const held = have ? ascending.indexOf(have) : -1;
  return (
    <ol className={styles.ladder} aria-label="Levels">
      {ascending.map((level, i) => (
        <li key={level} data-held={i <= held || undefined} data-need={level === need || undefined}>
          <span className={styles.title}>{levels[level].title}</span>
          <span className={styles.mark}>
            {level === have && "held"}
            {level === have && level === need && ", "}
            {level === need && "needed"}
          </span>
        </li>
      ))}
    </ol>
  );
}
