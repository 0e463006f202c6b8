import type { GuardedAttributes } from "lockstep/react";
import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { pathOf, type Question } from "../session/question";
import { useDashboard } from "../session/store";
import { controlTitle } from "../session/titles";
import { Button, type Look } from "../ui/Button";
import { Hint } from "../ui/Hint";
import styles from "./ActionButton.module.css";
import { attributesOf, Control } from "./Control";
import { ActionIcon } from "./icons";
import { perform } from "./perform";
import { useBusy } from "./useBusy";

interface ActionButtonProps {
  question: Question;
  look?: Look;
  iconOnly?: boolean;
  shrinks?: boolean;
  className?: string;
  children?: ReactNode;
  onAllowed?: () => unknown;
}

/** A button for one request. */
export function ActionButton({ children, ...props }: ActionButtonProps) {
  const { question } = props;
  const published = useDashboard(
    ({ session }) => session?.listing.byPath.get(pathOf(question.resource) ?? "")?.published,
  );
  return (
    <Control question={question}>
      <Face {...props}>{children ?? controlTitle(question.action, published)}</Face>
    </Control>
  );
}

function Face({
  question,
  look,
  iconOnly,
  shrinks,
  className,
  children,
  onAllowed = () => perform(question),
  ...guard
}: ActionButtonProps & GuardedAttributes) {
  const { busy, once } = useBusy();
  const { title: reason } = guard;
  return (
    <Hint text={reason ?? (iconOnly ? children : null)}>
      <Button
        look={look}
        iconOnly={iconOnly}
        shrinks={shrinks}
        className={className}
        icon={<ActionIcon action={question.action} />}
        aria-busy={busy || undefined}
        onClick={() => void once(onAllowed)}
        {...attributesOf(question, guard)}>
        {children}
        {reason !== undefined && look === "quiet" && !iconOnly && <Lock className={styles.lock} aria-hidden />}
      </Button>
    </Hint>
  );
}
