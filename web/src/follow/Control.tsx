import { Guarded, type GuardedAttributes } from "lockstep/react";
import type { ReactElement, ReactNode } from "react";
import type { Question } from "../session/question";
import { useDashboard } from "../session/store";
import { marks } from "./marks";
import { useUnavailable } from "./offer";

interface ControlProps {
  question: Question;
  /** Takes the attributes of a control that is greyed. */
  children: ReactElement;
  /** Whether it needs nothing of the server, whatever the action may need elsewhere. */
  isLocal?: boolean;
  fallback?: ReactNode;
}

/** A control that is there, greyed or absent as the engine says. Pressed while greyed, it explains itself. */
export function Control({ question, children, isLocal, fallback }: ControlProps) {
  const explain = useDashboard((state) => state.explain);
  const away = useUnavailable(question.action);
  return (
    <Guarded {...question} unavailable={isLocal ? null : away} onDenied={() => explain(question)} fallback={fallback}>
      {children}
    </Guarded>
  );
}

/** Returns the attributes of a control's element; its reason is shown as the page shows hints, not as a `title`. */
export function attributesOf(question: Question, { title: reason, ...guard }: GuardedAttributes) {
  return { ...marks(question, reason === undefined ? "enabled" : "disabled"), ...guard };
}
