// The inspector of a page: what is chosen, and when each part is drawn.

import { setMarking } from "../shared/marking.js";
import { timeText } from "../shared/text.js";
import { Agreement } from "./agreement.js";
import { type Control, Controls, offersMore } from "./controls.js";
import { decisionView } from "./decision_view.js";
import { onceAFrame } from "./element.js";
import { scenario, snapshotBytes } from "./facts.js";
import { Measure } from "./figures.js";
import { isKey } from "./key.js";
import { askedRows, controlRows, type Row, rowsView } from "./lists_view.js";
import { Host } from "./host.js";
import type { Figures, InspectOptions, Inspector, Person } from "./options.js";
import { lineOf, Overlay } from "./overlay.js";
import { Panel } from "./panel.js";
import { attribute, keyOf, looks, marksFor, type Question } from "./question.js";
import { type AnyAccess, type AnyLive, Source } from "./source.js";
import { type StateModel, stateView } from "./state_view.js";
import { countOf, principalOf } from "./words.js";

interface Chosen {
  readonly question: Question | undefined;
  readonly element: Element | undefined;
  /** The row of a list that it was chosen in. */
  readonly row: string | undefined;
  readonly time: number | undefined;
}

export class Inspection implements Inspector {
  readonly #options: InspectOptions;
  readonly #source: Source;
  readonly #controls: Controls;
  readonly #agreement: Agreement;
  readonly #measure: Measure | undefined;
  readonly #overlay = new Overlay();
  readonly #panel: Panel;
  readonly #host: Host;
  readonly #frame = onceAFrame(() => this.#draw());
  readonly #key: string;
  readonly #ended = new AbortController();
  #chosen: Chosen | undefined;
  #follows = true;
  #revision: number;
  #changed: ReadonlySet<Element> = new Set();
  #people: readonly Person[] = [];
  /** The last figures, as JSON. */
  #given: string | undefined;
  #focusedBefore: HTMLElement | undefined;

