// A control of the page that follows the engine's answer, for frameworks that give a binding the element.

import { marking } from "../shared/marking.js";
import { marksOf, type Look } from "./look.js";
import type { Question } from "./store.js";

/** A control that is followed. */
export interface Control {
  /** Makes it look so, as the control of a request. */
  readonly set: (look: Look, question: Question) => void;
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
  /** The attributes that it was given last, each without a value. */
  let given: object = { hidden: null, "aria-disabled": null, "aria-description": null };
  const press = (event: Event) => void (isEnabled || suppressNow(event));
  for (const type of presses) element.addEventListener(type, press, true);

  function draw(marks: object): void {
    for (const [name, value] of Object.entries<unknown>({ ...given, title: own, ...marks }))
      if (value === null) element.removeAttribute(name);
      else element.setAttribute(name, value === true ? "" : String(value));
  }

  function set(look: Look, question: Question): void {
    isEnabled = look === undefined;
    const marks = marksOf(look, question, marking());
    draw(marks);
    given = Object.fromEntries(Object.keys(marks).map((name) => [name, null]));
  }

  function end(): void {
    isEnabled = true;
    draw({});
    for (const type of presses) element.removeEventListener(type, press, true);
  }

  return { set, end };
}
