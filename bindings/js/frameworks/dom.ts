// A control of the page that follows the engine's answer, for frameworks that give a binding the element.

import { marksOf, type Look } from "./look.js";

/** A control that is followed. */
export interface Control {
  /** Makes it look so. */
  readonly set: (look: Look) => void;
  /** Leaves it as it was. */
  readonly end: () => void;
}

const presses = ["click", "auxclick"];

/** Keeps a press from having an effect, also on the listeners of the control itself. */
export function suppressNow(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** Returns the control of an element. The server may have drawn it: then its title is not the app's own. */
export function controlOf(element: Element): Control {
  const title = element.getAttribute("title");
  const own = title === element.getAttribute("aria-description") ? null : title;
  let isEnabled = true;
  const press = (event: Event) => void (isEnabled || suppressNow(event));
  for (const type of presses) element.addEventListener(type, press, true);

  function set(look: Look): void {
    isEnabled = look === undefined;
    const marks = { title: own, ...marksOf(look) };
    for (const name of ["hidden", "aria-disabled", "title", "aria-description"] as const) {
      const value = marks[name];
      if (value === undefined || value === null) element.removeAttribute(name);
      else element.setAttribute(name, value === true ? "" : value);
    }
  }

  function end(): void {
    set(undefined);
    for (const type of presses) element.removeEventListener(type, press, true);
  }

  return { set, end };
}
