// The bar above the panes: the choice of an example, and the link to share.

import { element } from "../../../bindings/js/inspector/element.js";
import type { Example } from "./examples.js";

export interface Bar {
  readonly element: HTMLElement;
  offer(examples: readonly Example[]): void;
  has(name: string): boolean;
  choose(name: string): void;
  setIsChanged(isChanged: boolean): void;
  /** Says something for a reader, until another example is chosen. */
  say(message: string): void;
}

export interface BarActions {
  readonly onExample: (name: string) => void;
  readonly onReset: () => void;
  readonly onShare: () => void;
}

export function createBar({ onExample, onReset, onShare }: BarActions): Bar {
  let list: readonly Example[] = [];
  const select = element("select", { change: () => onExample(select.value) });
  const about = element("p", { class: "pg-about" });
  const said = element("p", { class: "pg-said", role: "status" });
  const reset = element("button", { type: "button", click: onReset, hidden: true }, "Reset");
  const share = element("button", { type: "button", class: "pg-primary", click: onShare }, "Copy link");
  const label = element("label", { class: "pg-choice" }, element("span", {}, "Example"), select);
  const bar = element(
    "div",
    { class: "pg-bar" },
    label,
    about,
    element("div", { class: "pg-actions" }, reset, share),
    said,
  );
  return {
    element: bar,
    offer(examples) {
      if (list.length > 0) return;
      list = examples;
      const groups = [...new Set(examples.map(({ group }) => group))];
      select.replaceChildren(
        ...groups.map((group) => {
          const options = examples.filter((each) => each.group === group);
          return element(
            "optgroup",
            { label: group },
            ...options.map(({ name, title }) => element("option", { value: name }, title)),
          );
        }),
      );
    },
    has: (name) => list.some((each) => each.name === name),
    choose(name) {
      select.value = name;
      about.textContent = list.find((each) => each.name === name)?.about ?? "";
      said.textContent = "";
    },
    setIsChanged(isChanged) {
      reset.hidden = !isChanged;
    },
    say(message) {
      said.textContent = message;
    },
  };
}
