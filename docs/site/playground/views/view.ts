// What the views of answers share: the documents that were read, and the engine's answer drawn in its time.

import { type Child, element, redraw } from "../../../../bindings/js/inspector/element.js";
import type { Asker } from "../asker.js";
import type { Basis, Documents, Question, Reading } from "../messages.js";
import type { Names } from "../names.js";

/** Documents without problems, and what the engine said of them. */
export interface Shown {
  readonly documents: Documents;
  readonly reading: Reading;
  readonly names: Names;
  readonly questions: readonly Question[];
}

export interface View {
  readonly element: HTMLElement;
  /** Draws the answers for these documents. Called when they have changed, or the view is opened. */
  show(shown: Shown): void;
}

/** What a view is made with. */
export interface Host {
  readonly asker: Asker;
  /** Moves to a place in a document. */
  reveal(document: keyof Documents, pointer: string): void;
  /** Says something to the users of screen readers. */
  announce(message: string): void;
}

export const basisOf = ({ documents }: Shown): Basis => ({ policy: documents.policy, account: documents.account });

/** A part of a view that waits for the engine. Of several questions only the last one's answer is drawn. */
export class Pending {
  readonly element: HTMLElement;
  #turn = 0;

  constructor(className: string) {
    this.element = element("div", { class: className });
  }

  async draw<T>(answer: Promise<T>, drawn: (answer: T) => readonly Child[]): Promise<void> {
    const turn = ++this.#turn;
    this.element.setAttribute("aria-busy", "true");
    let parts: readonly Child[];
    try {
      parts = drawn(await answer);
    } catch (error) {
      parts = [element("p", { class: "pg-fault", role: "alert" }, (error as Error).message)];
    }
    if (turn !== this.#turn) return;
    this.element.removeAttribute("aria-busy");
    redraw(this.element, ...parts);
  }

  /** Draws what needs no answer. */
  put(...parts: readonly Child[]): void {
    this.#turn++;
    this.element.removeAttribute("aria-busy");
    redraw(this.element, ...parts);
  }
}

export const empty = (message: string): HTMLElement => element("p", { class: "pg-empty" }, message);

/** Something wide that scrolls by itself, so that the page does not; the keyboard scrolls it too. */
export function scrolling(label: string, ...children: readonly Child[]): HTMLElement {
  return element("div", { class: "pg-scroll", role: "region", "aria-label": label, tabindex: 0 }, ...children);
}
