// The panel: its frame, its tabs and its keys. What the tabs contain is made elsewhere.

import { type Child, element, redraw } from "./element.js";
import type { Answer } from "./question.js";
import { shape } from "./decision_view.js";
import { countOf } from "./words.js";

export const tabs = { decision: "Decision", controls: "Controls", asked: "Asked", state: "State" } as const;
export type Tab = keyof typeof tabs;
const names = Object.keys(tabs) as Tab[];
type TabButtons = Readonly<Record<Tab, HTMLButtonElement>>;

export interface PanelActions {
  readonly toggle: () => void;
  readonly hide: () => void;
  readonly changed: () => void;
  /** Whether the decision follows the pointer. */
  readonly follow: (follows: boolean) => void;
}

/** The line below the title, and how many controls have each answer. */
export interface Headline {
  readonly line: string;
  readonly person: string | undefined;
  /** How many answers differ from the server's. */
  readonly drifts: number;
  readonly counts: Readonly<Record<Answer["show"], number>>;
}

export class Panel {
  readonly root: HTMLElement;
  readonly #launcher: HTMLButtonElement;
  readonly #panel: HTMLElement;
  readonly #line = element("p", { class: "line" });
  readonly #counts = element("ul", { class: "counts", "aria-label": "Answers of the controls on this page" });
  readonly #tabs: TabButtons;
  readonly #content = element("div", { class: "content", role: "tabpanel", tabindex: "0", id: "content" });
  readonly #filter: HTMLInputElement;
  readonly #filterRow: HTMLElement;
  readonly #body = element("div", { class: "body" });
  /** What was said about the choice; the content above it may be drawn again. */
  readonly #said = element("div", { class: "said" });
  readonly #status = element("p", { class: "unseen", role: "status" });
  readonly #follow: HTMLButtonElement;
  readonly #fold: HTMLButtonElement;
  readonly #actions: PanelActions;
  #tab: Tab = "decision";
  #drawn = "";

