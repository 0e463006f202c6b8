// The marked controls of the page, in the order of the document, with their answers.

import { onceAFrame } from "./element.js";
import { type Answer, attribute, attributes, type Question, questionOf } from "./question.js";
import type { Source } from "./source.js";

export interface Control {
  readonly element: Element;
  readonly label: string;
  readonly question: Question | undefined;
  readonly answer: Answer | undefined;
  /** What is wrong with its attributes. */
  readonly problem: string | undefined;
  /** How the page draws it. */
  readonly drawn: Answer["show"];
}

const longestLabel = 60;
const order = ["hidden", "disabled", "enabled"] as const;

/** Whether the page offers more than the answer allows: a button that works where it should be grey, or shows. */
export function offersMore({ answer, drawn }: Control): boolean {
  return answer !== undefined && order.indexOf(drawn) > order.indexOf(answer.show);
}

/** Finds controls as the page changes, and reports once a frame. */
export class Controls {
  readonly #source: Source;
  readonly #onChange: (changed: ReadonlySet<Element>) => void;
  readonly #onMove: () => void;
  readonly #mutations = new MutationObserver((records) => this.#note(records));
  readonly #sizes: ResizeObserver;
  readonly #frame = onceAFrame(() => this.#refresh());
  #found: readonly Element[] = [];
  #isStale = true;
  #isOn = false;
  all: readonly Control[] = [];

  /** `onChange` is called with the controls whose answer has changed, `onMove` when they may be elsewhere. */
  constructor(source: Source, onChange: (changed: ReadonlySet<Element>) => void, onMove: () => void) {
    this.#source = source;
    this.#onChange = onChange;
    this.#onMove = onMove;
    this.#sizes = new ResizeObserver(onMove);
  }

  start(): void {
    if (this.#isOn) return;
    this.#isOn = true;
    this.#isStale = true;
    const watched = { attributes: true, attributeFilter: attributes, childList: true, subtree: true };
    this.#mutations.observe(document, { ...watched, characterData: true });
    this.#sizes.observe(document.documentElement);
    for (const name of moving) addEventListener(name, this.#onMove, { capture: true, passive: true });
    this.#frame.ask();
  }

  stop(): void {
    this.#isOn = false;
    this.#mutations.disconnect();
    this.#sizes.disconnect();
    this.#frame.cancel();
    this.#found = [];
    this.all = [];
    for (const name of moving) removeEventListener(name, this.#onMove, { capture: true });
  }

  /** Asks for the answers again. */
  renew(): void {
    if (this.#isOn) this.#frame.ask();
  }

  /** Returns the control that an element is, or is in. */
  around(element: Element | null): Control | undefined {
    const found = element?.closest(`[${attribute}]`);
    return found ? this.all.find((each) => each.element === found) : undefined;
  }

  /** Characters that change move things at most; elements and attributes may be controls. */
  #note(records: readonly MutationRecord[]): void {
    const isElement = (node: Node) => node.nodeType === Node.ELEMENT_NODE;
    this.#isStale ||= records.some(
      ({ type, attributeName, addedNodes, removedNodes }) =>
        attributeName?.startsWith(attribute) ||
        (type === "childList" && [...addedNodes, ...removedNodes].some(isElement)),
    );
    this.#frame.ask();
  }

  #find(): void {
    this.#isStale = false;
    const found = [...document.querySelectorAll(`[${attribute}]`)];
    const before = new Set(this.#found);
    for (const each of found) if (!before.delete(each)) this.#sizes.observe(each);
    for (const gone of before) this.#sizes.unobserve(gone);
    this.#found = found;
  }

  #refresh(): void {
    if (this.#isStale) this.#find();
    const before = new Map(this.all.map((each) => [each.element, each.answer?.show]));
    this.all = this.#found.map((each) => this.#controlOf(each));
    const isNew = ({ element, answer }: Control) => before.has(element) && before.get(element) !== answer?.show;
    this.#onChange(new Set(this.all.filter(isNew).map(({ element }) => element)));
  }

  #controlOf(element: Element): Control {
    const asked = questionOf(element);
    const isWrong = typeof asked === "string";
    const label = element.getAttribute("aria-label") ?? element.textContent?.trim().replace(/\s+/g, " ") ?? "";
    return {
      element,
      label: label.slice(0, longestLabel) || (element.getAttribute(attribute) ?? ""),
      question: isWrong ? undefined : asked,
      answer: isWrong ? undefined : this.#source.decide(asked),
      problem: isWrong ? asked : undefined,
      drawn: drawnAs(element),
    };
  }
}

/** Events after which a control may be elsewhere. */
const moving = ["scroll", "transitionend", "animationend", "toggle", "resize"];

function drawnAs(element: Element): Answer["show"] {
  if (element.getClientRects().length === 0) return "hidden";
  return element.matches(":disabled, [aria-disabled=true]") ? "disabled" : "enabled";
}
