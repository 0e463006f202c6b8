// The decision of every question, with reason, chain of grants and remedies.

import { type Child, element } from "../../../../bindings/js/inspector/element.js";
import { remedyOf } from "../../../../bindings/js/inspector/words.js";
import type { Decision } from "../../../../bindings/js/shared/decision.js";
import type { Vocabulary } from "../../../../bindings/js/shared/vocabulary.js";
import type { Question } from "../messages.js";
import { empty, type Host, type View } from "./view.js";
import { chainOf, markOf, questionOf, titles } from "./words.js";

export function decisionsView({ reveal }: Host): View {
  const list = element("ol", { class: "pg-decisions" });
  const none = empty("There are no questions. Write a request into the list of questions: who, which action, on what.");
  return {
    element: element("div", {}, none, list),
    show({ questions, reading }) {
      none.hidden = questions.length > 0;
      list.replaceChildren(
        ...reading.decisions.map((decision, at) =>
          card(questions[at] as Question, decision, () => reveal("questions", `/${at}`)),
        ),
      );
    },
  };
}

function card(question: Question, decision: Decision<Vocabulary>, find: () => void): HTMLElement {
  const { show, message } = decision;
  return element(
    "li",
    { class: "pg-card", "data-show": show },
    element(
      "div",
      { class: "pg-verdict" },
      markOf(show),
      element("strong", {}, titles[show]),
      element(
        "button",
        { type: "button", class: "pg-asked", click: find, title: "Show the question" },
        questionOf(question),
      ),
    ),
    element("p", { class: "pg-message" }, message),
    element("dl", { class: "pg-facts" }, ...factsOf(question, decision).map(fact)),
  );
}

function factsOf(question: Question, decision: Decision<Vocabulary>): readonly (readonly [string, Child])[] {
  const { allowed, reason, have, need, at, condition, feature, plan, limit, count, maximum, validUntil } = decision;
  const { because, remedies, problems, unverified } = decision;
  const levels = need && `${have ?? "none"} held, ${need} needed${at === undefined ? "" : ` on ${at}`}`;
  const rows: readonly (readonly [string, Child])[] = [
    ["Context", question.context && JSON.stringify(question.context)],
    ["Reason", reason],
    ["Level", allowed ? have : levels],
    ["Condition", condition],
    ["Feature", feature && `${feature}${plan === undefined ? "" : `, in the plan ${plan}`}`],
    ["Limit", limit && `${limit}, ${count ?? "?"} of ${maximum ?? "?"}`],
    ["Valid until", validUntil],
    ["Rests on", because.length > 0 && chainOf(because)],
    ["Would help", lines(remedies.map(remedyOf))],
    ["Change", lines(problems.map((each) => `${each.field}: ${each.message}`))],
    ["Unverified", unverified.length > 0 && unverified.join(", ")],
  ];
  return rows.filter(([, value]) => value !== undefined && value !== false);
}

function fact([term, value]: readonly [string, Child]): HTMLElement {
  return element("div", {}, element("dt", {}, term), element("dd", {}, value));
}

function lines(words: readonly string[]): Child {
  return words.length > 0 && element("ul", {}, ...words.map((each) => element("li", {}, each)));
}
