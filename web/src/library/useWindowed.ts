// The part of a long list that is in sight. The rest has its room, and no elements.
import { useCallback, useLayoutEffect, useState, type RefObject } from "react";

/** Shorter lists are drawn whole, so that the browser's own search finds everything in them. */
const fewEnough = 100;

/** Rows that are drawn before they come into sight. */
const ahead = 3;

export interface Shape {
  readonly columns: number;
  /** Pixels from one row to the next. */
  readonly step: number;
  /** Pixels of an item itself. */
  readonly height: number;
}

export interface Windowed {
  /** Whether the list is long enough for a part of it to be drawn. */
  readonly isPart: boolean;
  readonly shape: Shape;
  /** Indexes of the items that are drawn, in their order. */
  readonly drawn: readonly number[];
}

interface Part {
  readonly first: number;
  readonly last: number;
  readonly shape: Shape;
}

const unknown: Part = { first: 0, last: 40, shape: { columns: 1, step: 0, height: 0 } };

const isSame = (a: Part, b: Part) =>
  a.first === b.first &&
  a.last === b.last &&
  a.shape.columns === b.shape.columns &&
  a.shape.step === b.shape.step &&
  a.shape.height === b.shape.height;

/**
 * Follows the page's scrolling. `measure` returns the shape of the list's rows, and is the same function each time.
 * `kept` is the index of the item that is drawn wherever it is, because it has the focus.
 */
export function useWindowed(
  list: RefObject<HTMLElement | null>,
  count: number,
  kept: number,
  measure: (list: HTMLElement) => Shape,
): Windowed {
  const [part, setPart] = useState(unknown);
  const isPart = count > fewEnough;
  const look = useCallback(() => {
    const element = list.current;
    const page = element?.closest("main");
    if (!element || !page) return;
    const shape = measure(element);
    if (shape.step <= 0) return;
    const above = page.getBoundingClientRect().top - element.getBoundingClientRect().top;
    const firstRow = Math.max(0, Math.floor(above / shape.step) - ahead);
    const lastRow = Math.max(0, Math.ceil((above + page.clientHeight) / shape.step) + ahead);
    const next = { first: firstRow * shape.columns, last: lastRow * shape.columns, shape };
    setPart((before) => (isSame(before, next) ? before : next));
  }, [list, measure]);

  useLayoutEffect(() => {
    const element = list.current;
    const page = element?.closest("main");
    if (!isPart || !element || !page) return;
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    sizes.observe(page);
    page.addEventListener("scroll", look, { passive: true });
    return () => {
      sizes.disconnect();
      page.removeEventListener("scroll", look);
    };
  }, [isPart, list, look]);

  const [from, to] = isPart ? [Math.min(part.first, count), Math.min(part.last, count)] : [0, count];
  const drawn = Array.from({ length: to - from }, (_, i) => from + i);
  if (kept >= 0 && kept < from) drawn.unshift(kept);
  if (kept >= to && kept < count) drawn.push(kept);
  return { isPart, shape: part.shape, drawn };
}
