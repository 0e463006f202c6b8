import type { Decision } from "lockstep";
import type { ReactNode } from "react";
import { useId } from "react";
import { useRoving } from "../ui/useRoving";
import styles from "./PickList.module.css";

export interface Pick {
  key: string;
  title: ReactNode;
  depth?: number;
  decision: Decision;
  /** Why it is greyed, where that can be shorter than the engine's message. */
  reason?: string | undefined;
}

interface PickListProps {
  label: string;
  picks: Pick[];
  chosen: string | null;
  onChoose: (key: string) => void;
}

/** A list to choose one place from. What the engine refuses is greyed and says why. */
export function PickList({ label, picks, chosen, onChoose }: PickListProps) {
  const { onKeyDown, itemProps } = useRoving(picks.map((pick) => pick.key));
  const reasons = useId();
  return (
    <div role="radiogroup" aria-label={label} className={styles.list} onKeyDown={onKeyDown}>
      {picks.map((pick, i) => (
        // biome-ignore lint/a11y/useSemanticElements: a disabled input has no focus, so its reason is not read out
        <button
          key={pick.key}
          type="button"
          role="radio"
          aria-checked={chosen === pick.key}
          aria-disabled={pick.decision.allowed ? undefined : true}
          aria-describedby={pick.decision.allowed ? undefined : `${reasons}-${i}`}
          className={styles.pick}
          data-pick={pick.key}
          data-depth={Math.min(pick.depth ?? 0, 6)}
          onClick={() => pick.decision.allowed && onChoose(pick.key)}
          {...itemProps(pick.key)}>
          <span className={styles.title}>{pick.title}</span>
          {!pick.decision.allowed && (
            <span id={`${reasons}-${i}`} className={styles.reason}>
              {pick.reason ?? pick.decision.message}
            </span>
          )}
        </button>
      ))}
    </div>
  );
}
