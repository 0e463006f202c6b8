import { useCallback, useRef, useState, type KeyboardEvent } from "react";

/**
 * A key without modifiers, pressed inside: React's events also bubble from menus, which are elsewhere in the document.
 */
export function isPlainKey({ altKey, ctrlKey, metaKey, currentTarget, target }: KeyboardEvent): boolean {
  return !altKey && !ctrlKey && !metaKey && currentTarget.contains(target as Node);
}

/**
 * One tab stop for many things: the arrow keys go from one to the next.
 * `columns` returns the number of items in a row, so that up and down find the neighbour.
 */
export function useRoving(keys: readonly string[], columns: () => number = () => 1) {
  const [chosen, setChosen] = useState<string | null>(null);
  const elements = useRef(new Map<string, HTMLElement>());
  const current = chosen !== null && keys.includes(chosen) ? chosen : (keys[0] ?? null);

  const focus = useCallback((key: string | undefined) => {
    if (key === undefined) return;
    setChosen(key);
    elements.current.get(key)?.focus();
  }, []);

  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
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
    },
    [columns, current, focus, keys],
  );

  const itemProps = (key: string) => ({
    tabIndex: key === current ? 0 : -1,
    onFocus: () => setChosen(key),
    ref: (element: HTMLElement | null) => {
      if (element) elements.current.set(key, element);
      else elements.current.delete(key);
    },
  });

  return { current, focus, onKeyDown, itemProps };
}
