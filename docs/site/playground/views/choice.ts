// A labelled list of choices, which keeps what was chosen while the choices change.

import { element } from "../../../../bindings/js/inspector/element.js";

export interface Option {
  readonly value: string;
  readonly label: string;
}

export class Choice {
  readonly element: HTMLElement;
  readonly #select: HTMLSelectElement;
  #offered = "";

  constructor(label: string, onChoose: () => void) {
    this.#select = element("select", { change: onChoose });
    this.element = element("label", { class: "pg-choice" }, element("span", {}, label), this.#select);
  }

  get value(): string {
    return this.#select.value;
  }

  /** Offers these. What was chosen stays chosen; if it is gone, `preferred` is, or the first. */
  offer(options: readonly Option[], preferred?: string): void {
    const offered = JSON.stringify(options);
    if (offered === this.#offered) return;
    const before = this.#offered === "" ? undefined : this.#select.value;
    this.#offered = offered;
    this.#select.replaceChildren(...options.map(({ value, label }) => element("option", { value }, label)));
    const values = options.map(({ value }) => value);
    const chosen = [before, preferred].find((each) => each !== undefined && values.includes(each));
    this.#select.value = chosen ?? values[0] ?? "";
  }
}
