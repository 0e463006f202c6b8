// Tabs with their panels, by the ARIA practices: arrow keys move, and the chosen tab alone is in the focus order.

import { element } from "../../../bindings/js/inspector/element.js";

export interface Tab {
  readonly name: string;
  readonly label: string;
  readonly panel: HTMLElement;
}

export class Tabs {
  readonly list: HTMLElement;
  readonly #tabs: readonly Tab[];
  readonly #buttons: readonly HTMLButtonElement[];
  readonly #onChoose: (name: string) => void;
  #chosen = "";
  #areTabs = true;

  constructor(label: string, tabs: readonly Tab[], onChoose: (name: string) => void = () => {}) {
    this.#tabs = tabs;
    this.#onChoose = onChoose;
    this.#buttons = tabs.map(({ name, label, panel }) => {
      panel.id ||= `pg-panel-${name}`;
      const click = () => this.choose(name);
      const attributes = { type: "button", role: "tab", id: `pg-tab-${name}`, "aria-controls": panel.id, click };
      return element("button", attributes, label);
    });
    const keydown = (event: Event) => this.#onKey(event as KeyboardEvent);
    this.list = element("div", { class: "pg-tabs", role: "tablist", "aria-label": label, keydown }, ...this.#buttons);
    this.choose(tabs[0]?.name ?? "", { isQuiet: true });
  }

  get chosen(): string {
    return this.#chosen;
  }

  choose(name: string, { isQuiet = false } = {}): void {
    this.#chosen = name;
    this.#draw();
    if (!isQuiet) this.#onChoose(name);
  }

  /** Puts a short note behind the label of a tab, such as a number of problems. */
  note(name: string, note: string): void {
    const button = this.#buttons[this.#tabs.findIndex((tab) => tab.name === name)];
    button?.querySelector("small")?.remove();
    if (note !== "") button?.append(element("small", {}, note));
  }

  /** Where there is room for all panels, none is a tab's. */
  setAreTabs(areTabs: boolean): void {
    if (areTabs === this.#areTabs) return;
    this.#areTabs = areTabs;
    this.#draw();
  }

  #draw(): void {
    this.list.hidden = !this.#areTabs;
    this.#tabs.forEach(({ name, panel }, at) => {
      const isChosen = name === this.#chosen;
      const button = this.#buttons[at] as HTMLButtonElement;
      button.setAttribute("aria-selected", String(isChosen));
      button.tabIndex = isChosen ? 0 : -1;
      panel.hidden = this.#areTabs && !isChosen;
      if (this.#areTabs) {
        panel.setAttribute("role", "tabpanel");
        panel.setAttribute("aria-labelledby", button.id);
      } else {
        panel.removeAttribute("role");
        panel.removeAttribute("aria-labelledby");
      }
    });
  }

  #onKey(event: KeyboardEvent): void {
    const at = this.#tabs.findIndex(({ name }) => name === this.#chosen);
    const last = this.#tabs.length - 1;
    const next = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[
      event.key
    ];
    if (next === undefined) return;
    event.preventDefault();
    this.choose(this.#tabs[next]?.name ?? "");
    this.#buttons[next]?.focus();
  }
}
