import { levels, type Decision } from "lockstep";
import { ChainStep } from "./ChainStep";
import styles from "./AccessLine.module.css";

/** In one line: the level held here and what it rests on. */
export function AccessLine({ decision }: { decision: Decision }) {
  const [first] = decision.because;
  const level = decision.have ?? first?.level;
  return (
    <p className={styles.line}>
      <strong>{level ? levels[level].title : decision.message}</strong>
      {first && (
        <span>
          <ChainStep step={first} />
        </span>
      )}
    </p>
  );
}
