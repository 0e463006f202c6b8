// One decision with everything that it says.

import type { Comparison } from "./agreement.js";
import { type Control, offersMore } from "./controls.js";
import { type Child, element } from "./element.js";
import { type Answer, looks, placeOf, type Question } from "./question.js";
import { durationOf, grantOf, remedyOf } from "./words.js";

export interface DecisionModel {
  readonly question: Question | undefined;
  readonly answer: Answer | undefined;
  readonly control: Control | undefined;
  readonly comparison: Comparison | undefined;
  /** Nanoseconds of one answer. */
  readonly time: number | undefined;
  /** The other person whose answer it is. */
  readonly person: string | undefined;
}

export interface DecisionActions {
  readonly copy: () => void;
  readonly find: (() => void) | undefined;
}

const titles = { enabled: "Allowed", disabled: "Denied, greyed", hidden: "Denied, hidden" } as const;

/** Returns the parts of the view; a sentence that says what to do if nothing is chosen. */
export function decisionView(model: DecisionModel, { copy, find }: DecisionActions): readonly Child[] {
  const { question, answer, control } = model;
  if (control?.problem !== undefined) return [element("p", { class: "warning" }, control.problem)];
  if (!question || !answer)
    return [
      element(
        "p",
        { class: "empty" },
        "Point at an outlined control, or move the focus to it. Its answer is shown here.",
      ),
    ];
  return [
    element(
      "div",
      { class: "verdict", "data-show": answer.show },
      element("h3", {}, shape(answer.show), titles[answer.show]),
      element("p", {}, answer.message),
    ),
    warningOf(model),
    facts(factsOf(model)),
    list("What it rests on", "chain", answer.because.map(grantOf)),
    list("What would help", "", answer.remedies.map(remedyOf)),
    !answer.allowed && answer.remedies.length === 0 && element("p", { class: "note" }, "Nothing to ask for helps."),
    list(
      "Fields to change",
      "",
      answer.problems.map(({ field, message }) => `${field}: ${message}`),
    ),
    list("Left to the server to check", "tags", answer.unverified),
    element(
      "p",
      { class: "actions" },
      element("button", { type: "button", "data-key": "copy", click: copy }, "Copy as a scenario"),
      find && element("button", { type: "button", "data-key": "find", click: find }, "Scroll to it"),
    ),
  ];
}

/** The mark of an answer, drawn as its outline is: solid, dashed or dotted. */
export function shape(show: Answer["show"] | "problem"): HTMLElement {
  return element("span", { class: "shape", "data-show": show, "aria-hidden": "true" });
}

function warningOf({ control, answer, comparison }: DecisionModel): Child {
  if (comparison?.state === "differs" && comparison.server)
    return element(
      "p",
      { class: "warning" },
      `The server decides differently: ${comparison.server.reason ?? "allowed"}. ${comparison.server.message}`,
    );
  if (!control || !answer || !offersMore(control)) return undefined;
  return element(
    "p",
    { class: "warning" },
    `The page draws it ${drawn[control.drawn]}; the answer is ${looks[answer.show]}.`,
  );
}

const drawn = { enabled: "enabled", disabled: "greyed", hidden: "hidden" } as const;

const states = {
  asking: "asking…",
  agrees: "agrees",
  differs: "differs",
  later: "is at another revision",
  refused: "does not read this request",
} as const;

function factsOf({ question, answer, comparison, time, person }: DecisionModel): readonly [string, Child][] {
  if (!question || !answer) return [];
  const { reason, have, need, at, condition, feature, plan, limit, count, maximum, validUntil, revision } = answer;
  const rows: readonly [string, string | undefined][] = [
    ["Action", question.action],
    ["Resource", placeOf(question)],
    ["Context", question.context === undefined ? undefined : JSON.stringify(question.context)],
    ["As", person],
    ["Reason", reason],
    ["Needed", need && `${need}${at === undefined || at === placeOf(question) ? "" : ` on ${at}`}`],
    ["Held", have ?? (need && "none")],
    ["Condition", condition],
    ["Feature", feature && `${feature}${plan === undefined ? "" : `, in the plan ${plan}`}`],
    ["Limit", limit && `${limit}, ${count ?? "?"} of ${maximum ?? "?"}`],
    ["Valid until", validUntil],
    ["Revision", String(revision)],
    ["Time", time === undefined ? undefined : `${durationOf(time)} each`],
    ["Server", comparison && states[comparison.state]],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== undefined);
}

/** Returns a list of terms and values. */
export function facts(rows: readonly (readonly [string, Child])[]): HTMLElement {
  return element(
    "dl",
    { class: "facts" },
    ...rows.map(([term, value]) => element("div", {}, element("dt", {}, term), element("dd", {}, value))),
  );
}

/** Returns a heading with a list below; nothing for an empty one. */
export function list(title: string, kind: string, lines: readonly Child[]): Child {
  if (lines.length === 0) return undefined;
  return element(
    "div",
    { class: "part" },
    element("h4", {}, title),
    element("ul", { class: kind }, ...lines.map((line) => element("li", {}, line))),
  );
}