  constructor(key: string, isFolded: boolean, actions: PanelActions) {
    this.#actions = actions;
    const hint = key === "" ? "" : ` (${key})`;
    this.#launcher = element(
      "button",
      {
        type: "button",
        class: "launcher",
        "aria-expanded": "false",
        title: `Inspect permissions${hint}`,
        click: actions.toggle,
      },
      shape("enabled"),
      "Lockstep inspector",
    );
    this.#tabs = Object.fromEntries(names.map((name) => [name, this.#tabOf(name)])) as TabButtons;
    this.#filter = element("input", {
      type: "search",
      "aria-label": "Filter the list",
      placeholder: "Filter",
      input: actions.changed,
    });
    this.#filterRow = element("div", { class: "filter", hidden: true }, this.#filter);
    this.#content.append(this.#filterRow, this.#body, this.#said);
    this.#follow = element(
      "button",
      {
        type: "button",
        "aria-pressed": "true",
        title: "Show the control under the pointer or the focus. Alt+click keeps one.",
        click: () => actions.follow(this.#follow.ariaPressed !== "true"),
      },
      "Follow",
    );
    this.#fold = element("button", { type: "button", click: () => this.fold(!this.isFolded) });
    this.#panel = this.#frame();
    this.root = element(
      "section",
      { class: "root", "aria-label": "Lockstep inspector" },
      this.#launcher,
      this.#panel,
      this.#status,
    );
    this.root.addEventListener("keydown", (event) => this.#pressed(event));
    this.open("decision");
    this.fold(isFolded);
  }

  get tab(): Tab {
    return this.#tab;
  }

  get filter(): string {
    return this.#filter.value.trim();
  }

  get isShown(): boolean {
    return !this.#panel.hidden;
  }

  get isFolded(): boolean {
    return this.#panel.hasAttribute("data-folded");
  }

  /** Leaves only its heading, or shows all of it. */
  fold(isFolded: boolean): void {
    this.#panel.toggleAttribute("data-folded", isFolded);
    this.#fold.ariaExpanded = String(!isFolded);
    this.#fold.ariaLabel = this.#fold.title = isFolded ? "Unfold the panel" : "Fold the panel";
    this.#fold.textContent = isFolded ? "▴" : "▾";
  }

  get hasFocus(): boolean {
    return (this.root.getRootNode() as ShadowRoot).activeElement !== null;
  }

  show(isShown: boolean): void {
    this.#panel.hidden = !isShown;
    this.#launcher.hidden = isShown;
    this.#launcher.ariaExpanded = String(isShown);
  }

  focus(): void {
    (!this.isShown ? this.#launcher : this.isFolded ? this.#fold : this.#tabs[this.#tab]).focus();
  }

  open(tab: Tab): void {
    this.#tab = tab;
    for (const name of names) {
      this.#tabs[name].ariaSelected = String(name === tab);
      this.#tabs[name].tabIndex = name === tab ? 0 : -1;
    }
    this.#content.setAttribute("aria-labelledby", this.#tabs[tab].id);
    this.#filterRow.hidden = tab !== "controls" && tab !== "asked";
    this.#filter.value = "";
    this.#said.replaceChildren();
    this.#actions.changed();
  }

  /** Draws the content if what it is made from differs from the last time. */
  draw(model: unknown, content: () => readonly Child[]): void {
    const made = JSON.stringify([this.#tab, model]);
    if (made === this.#drawn) return;
    this.#drawn = made;
    redraw(this.#body, ...content());
  }

  head({ line, person, drifts, counts }: Headline): void {
    const differing = element("strong", { class: "marked" }, ` · drift in ${countOf(drifts, "answer")}`);
    this.#line.replaceChildren(line, ...(drifts > 0 ? [differing] : []));
    this.#line.toggleAttribute("data-other", person !== undefined);
    const words = { enabled: "allowed", disabled: "greyed", hidden: "hidden" } as const;
    const written = (Object.keys(words) as Answer["show"][]).map((show) => `${counts[show]} ${words[show]}`);
    if (this.#counts.textContent === written.join("")) return;
    this.#counts.replaceChildren(
      ...(Object.keys(words) as Answer["show"][]).map((show, at) => element("li", {}, shape(show), written[at])),
    );
  }

  follows(follows: boolean): void {
    this.#follow.ariaPressed = String(follows);
  }

  /** Lets a screen reader read a sentence. */
  announce(sentence: string): void {
    this.#status.textContent = sentence;
  }

  /** Shows a sentence below the content until another choice is made, and lets a screen reader read it. */
  say(sentence: string): void {
    this.#said.replaceChildren(element("p", { class: "note" }, sentence));
    this.announce(sentence);
  }

  /** Shows a string to be copied by hand, where the page may not write to the clipboard. */
  offer(string: string): void {
    const area = element("textarea", { readonly: true, rows: "8", "aria-label": "The scenario, to copy" });
    area.value = string;
    this.#said.replaceChildren(area);
    area.focus();
    area.select();
  }

  #frame(): HTMLElement {
    const side = element(
      "button",
      {
        type: "button",
        title: "Move to the other side",
        "aria-label": "Move to the other side",
        click: () => this.root.toggleAttribute("data-left"),
      },
      "⇄",
    );
    const close = element(
      "button",
      { type: "button", title: "Close (Esc)", "aria-label": "Close the inspector", click: this.#actions.hide },
      "✕",
    );
    return element(
      "div",
      { class: "panel", hidden: true },
      element(
        "header",
        {},
        element("div", { class: "title" }, element("h2", {}, "Lockstep"), this.#line),
        element("div", { class: "tools" }, this.#follow, this.#fold, side, close),
        this.#counts,
      ),
      element("div", { role: "tablist", "aria-label": "Inspector" }, ...names.map((name) => this.#tabs[name])),
      this.#content,
    );
  }

  #tabOf(name: Tab): HTMLButtonElement {
    return element(
      "button",
      { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": "content", click: () => this.open(name) },
      tabs[name],
    );
  }

  #pressed(event: KeyboardEvent): void {
    if (event.key === "Escape" && this.isShown) {
      event.stopPropagation();
      this.#actions.hide();
      return;
    }
    if (!(event.target as Element).matches("[role=tab]")) return;
    const at = names.indexOf(this.#tab);
    const moves: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1 + names.length,
      Home: 0,
      End: names.length - 1,
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.open(names[to % names.length] as Tab);
    this.#tabs[this.#tab].focus();
  }
}
