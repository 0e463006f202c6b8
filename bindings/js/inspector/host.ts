// The element of the page that contains the inspector.

import { styles } from "./styles.js";

/** Keeps the inspector in the page, apart from the page's styles and above the rest. */
export class Host {
  readonly #element = document.createElement("lockstep-inspector");

  /** Puts `parts` into the page. A strict content policy allows constructed style sheets. */
  constructor(...parts: readonly Node[]) {
    const root = this.#element.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
    root.append(...parts);
    document.body.append(this.#element);
  }

  /** Returns whether an event's target is the inspector. */
  is(target: EventTarget | null): boolean {
    return target === this.#element;
  }

  /** Moves it into the open modal dialog, if there is one: what is beside that takes no events. */
  raise(): void {
    const top = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body;
    if (this.#element.parentElement !== top) top.append(this.#element);
  }

  remove(): void {
    this.#element.remove();
  }
}
