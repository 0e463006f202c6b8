import { useCallback, useRef, useState, type KeyboardEvent } from "react";
import { flushSync } from "react-dom";

/**
 * A key without modifiers, pressed inside: React's events also bubble from menus, which are elsewhere in the document.
 */
export function isPlainKey({ altKey, ctrlKey, metaKey, currentTarget, target }: KeyboardEvent): boolean {
  return !altKey && !ctrlKey && !metaKey && currentTarget.contains(target as Node);
}

/** The two calls that an item makes. They stay the same objects, so an item is drawn again only if it changes. */
export interface RovingItem {
  readonly attach: (key: string, element: HTMLElement | null) => void;
  readonly choose: (key: string) => void;
}

interface RovingOptions {
  /** Returns the number of items in a row, so that up and down find the neighbour. */
  readonly columns?: () => number;
  /** Called after a key went from one item to the next. */
  readonly onMove?: (key: string, event: KeyboardEvent) => void;
}

/** One tab stop for many things: the arrow keys go from one to the next. */
export function useRoving(keys: readonly string[], { columns = () => 1, onMove }: RovingOptions = {}) {
  const [chosen, setChosen] = useState<string | null>(null);
  const elements = useRef(new Map<string, HTMLElement>());
  const current = chosen !== null && keys.includes(chosen) ? chosen : (keys[0] ?? null);

  const focus = useCallback((key: string | undefined) => {
    if (key === undefined) return;
    // Of a long list, an item is drawn once it is chosen.
    flushSync(() => setChosen(key));
    elements.current.get(key)?.focus();
  }, []);

  function onKeyDown(event: KeyboardEvent) {
    if (!isPlainKey(event)) return;
    const at = current === null ? -1 : keys.indexOf(current);
    const wide = columns();
    const steps: Record<string, number> = {
      ArrowDown: at + wide,
      ArrowUp: at - wide,
      ArrowRight: wide > 1 ? at + 1 : NaN,
      ArrowLeft: wide > 1 ? at - 1 : NaN,
      Home: 0,
      End: keys.length - 1,
    };
    const next = keys[steps[event.key] ?? NaN];
    if (next === undefined) return;
    event.preventDefault();
    focus(next);
    onMove?.(next, event);
  }

  const [item] = useState<RovingItem>(() => ({
    attach(key, element) {
      if (element) elements.current.set(key, element);
      else elements.current.delete(key);
    },
    choose: setChosen,
  }));

  const itemProps = (key: string) => ({
    tabIndex: key === current ? 0 : -1,
    onFocus: () => item.choose(key),
    ref: (element: HTMLElement | null) => item.attach(key, element),
  });

  return { current, focus, onKeyDown, item, itemProps };
}
