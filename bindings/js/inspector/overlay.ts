// Outlines over the page: solid for an allowed control, dashed for a greyed one, dotted where one is hidden.

import type { Control } from "./controls.js";
import { element } from "./element.js";
import { looks } from "./question.js";
import { durationOf } from "./words.js";

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What is marked besides the answers. */
interface Marks {
  /** Controls with a `!`. */
  readonly wrong: ReadonlySet<Control>;
  /** Elements whose answer has just changed. */
  readonly changed: ReadonlySet<Element>;
  readonly chosen: Element | undefined;
  readonly person: string | undefined;
}

/** Pixels between a control and its outline. */
const gap = 3;
const ghostHeight = 28;
const ghostWidth = (label: string): number => Math.min(24 + 7 * label.length, 200);

/** Draws the outlines of controls in view. It takes no events, so that the page works as before. */
export class Overlay {
  readonly layer = element("div", { class: "layer", "aria-hidden": "true" });
  readonly #tag = element("p", { class: "tag", hidden: true });
  readonly #drawn = new Map<Element, HTMLElement>();
  /** Where hidden controls would be. */
  #ghosts: readonly { readonly control: Control; readonly box: Box }[] = [];

  constructor() {
    this.layer.append(this.#tag);
  }

  /** Outlines `controls`. The answers of another `person` have ghosts for what they would see, too. */
  draw(controls: readonly Control[], { wrong, changed, chosen, person }: Marks): void {
    const visible = controls.filter(({ element, drawn }) => drawn !== "hidden" && isNear(element));
    const boxes = visible.map(({ element }) => element.getBoundingClientRect());
    const styles = visible.map(({ element }) => getComputedStyle(element).borderRadius);
    this.#ghosts = ghostsOf(controls, person !== undefined);
    const kept = new Set<Element>();
    const put = (control: Control, box: Box, radius: string, isGhost: boolean): void => {
      kept.add(control.element);
      const outline = this.#outlineOf(control, isGhost);
      outline.toggleAttribute("data-wrong", wrong.has(control));
      outline.toggleAttribute("data-chosen", control.element === chosen);
      place(outline, box, isGhost ? 0 : gap);
      outline.style.setProperty("border-radius", radius);
      if (changed.has(control.element)) flash(outline);
    };
    visible.forEach((control, at) => {
      put(control, boxes[at] as Box, `calc(${styles[at]?.split(" ")[0] || "0px"} + ${gap}px)`, false);
    });
    for (const { control, box } of this.#ghosts) put(control, box, "6px", true);
    for (const [each, outline] of this.#drawn)
      if (!kept.has(each)) {
        outline.remove();
        this.#drawn.delete(each);
      }
  }

  clear(): void {
    this.draw([], { wrong: new Set(), changed: new Set(), chosen: undefined, person: undefined });
    this.say(undefined);
  }

  isDrawn({ element }: Control): boolean {
    return this.#drawn.has(element);
  }

  /** Returns the hidden control whose place contains a point. */
  ghostAt(x: number, y: number): Control | undefined {
    const isAt = ({ box }: { box: Box }) =>
      x >= box.left && x <= box.left + box.width && y >= box.top && y <= box.top + box.height;
    return this.#ghosts.find(isAt)?.control;
  }

  /** Writes a line beside a control, with the time of its answer; none without a control. */
  say(control: Control | undefined, nanoseconds?: number): void {
    const outline = control && this.#drawn.get(control.element);
    this.#tag.hidden = outline === undefined;
    if (!outline || !control) return;
    const time = nanoseconds === undefined ? "" : ` · ${durationOf(nanoseconds)}`;
    this.#tag.textContent = lineOf(control) + time;
    this.#tag.dataset.show = control.answer?.show ?? "problem";
    const { left, top, bottom } = outline.getBoundingClientRect();
    const { width, height } = this.#tag.getBoundingClientRect();
    // A page's own hints are above, as a rule.
    const isAbove = bottom + gap + height > innerHeight;
    place(this.#tag, {
      left: Math.max(4, Math.min(left, innerWidth - width - 4)),
      top: isAbove ? top - height - gap : bottom + gap,
      width: 0,
      height: 0,
    });
  }

  #outlineOf(control: Control, isGhost: boolean): HTMLElement {
    let outline = this.#drawn.get(control.element);
    if (!outline) {
      outline = element("div", { class: "outline" });
      this.#drawn.set(control.element, outline);
      this.layer.prepend(outline);
    }
    outline.dataset.show = control.answer?.show ?? "problem";
    outline.toggleAttribute("data-ghost", isGhost);
    outline.textContent = isGhost ? control.label : "";
    return outline;
  }
}

/** Returns an answer in a line: `asset.move → level_too_low · need manage · have contribute`. */
export function lineOf({ question, answer, problem }: Control): string {
  if (!question || !answer) return problem ?? "";
  const levels = [answer.need && `need ${answer.need}`, answer.need && `have ${answer.have ?? "none"}`];
  const said = answer.allowed ? looks.enabled : [answer.reason, ...levels].filter(Boolean).join(" · ");
  return `${question.action} → ${said}`;
}

function place(drawn: HTMLElement, { left, top, width, height }: Box, around = 0): void {
  const { style } = drawn;
  style.setProperty("transform", `translate(${left - around}px, ${top - around}px)`);
  if (width === 0) return;
  style.setProperty("width", `${width + 2 * around}px`);
  style.setProperty("height", `${height + 2 * around}px`);
}

function flash(outline: HTMLElement): void {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  outline.animate([{ boxShadow: "0 0 0 8px currentColor" }, { boxShadow: "0 0 0 0 currentColor" }], 900);
}

function isNear(control: Element): boolean {
  const { left, top, right, bottom } = control.getBoundingClientRect();
  return bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
}

/** Places for hidden controls, where what they are in is shown: after what comes before them. */
function ghostsOf(controls: readonly Control[], another: boolean): { control: Control; box: Box }[] {
  const placed = new Map<Element, Box>();
  const boxOf = (each: Element): Box | undefined => {
    const known = placed.get(each);
    if (known || hasBox(each)) return known ?? each.getBoundingClientRect();
    const last = isWrapper(each) ? each.lastElementChild : null;
    return last ? boxOf(last) : undefined;
  };
  const ghosts = [];
  for (const control of controls) {
    const { element, answer, drawn, label } = control;
    const isGhost = drawn === "hidden" && answer !== undefined && (another || answer.show === "hidden");
    if (!isGhost) continue;
    const hidden = outermost(element);
    const within = hidden.parentElement;
    if (!within || !isNear(within)) continue;
    const area = boxOf(within);
    if (!area) continue;
    const before = siblingOf(hidden, "previousElementSibling", boxOf);
    const after = siblingOf(hidden, "nextElementSibling", boxOf);
    const box = ghostBox(before, after && boxOf(after), area, ghostWidth(label), boxOf);
    placed.set(element, box);
    ghosts.push({ control, box });
  }
  return ghosts;
}

const hasBox = (each: Element): boolean => each.getClientRects().length > 0;

/** Whether an element draws what is in it, and nothing itself. */
const isWrapper = (each: Element): boolean => !hasBox(each) && getComputedStyle(each).display === "contents";

/** Returns the outermost element that has nothing but this one's place. */
function outermost(each: Element): Element {
  const { parentElement: parent } = each;
  return parent && isWrapper(parent) ? outermost(parent) : each;
}

type Side = "previousElementSibling" | "nextElementSibling";

/** Returns the nearest sibling on a side that has a place. */
function siblingOf(hidden: Element, side: Side, boxOf: (each: Element) => Box | undefined): Element | undefined {
  for (let each = hidden[side]; each; each = each[side]) if (boxOf(each)) return each;
  return undefined;
}

function ghostBox(
  before: Element | undefined,
  after: Box | undefined,
  area: Box,
  width: number,
  boxOf: (each: Element) => Box | undefined,
): Box {
  const last = before && boxOf(before);
  if (!before || !last) return { left: area.left + 4, top: area.top + 4, width, height: ghostHeight };
  const fits = (left: number) => left + width <= area.left + area.width + 1;
  // An element that fills its line may have room behind its words.
  const ends = [last, contentOf(before)].map((box) => box.left + box.width + 10).find(fits);
  if (ends === undefined) return { left: last.left, top: last.top + last.height + 6, width, height: ghostHeight };
  const height = Math.min(Math.max(last.height, 20), 44);
  const box = { left: ends, top: last.top + (last.height - height) / 2, width, height };
  // Where the next one is in the way, it hangs over the lower edge of both.
  return after && overlaps(box, after) ? { ...box, left: ends - 14, top: last.top + last.height - 6, height: 18 } : box;
}

const overlaps = (one: Box, other: Box): boolean =>
  one.left < other.left + other.width &&
  other.left < one.left + one.width &&
  one.top < other.top + other.height &&
  other.top < one.top + one.height;

function contentOf(each: Element): Box {
  const range = document.createRange();
  range.selectNodeContents(each);
  return range.getBoundingClientRect();
}
