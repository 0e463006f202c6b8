// The playground: editors for policy, account, questions and scenarios, and the engine's answers beside them.

import { element } from "../../../bindings/js/inspector/element.js";
import { countOf } from "../../../bindings/js/inspector/words.js";
import { Answers, areSame, summaryOf } from "./answers.js";
import { Asker } from "./asker.js";
import { type Bar, createBar } from "./bar.js";
import { createEditor, type Editor } from "./editor.js";
import { Examples } from "./examples.js";
import { fragmentOf, stateOf } from "./fragment.js";
import { createLayout, titles, type Layout } from "./layout.js";
import { type DocumentName, type Documents, documentNames, forDocuments, type Reading } from "./messages.js";
import { type Names, namesIn } from "./names.js";
import { type Mark, markOf, marksOf } from "./problems.js";
import { Schemas } from "./schema.js";
import { schemas } from "./schemas.js";

/** How long typing rests before the engine is asked. */
const pause = 250;

/** The example of a page that is opened without one. */
const firstExample = "notes";

/** Fills `parent` with a playground. The program's files are beside this one. */
export function openPlayground(parent: HTMLElement): Playground {
  return new Playground(parent);
}

export class Playground {
  readonly #asker = new Asker(new URL("./worker.js", import.meta.url));
  readonly #examples = new Examples(new URL("./examples/", import.meta.url));
  readonly #schemas = new Schemas(schemas);
  readonly #editors: Readonly<Record<DocumentName, Editor>>;
  readonly #answers: Answers;
  readonly #layout: Layout;
  readonly #bar: Bar;
  readonly #status = element("p", { class: "pg-unseen", role: "status" });
  readonly #root: HTMLElement;
  #example = firstExample;
  #original: Documents | undefined;
  #names: Names = namesIn({ policy: "", account: "" });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  /** The fragment that this page has written itself. */
  #written = "";

