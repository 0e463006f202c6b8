import type { Decision } from "lockstep";
import { endInWords } from "../session/days";
import { heldLevel, levelTitle } from "../session/titles";
import { EndsSoon } from "../ui/EndsSoon";
import { ChainStep } from "./ChainStep";
import styles from "./AccessLine.module.css";

/** One line: the level at this place and its source. */
export function AccessLine({ decision }: { decision: Decision }) {
  const [first] = decision.because;
  return (
    <p className={styles.line}>
      <strong>{levelTitle(heldLevel(decision)) || decision.message}</strong>
      {first?.until !== undefined && <span className={styles.end}>Your access ends: {endInWords(first.until)}</span>}
      <EndsSoon until={first?.until} />
      {first && (
        <span>
          <ChainStep step={first} />
        </span>
      )}
    </p>
  );
}
