// The figures of a page: its decisions, their time, and what the page has loaded for them.

import { keyOf, type Answer, type Question } from "./question.js";
import type { Agreement } from "./agreement.js";
import type { Control } from "./controls.js";
import { snapshotBytes } from "./facts.js";
import type { Figures, InspectOptions } from "./options.js";
import type { Source } from "./source.js";

/** Measures the decisions of a page, again only when the controls or the answers may have changed. */
export class Measure {
  readonly #source: Source;
  readonly #snapshot: InspectOptions["snapshot"];
  readonly #starts: number[] = [];
  readonly #requests = new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntries()) this.#starts.push(startTime);
  });
  #key = "";
  #nanoseconds = 0;
  /** When it last asked: the page's milliseconds. */
  #asked: readonly [from: number, to: number] = [0, 0];

  constructor(source: Source, snapshot: InspectOptions["snapshot"]) {
    this.#source = source;
    this.#snapshot = snapshot;
    this.#requests.observe({ type: "resource", buffered: true });
  }

  of(controls: readonly Control[], agreement: Agreement): Figures {
    const questions = controls.map(({ question }) => question).filter((each) => each !== undefined);
    this.#time(questions);
    const { access, lastDelta } = this.#source;
    const count = (show: Answer["show"]) => controls.filter(({ answer }) => answer?.show === show).length;
    const compared = agreement.comparisons.filter(({ state }) => state === "agrees" || state === "differs");
    const [from, to] = this.#asked;
    return {
      enabled: count("enabled"),
      disabled: count("disabled"),
      hidden: count("hidden"),
      decisions: questions.length,
      nanoseconds: this.#nanoseconds,
      requests: this.#starts.filter((start) => start >= from && start <= to).length,
      revision: access.revision,
      snapshotBytes: snapshotBytes(this.#snapshot, this.#source.live !== undefined),
      lastDelta: lastDelta && { bytes: lastDelta.bytes, at: lastDelta.at },
      agreed: compared.filter(({ state }) => state === "agrees").length,
      compared: compared.length,
    };
  }

  close(): void {
    this.#requests.disconnect();
  }

  #time(questions: readonly Question[]): void {
    const { page } = this.#source;
    const key = [page.generation, ...questions.map(keyOf)].join();
    if (key === this.#key) return;
    this.#key = key;
    const from = performance.now();
    this.#nanoseconds = this.#source.timeOfAll(questions);
    this.#asked = [from, performance.now()];
  }
}