  constructor(of: AnyAccess | AnyLive, options: InspectOptions) {
    this.#options = options;
    this.#key = options.key ?? "Alt+X";
    this.#source = new Source(of, () => this.#renew());
    this.#revision = this.#source.access.revision;
    this.#agreement = new Agreement(this.#source, options.verify, () => this.#frame.ask());
    this.#measure = options.onFigures && new Measure(this.#source, options.snapshot);
    this.#controls = new Controls(
      this.#source,
      (changed) => this.#controlsChanged(changed),
      () => this.#frame.ask(),
    );
    this.#panel = new Panel(this.#key, options.folded === true, {
      toggle: () => this.#toggle(),
      hide: () => this.hide(),
      changed: () => this.#frame.ask(),
      follow: (follows) => this.#follow(follows),
    });
    this.#host = new Host(this.#overlay.layer, this.#panel.root);
    this.#listen();
    if (options.open) this.show();
  }

  show(): void {
    if (this.#panel.isShown) return;
    this.#panel.show(true);
    this.#controls.start();
    setMarking(marksFor);
    this.#frame.ask();
    if (this.#people.length === 0) void this.#options.people?.().then((people) => this.#peopleCame(people));
  }

  hide(): void {
    if (!this.#panel.isShown) return;
    const hadFocus = this.#panel.hasFocus;
    this.#panel.show(false);
    setMarking(undefined);
    this.#options.onFigures?.(undefined);
    this.#controls.stop();
    this.#overlay.clear();
    if (hadFocus) (this.#focusedBefore?.isConnected ? this.#focusedBefore : this.#panel).focus();
  }

  close(): void {
    if (this.#panel.isShown) setMarking(undefined);
    this.#ended.abort();
    this.#controls.stop();
    this.#frame.cancel();
    this.#agreement.close();
    this.#measure?.close();
    this.#source.close();
    this.#host.remove();
  }

  // ---- The page ----

  #listen(): void {
    const { signal } = this.#ended;
    const on = <Name extends keyof DocumentEventMap>(name: Name, listener: (event: DocumentEventMap[Name]) => void) =>
      document.addEventListener(name, (event) => listener(event), { capture: true, signal });
    on("keydown", (event) => {
      if (!isKey(this.#key, event)) return;
      event.preventDefault();
      this.#toggle();
    });
    on("pointermove", (event) => this.#pointAt(event));
    on("pointerdown", (event) => this.#pointAt(event));
    on("click", (event) => {
      if (!event.altKey || !this.#panel.isShown || !this.#controlAt(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      this.#follow(false);
    });
    on("focusin", ({ target }) => {
      if (!this.#panel.isShown || !this.#follows || this.#host.is(target)) return;
      const control = this.#controls.around(target as Element);
      if (!control) return;
      this.#choose(control);
      const look = control.answer ? looks[control.answer.show] : "wrong";
      this.#panel.announce(`Inspector: ${look}. ${lineOf(control)}`);
    });
  }

  #controlAt({ clientX: x, clientY: y, target }: MouseEvent): Control | undefined {
    if (this.#host.is(target)) return undefined;
    return this.#overlay.ghostAt(x, y) ?? this.#controls.around(document.elementFromPoint(x, y));
  }

  #pointAt(event: PointerEvent): void {
    if (!this.#panel.isShown || (!this.#follows && !event.altKey)) return;
    const control = this.#controlAt(event);
    if (control && control.element !== this.#chosen?.element) this.#choose(control);
    this.#overlay.say(control, this.#chosen?.time);
  }

  /** Opens it; moves the focus into it if it is open, and closes it if it has the focus. */
  #toggle(): void {
    if (this.#panel.isShown && this.#panel.hasFocus) {
      this.hide();
      return;
    }
    const focused = document.activeElement;
    this.#focusedBefore = focused instanceof HTMLElement && !this.#host.is(focused) ? focused : undefined;
    this.show();
    this.#panel.focus();
  }

  // ---- What is chosen ----

  #choose({ element, question }: Control, row?: string): void {
    this.#chosen = { element, question, row, time: question && this.#source.timeOf(question) };
    this.#panel.open("decision");
    this.#frame.ask();
  }

  #chooseRow(row: string): void {
    const [, kind, rest = ""] = /^(\w+) (.*)$/s.exec(row) ?? [];
    const control = kind === "control" ? this.#controls.all[Number(rest)] : undefined;
    const asked = this.#source.asked.find(({ question }) => keyOf(question) === rest)?.question;
    this.#follow(false);
    if (control) this.#choose(control, row);
    else if (asked) {
      const { element } = this.#controls.all.find(({ question }) => question && keyOf(question) === rest) ?? {};
      this.#chosen = { element, question: asked, row, time: this.#source.timeOf(asked) };
      this.#panel.open("decision");
    }
    this.#panel.focus();
  }

  #follow(follows: boolean): void {
    this.#follows = follows;
    this.#panel.follows(follows);
  }

  // ---- Drawing ----

  #renew(): void {
    this.#controls.renew();
    this.#frame.ask();
  }

  #controlsChanged(changed: ReadonlySet<Element>): void {
    const { revision } = this.#source.access;
    if (changed.size > 0 || revision !== this.#revision)
      this.#panel.announce(`Revision ${revision}: ${countOf(changed.size, "answer")} changed.`);
    this.#revision = revision;
    this.#changed = changed;
    this.#frame.ask();
  }

  #draw(): void {
    this.#host.raise();
    if (!this.#panel.isShown) return;
    const controls = this.#controls.all;
    const { person, access } = this.#source;
    const differs = ({ question }: Control) => question && this.#agreement.of(question)?.state === "differs";
    const wrong = new Set(controls.filter((each) => offersMore(each) || differs(each)));
    this.#overlay.draw(controls, { wrong, changed: this.#changed, chosen: this.#chosen?.element, person });
    this.#changed = new Set();
    const counts = { enabled: 0, disabled: 0, hidden: 0 };
    for (const { answer } of controls) if (answer) counts[answer.show]++;
    const as = person === undefined ? principalOf(access.principal) : `Answers of ${person}`;
    const drifts = this.#agreement.comparisons.filter(({ state }) => state === "differs").length;
    this.#panel.head({ line: `${as} · revision ${access.revision}`, person, drifts, counts });
    const drawn = controls.filter((control) => this.#overlay.isDrawn(control)).map(({ question }) => question);
    this.#agreement.compare([this.#chosen?.question, ...drawn].filter((each) => each !== undefined));
    this.#tell(this.#measure?.of(controls, this.#agreement));
    this.#drawTab();
  }

  /** Passes figures on that differ from the last ones. */
  #tell(figures: Figures | undefined): void {
    const written = JSON.stringify(figures);
    if (!figures || written === this.#given) return;
    this.#given = written;
    this.#options.onFigures?.(figures);
  }

  #drawTab(): void {
    const { tab } = this.#panel;
    if (tab === "decision") this.#drawDecision();
    else if (tab === "state") this.#drawState();
    else if (tab === "controls")
      this.#drawRows(
        controlRows(this.#controls.all, this.#agreement),
        `No element of this page has \`${attribute}\`. The page's questions are in “Asked”.`,
      );
    else
      this.#drawRows(
        askedRows(this.#source.asked, (question) => this.#source.decide(question), this.#agreement),
        "The page has asked nothing since the inspector was started.",
      );
  }

  #drawDecision(): void {
    const { question, element: chosen, time } = this.#chosen ?? {};
    const control = this.#controls.all.find((each) => each.element === chosen);
    const answer = question && this.#source.decide(question);
    const comparison = question && this.#agreement.of(question);
    const { person } = this.#source;
    const model = { question, answer, comparison, time, person };
    const find =
      chosen && control?.drawn !== "hidden"
        ? () => chosen.scrollIntoView({ block: matchMedia("(max-width: 600px)").matches ? "start" : "center" })
        : undefined;
    this.#panel.draw([model, control?.drawn, control?.problem], () =>
      decisionView({ ...model, control }, { copy: () => void this.#copy(), find }),
    );
  }

  #drawRows(rows: readonly Row[], empty: string): void {
    const { filter } = this.#panel;
    const chosen = this.#chosen?.row;
    this.#panel.draw([rows, filter, chosen], () =>
      rowsView(rows, filter, chosen, (row) => this.#chooseRow(row), empty),
    );
  }

  #drawState(): void {
    const { access, live, lastDelta, person } = this.#source;
    const model: StateModel = {
      principal: principalOf(this.#source.page.principal),
      revision: access.revision,
      validUntil: access.validUntil && timeText(access.validUntil),
      connection: live && [live.state, live.problem?.message].filter(Boolean).join(": "),
      snapshotBytes: snapshotBytes(this.#options.snapshot, live !== undefined),
      lastDelta,
      comparisons: this.#agreement.comparisons,
      isCompared: this.#agreement.isPossible,
      problem: this.#agreement.problem,
      people: this.#people.map(({ name }) => name),
      person,
    };
    const again = () => this.#agreement.again();
    this.#panel.draw(model, () => stateView(model, { again, showAs: (name) => void this.#showAs(name) }));
  }

  // ---- What the buttons do ----

  #peopleCame(people: readonly Person[]): void {
    this.#people = people;
    this.#frame.ask();
  }

  async #showAs(name: string): Promise<void> {
    const person = this.#people.find((each) => each.name === name);
    try {
      this.#source.showAs(person?.name, await person?.access());
      this.#panel.announce(person ? `Showing the answers of ${name}.` : "Showing the page's own answers.");
    } catch (error) {
      this.#panel.announce(`The answers of ${name} could not be loaded. ${messageOf(error)}`);
    }
  }

  async #copy(): Promise<void> {
    const question = this.#chosen?.question;
    if (!question) return;
    try {
      const made = await scenario(question, this.#source.decide(question), this.#source, this.#options);
      try {
        await navigator.clipboard.writeText(made);
        this.#panel.say("The scenario is copied. `lockstep test FILE` runs it.");
      } catch {
        this.#panel.offer(made);
      }
    } catch (error) {
      this.#panel.say(messageOf(error));
    }
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
