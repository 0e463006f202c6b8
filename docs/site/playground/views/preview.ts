// The preview of a change: what one of the questions would give and take, if it were carried out.

import { type Child, element } from "../../../../bindings/js/inspector/element.js";
import type { Difference, Preview } from "../../../../bindings/js/shared/answers.js";
import type { Vocabulary } from "../../../../bindings/js/shared/vocabulary.js";
import type { Question } from "../messages.js";
import { Choice } from "./choice.js";
import { basisOf, empty, type Host, Pending, type Shown, type View } from "./view.js";
import { markOf, questionOf, titles } from "./words.js";

export function previewView({ asker }: Host): View {
  let last: Shown | undefined;
  const change = new Choice("If this were done", () => last && draw(last));
  const answer = new Pending("pg-answer");

  function draw(shown: Shown) {
    last = shown;
    const { questions } = shown;
    // The examples end with a change.
    change.offer(
      questions.map((question, at) => ({ value: String(at), label: `${at + 1}. ${questionOf(question)}` })),
      String(questions.length - 1),
    );
    const question = questions[Number(change.value)];
    if (!question) return answer.put(empty("There are no questions. Write a change into the list of questions."));
    void answer.draw(asker.ask("preview", { ...basisOf(shown), question }), (preview) => parts(question, preview));
  }

  const choices = element("div", { class: "pg-choices" }, change.element);
  return { element: element("div", {}, choices, answer.element), show: draw };
}

function parts({ context }: Question, { decision, differences }: Preview<Vocabulary>): readonly Child[] {
  const { show, message, allowed } = decision;
  return [
    context && element("p", { class: "pg-context" }, JSON.stringify(context)),
    element(
      "p",
      { class: "pg-verdict", "data-show": show },
      markOf(show),
      element("strong", {}, titles[show]),
      message,
    ),
    !allowed && element("p", { class: "pg-note" }, "A denied request changes nothing."),
    allowed && differences.length === 0 && empty("No user gains or loses an action by it."),
    element("ul", { class: "pg-differences" }, ...differences.map(row)),
  ];
}

function row({ user, path, collection, before, after, gained, lost }: Difference<Vocabulary>): HTMLElement {
  const place = path ?? (collection === undefined ? "the account" : `collection ${collection}`);
  return element(
    "li",
    {},
    element("strong", {}, user),
    ` on ${place}`,
    before !== after && element("span", { class: "pg-levels" }, `${before ?? "none"} → ${after ?? "none"}`),
    gained.length > 0 && element("p", { class: "pg-gained" }, element("b", {}, "Gains "), gained.join(", ")),
    lost.length > 0 && element("p", { class: "pg-lost" }, element("b", {}, "Loses "), lost.join(", ")),
  );
}
