// The pane of answers: its views in tabs, and what is shown while the documents have problems.

import { element } from "../../../bindings/js/inspector/element.js";
import { countOf } from "../../../bindings/js/inspector/words.js";
import type { DocumentName, Documents, Reading } from "./messages.js";
import type { Mark } from "./problems.js";
import { Tabs } from "./tabs.js";
import { decisionsView } from "./views/decisions.js";
import { matrixView } from "./views/matrix.js";
import { previewView } from "./views/preview.js";
import { type ScenariosHost, scenariosView } from "./views/scenarios.js";
import { snapshotView } from "./views/snapshot.js";
import type { Shown, View } from "./views/view.js";
import { whoCanView } from "./views/who_can.js";

const labels = {
  decisions: "Decisions",
  matrix: "Matrix",
  who_can: "Who can",
  snapshot: "Snapshot",
  preview: "Preview",
  scenarios: "Scenarios",
} as const;
export type ViewName = keyof typeof labels;
export const isView = (name: string): name is ViewName => Object.hasOwn(labels, name);

export interface AnswersHost extends ScenariosHost {
  /** Called when another view is chosen. */
  onView(): void;
}

export class Answers {
  readonly element: HTMLElement;
  readonly #views: Readonly<Record<ViewName, View>>;
  readonly #tabs: Tabs;
  readonly #body: HTMLElement;
  readonly #instead: HTMLElement;
  readonly #host: AnswersHost;
  #shown: Shown | undefined;

  constructor(host: AnswersHost) {
    this.#host = host;
    this.#views = {
      decisions: decisionsView(host),
      matrix: matrixView(host),
      who_can: whoCanView(host),
      snapshot: snapshotView(host),
      preview: previewView(host),
      scenarios: scenariosView(host),
    };
    const tabs = (Object.keys(labels) as ViewName[]).map((name) => ({
      name,
      label: labels[name],
      panel: this.#views[name].element,
    }));
    this.#tabs = new Tabs("Answers", tabs, () => this.#onTab());
    this.#instead = element("div", { class: "pg-instead" }, element("p", { class: "pg-empty" }, "Loading the engine…"));
    const panels = tabs.map(({ panel }) => panel);
    this.#body = element(
      "div",
      { class: "pg-body", tabindex: 0, role: "group", "aria-label": "Answers", "data-instead": true },
      this.#instead,
      ...panels,
    );
    this.element = element("div", { class: "pg-answers" }, this.#tabs.list, this.#body);
  }

  get view(): ViewName {
    return this.#tabs.chosen as ViewName;
  }

  choose(name: string): void {
    if (isView(name)) this.#tabs.choose(name, { isQuiet: true });
  }

  /** Shows the answers for documents without problems. */
  show(shown: Shown): void {
    this.#shown = shown;
    this.#setInstead(false);
    this.#views[this.view].show(shown);
    this.#body.setAttribute("data-read", this.view);
  }

  /** Shows problems instead: each leads to its place. */
  showProblems(
    problems: readonly { readonly document: DocumentName; readonly mark: Mark; readonly line: number }[],
    go: (document: DocumentName, mark: Mark) => void,
  ): void {
    this.#shown = undefined;
    const items = problems.map(({ document, mark, line }) =>
      element(
        "li",
        {},
        element(
          "button",
          { type: "button", class: "pg-asked", click: () => go(document, mark) },
          `${document}, line ${line}`,
        ),
        element("p", {}, mark.message),
        mark.pointer !== "" && element("code", {}, mark.pointer),
      ),
    );
    this.#instead.replaceChildren(
      element("p", { class: "pg-fault" }, `${countOf(problems.length, "problem")} to solve. The answers follow then.`),
      element("ol", { class: "pg-problems" }, ...items),
    );
    this.#setInstead(true);
  }

  /** Shows why there are no answers. */
  showFault(message: string): void {
    this.#shown = undefined;
    this.#instead.replaceChildren(element("p", { class: "pg-fault" }, message));
    this.#setInstead(true);
  }

  #setInstead(isInstead: boolean): void {
    this.#instead.hidden = !isInstead;
    this.#body.toggleAttribute("data-instead", isInstead);
  }

  #onTab(): void {
    this.#body.scrollTop = 0;
    if (this.#shown) this.show(this.#shown);
    this.#host.onView();
  }
}

export function summaryOf({ decisions }: Reading): string {
  const allowed = decisions.filter((decision) => decision.allowed).length;
  return `${allowed} allowed, ${decisions.length - allowed} denied.`;
}

export const areSame = (one: Documents, other: Documents): boolean =>
  one.policy === other.policy &&
  one.account === other.account &&
  one.questions === other.questions &&
  one.scenarios === other.scenarios;
