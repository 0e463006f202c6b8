import type { Decision } from "lockstep";
import { heldLevel, levelTitle } from "../session/titles";
import { ChainStep } from "./ChainStep";
import styles from "./AccessLine.module.css";

/** In one line: the level held here and what it rests on. */
export function AccessLine({ decision }: { decision: Decision }) {
  const [first] = decision.because;
  return (
    <p className={styles.line}>
      <strong>{levelTitle(heldLevel(decision)) || decision.message}</strong>
      {first && (
        <span>
          <ChainStep step={first} />
        </span>
      )}
    </p>
  );
}