  constructor(parent: HTMLElement) {
    this.#bar = createBar({
      onExample: (name) => void this.#open({ example: name, view: this.#answers.view }),
      onReset: () => void this.#open({ example: this.#example, view: this.#answers.view }),
      onShare: () => void this.#share(),
    });
    this.#answers = new Answers({
      asker: this.#asker,
      reveal: (document, pointer) => this.#reveal(document, { severity: "error", code: "", message: "", pointer }),
      announce: (message) => this.#announce(message),
      mark: (marks) => this.#mark("scenarios", marks),
      onView: () => void this.#writeFragment(),
    });
    this.#layout = createLayout(this.#answers.element);
    this.#root = element(
      "div",
      { class: "pg", "aria-busy": "true" },
      this.#bar.element,
      this.#layout.element,
      this.#status,
    );
    parent.replaceChildren(this.#root);
    this.#editors = forDocuments((name) => this.#editor(name));
    addEventListener("hashchange", this.#onFragment);
    void this.#start();
  }

  /** Stops the engine. The playground is of no use afterwards. */
  close(): void {
    this.#turn++;
    clearTimeout(this.#timer);
    removeEventListener("hashchange", this.#onFragment);
    this.#asker.close();
  }

  readonly #onFragment = (): void => {
    if (location.hash !== this.#written) void this.#start();
  };

  /** Opens what the address names, or the first example. */
  async #start(): Promise<void> {
    let state: Awaited<ReturnType<typeof stateOf>>;
    let fault = "";
    try {
      this.#bar.offer(await this.#examples.list());
      state = await stateOf(location.hash);
    } catch (error) {
      fault = `This link cannot be read, so an example is shown. ${(error as Error).message}`;
    }
    await this.#open(state ?? { example: firstExample, view: "decisions" });
    if (fault !== "") this.#bar.say(fault);
  }

  async #open({ example, documents, view }: { example: string; documents?: Documents; view: string }): Promise<void> {
    const turn = ++this.#turn;
    this.#root.setAttribute("aria-busy", "true");
    try {
      const name = this.#bar.has(example) ? example : firstExample;
      const original = await this.#examples.documents(name);
      if (turn !== this.#turn) return;
      this.#example = name;
      this.#original = original;
      this.#bar.choose(name);
      this.#answers.choose(view);
      const shown = documents ?? original;
      for (const each of documentNames) this.#editors[each].setText(shown[each]);
      await this.#read();
    } catch (error) {
      if (turn === this.#turn) this.#answers.showFault((error as Error).message);
    } finally {
      this.#root.removeAttribute("aria-busy");
    }
  }

  #editor(name: DocumentName): Editor {
    const label = `${titles[name]}, JSON`;
    const source = { document: name, schemas: this.#schemas, names: () => this.#names };
    return createEditor({ parent: this.#layout.hosts[name], label, source, onEdit: () => this.#onEdit() });
  }

  #onEdit(): void {
    clearTimeout(this.#timer);
    this.#root.setAttribute("data-edited", "");
    this.#timer = setTimeout(() => void this.#read(), pause);
  }

  #documents(): Documents {
    return forDocuments((name) => this.#editors[name].text());
  }

  /** Asks the engine about the documents as they are now. */
  async #read(): Promise<void> {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    const documents = this.#documents();
    this.#names = namesIn(documents, this.#names);
    try {
      const { scenarios: _, ...given } = documents;
      const reading = await this.#asker.ask("reading", given);
      if (turn === this.#turn) this.#show(documents, reading);
    } catch (error) {
      if (turn === this.#turn) this.#answers.showFault((error as Error).message);
    }
    if (turn !== this.#turn) return;
    this.#root.removeAttribute("data-edited");
    this.#bar.setIsChanged(this.#original !== undefined && !areSame(documents, this.#original));
    await this.#writeFragment();
  }

  #show(documents: Documents, reading: Reading): void {
    this.#mark("policy", [
      ...reading.policy.map((each) => markOf(each)),
      ...reading.remarks.map((each) => markOf(each, "warning")),
    ]);
    this.#mark(
      "account",
      reading.account.map((each) => markOf(each)),
    );
    this.#mark("questions", [...reading.questions.map((each) => markOf(each)), ...marksOf(reading.decisions)]);
    const problems = (["policy", "account", "questions"] as const).flatMap((document) =>
      reading[document].map((problem) => {
        const mark = markOf(problem);
        return { document, mark, line: this.#editors[document].lineOf(mark) };
      }),
    );
    if (problems.length > 0) {
      this.#answers.showProblems(problems, (document, mark) => this.#reveal(document, mark));
      this.#announce(`${countOf(problems.length, "problem")}. ${problems[0]?.mark.message}`);
      return;
    }
    this.#answers.show({ documents, reading, names: this.#names, questions: JSON.parse(documents.questions) });
    this.#announce(summaryOf(reading));
  }

  #mark(document: DocumentName, marks: readonly Mark[]): void {
    this.#editors[document].mark(marks);
    this.#layout.note(document, marks.filter(({ severity }) => severity === "error").length);
  }

  #reveal(document: DocumentName, mark: Mark): void {
    this.#layout.open(document);
    this.#editors[document].reveal(mark);
  }

  /** Screen readers hear of a change once, not after every letter. */
  #announce(message: string): void {
    if (this.#status.textContent !== message) this.#status.textContent = message;
  }

  /** Keeps the address in step, so that a reload and a bookmark lead back here. */
  async #writeFragment(): Promise<void> {
    const turn = this.#turn;
    const documents = this.#documents();
    const isChanged = this.#original === undefined || !areSame(documents, this.#original);
    const state = { example: this.#example, view: this.#answers.view, ...(isChanged ? { documents } : {}) };
    const fragment = await fragmentOf(state);
    if (turn !== this.#turn) return;
    this.#written = fragment;
    history.replaceState(history.state, "", fragment);
  }

  async #share(): Promise<void> {
    await this.#read();
    try {
      await navigator.clipboard.writeText(location.href);
      this.#bar.say("The link is copied. It has all documents in it, and no server sees them.");
    } catch {
      this.#bar.say("The page may not write to the clipboard. Copy its address: it has all documents in it.");
    }
  }
}
