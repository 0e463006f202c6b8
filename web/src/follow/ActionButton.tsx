import { Lock } from "lucide-react";
import { useId, type ReactNode } from "react";
import { pathOf, type Question } from "../session/question";
import { useDashboard } from "../session/store";
import { controlTitle } from "../session/titles";
import { Button, type Look } from "../ui/Button";
import { Hint } from "../ui/Hint";
import styles from "./ActionButton.module.css";
import { ActionIcon } from "./icons";
import { perform } from "./perform";
import { useBusy } from "./useBusy";
import { marks, useOffer } from "./useDecision";

interface ActionButtonProps {
  question: Question;
  look?: Look;
  iconOnly?: boolean;
  shrinks?: boolean;
  className?: string;
  children?: ReactNode;
  onAllowed?: () => unknown;
}

/** A button that is there, greyed or absent as the engine says. Pressed while greyed, it explains itself. */
export function ActionButton({ question, look, iconOnly, shrinks, className, children, onAllowed }: ActionButtonProps) {
  const decision = useOffer(question);
  const explain = useDashboard((state) => state.explain);
  const { busy, once } = useBusy();
  const reasonId = useId();
  const published = useDashboard(
    ({ session }) => session?.listing.byPath.get(pathOf(question.resource) ?? "")?.published,
  );
  if (decision.show === "hidden") return null;
  const title = children ?? controlTitle(question.action, published);
  const press = () => (decision.allowed ? void once(onAllowed ?? (() => perform(question))) : explain(question));
  return (
    <>
      <Hint text={decision.allowed ? (iconOnly ? title : null) : decision.message}>
        <Button
          look={look}
          iconOnly={iconOnly}
          shrinks={shrinks}
          className={className}
          icon={<ActionIcon action={question.action} />}
          {...marks(question, decision)}
          aria-busy={busy || undefined}
          aria-describedby={decision.allowed ? undefined : reasonId}
          onClick={press}>
          {title}
          {!decision.allowed && look === "quiet" && !iconOnly && <Lock className={styles.lock} aria-hidden />}
        </Button>
      </Hint>
      {!decision.allowed && (
        <span id={reasonId} className="visuallyHidden">
          {decision.message}
        </span>
      )}
    </>
  );
}
