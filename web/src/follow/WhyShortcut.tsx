import { useEffect } from "react";
import type { Question } from "../session/question";
import { useDashboard } from "../session/store";

function questionAt(target: EventTarget | null): Question | null {
  const control = target instanceof Element ? target.closest<HTMLElement>("[data-question]") : null;
  return control?.dataset.question ? (JSON.parse(control.dataset.question) as Question) : null;
}

/** "?" on a focused control, or Alt with a click on any, opens the explanation of what the engine said about it. */
export function WhyShortcut() {
  const explain = useDashboard((state) => state.explain);
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.key !== "?" || event.target instanceof HTMLInputElement) return;
      const question = questionAt(event.target);
      if (question) explain(question);
    }
    function onClick(event: MouseEvent) {
      const question = event.altKey ? questionAt(event.target) : null;
      if (!question) return;
      event.preventDefault();
      event.stopPropagation();
      explain(question);
    }
    window.addEventListener("keydown", onKey);
    window.addEventListener("click", onClick, { capture: true });
    return () => {
      window.removeEventListener("keydown", onKey);
      window.removeEventListener("click", onClick, { capture: true });
    };
  }, [explain]);
  return null;
}
