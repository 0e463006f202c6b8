// The controls of the page, and the questions that it has asked.

import type { Agreement } from "./agreement.js";
import { type Control, offersMore } from "./controls.js";
import { type Child, element } from "./element.js";
import { shape } from "./decision_view.js";
import { type Answer, keyOf, looks, placeOf, type Question } from "./question.js";
import { clockOf, countOf } from "./words.js";

/** A line of a list. */
export interface Row {
  readonly key: string;
  readonly title: string;
  readonly detail: string;
  readonly show: Answer["show"] | "problem";
  readonly note: string;
  readonly isMarked: boolean;
}

const mostRows = 200;

export function controlRows(controls: readonly Control[], agreement: Agreement): readonly Row[] {
  return controls.map((control, at) => {
    const { label, question, answer, problem } = control;
    const isDrifting = question !== undefined && agreement.of(question)?.state === "differs";
    return {
      key: `control ${at}`,
      title: label,
      detail: question ? `${question.action} · ${placeOf(question)}` : (problem ?? ""),
      show: answer?.show ?? "problem",
      note: isDrifting ? "drift" : offersMore(control) ? `drawn ${looks[control.drawn]}` : (answer?.reason ?? ""),
      isMarked: isDrifting || problem !== undefined || offersMore(control),
    };
  });
}

export function askedRows(
  asked: readonly { readonly question: Question; readonly times: number; readonly at: Date }[],
  decide: (question: Question) => Answer,
  agreement: Agreement,
): readonly Row[] {
  return asked.slice(0, mostRows).map(({ question, times, at }) => {
    const answer = decide(question);
    const isDrifting = agreement.of(question)?.state === "differs";
    return {
      key: `asked ${keyOf(question)}`,
      title: question.action,
      detail: `${placeOf(question)} · ${clockOf(at)} · ${countOf(times, "time")}`,
      show: answer.show,
      note: isDrifting ? "drift" : (answer.reason ?? ""),
      isMarked: isDrifting,
    };
  });
}

export function rowsView(
  rows: readonly Row[],
  wanted: string,
  chosen: string | undefined,
  choose: (key: string) => void,
  empty: string,
): readonly Child[] {
  const words = wanted.toLowerCase().split(/\s+/);
  const matches = ({ title, detail, show, note }: Row) => {
    const line = `${title} ${detail} ${note} ${show === "problem" ? show : looks[show]}`.toLowerCase();
    return words.every((word) => line.includes(word));
  };
  const found = rows.filter(matches);
  if (found.length === 0)
    return [element("p", { class: "empty" }, rows.length === 0 ? empty : `Nothing has “${wanted}” in it.`)];
  return [
    element(
      "ul",
      { class: "rows" },
      ...found.slice(0, mostRows).map((row) => element("li", {}, button(row, chosen, choose))),
    ),
    found.length > mostRows && element("p", { class: "note" }, `And ${found.length - mostRows} more; filter the list.`),
  ];
}

function button(
  { key, title, detail, show, note, isMarked }: Row,
  chosen: string | undefined,
  choose: (key: string) => void,
) {
  return element(
    "button",
    {
      type: "button",
      class: "row",
      "data-key": key,
      "aria-current": key === chosen ? "true" : undefined,
      click: () => choose(key),
    },
    shape(show),
    element("span", { class: "unseen" }, `${show === "problem" ? "wrong" : looks[show]}: `),
    element("span", { class: "main" }, element("b", {}, title), element("span", { class: "detail" }, detail)),
    element("span", { class: isMarked ? "code marked" : "code" }, note),
  );
}
