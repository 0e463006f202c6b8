// Makes elements without a string of HTML, and without a `style` attribute, which a strict policy forbids.

export type Child = Node | string | false | undefined;

type Attributes = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>>;

/** Returns an element. A function is a listener, `true` an empty attribute; `false` and `undefined` are left out. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== undefined && value !== false) made.setAttribute(key, String(value));
  }
  made.append(...children.filter((each): each is Node | string => each !== undefined && each !== false));
  return made;
}

/** Replaces the content of a part, and gives the focus back to the element with the same `data-key`. */
export function redraw(part: Element, ...children: readonly Child[]): void {
  const root = part.getRootNode() as ShadowRoot;
  const focused = root.activeElement;
  const key = focused && part.contains(focused) ? focused.getAttribute("data-key") : null;
  part.replaceChildren(...children.filter((each): each is Node | string => each !== undefined && each !== false));
  if (key !== null) part.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

/** Calls `work` once in the next frame, however often it is asked for. */
export function onceAFrame(work: () => void): { ask(): void; cancel(): void } {
  let frame = 0;
  return {
    ask() {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        work();
      });
    },
    cancel() {
      cancelAnimationFrame(frame);
      frame = 0;
    },
  };
}
