import { classes } from "./classes";
import styles from "./Name.module.css";

/** Characters that stay at the end of a name that is cut: the last of its words, and its ending. */
const atEnd = 9;

const rightToLeft = /\p{Script=Hebrew}|\p{Script=Arabic}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko}/u;

const graphemes = new Intl.Segmenter();

interface NameProps {
  children: string;
  className?: string | undefined;
}

/**
 * A name on one line. Where it is too long it is cut in the middle, for names often differ at their ends. The whole is
 * in its tooltip, and is what screen readers and copies have.
 */
export function Name({ children: name, className }: NameProps) {
  if (rightToLeft.test(name))
    return (
      <bdi dir="auto" title={name} className={classes(styles.plain, className)}>
        {name}
      </bdi>
    );
  const parts = [...graphemes.segment(name)].map(({ segment }) => segment);
  return (
    <span title={name} className={classes(styles.name, className)}>
      <bdi className="visuallyHidden">{name}</bdi>
      <span
        aria-hidden
        className={styles.cut}
        data-start={parts.slice(0, -atEnd).join("")}
        data-end={parts.slice(-atEnd).join("")}
      />
    </span>
  );
}
