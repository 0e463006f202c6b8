// How a control looks that follows the engine's answer.

import type { ControlMarks, Marking } from "../shared/marking.js";
import type { Question, Questions } from "./store.js";

/**
 * How a control looks, as one value that is compared by `===`: `undefined` if it is enabled, `null` if it is hidden,
 * else the message that says why it is disabled.
 */
export type Look = string | null | undefined;

/** Returns how a control for `question` looks. The message is made for a disabled one alone. */
export function lookOf(questions: Questions, question: Question): Look {
  const show = questions.show(question.action, question.resource, question.context);
  return show === "enabled" ? undefined : show === "disabled" ? questions.decide(question).message : null;
}

/** The attributes of a control that is not enabled; while an inspector is open, of every control. */
export interface Marks extends ControlMarks {
  /** There if the control is hidden. */
  readonly hidden?: true;
  /** There if the control is disabled. It keeps the focus, so that its description can be read. */
  readonly "aria-disabled"?: "true";
  /** Why it is disabled, for a pointer. */
  readonly title?: string;
  /** Why it is disabled, for a screen reader. */
  readonly "aria-description"?: string;
}

/** Returns the attributes of a control with this look; with those that an inspector reads, while one is open. */
export function marksOf(look: Look, { action, resource, context }: Question, mark: Marking | undefined): Marks {
  const marks = mark?.(action, resource, context);
  if (look === undefined) return { ...marks };
  if (look === null) return { hidden: true, ...marks };
  return { "aria-disabled": "true", title: look, "aria-description": look, ...marks };
}

/** Keeps a press of a disabled control from having an effect. */
export function suppress(event: Pick<Event, "preventDefault" | "stopPropagation">): void {
  event.preventDefault();
  event.stopPropagation();
}
