// Whether the server decides as the page does.

import { hasDrifted, type LiveRequest } from "../live/request.js";
import type { Problem } from "../shared/decision.js";
import type { AccessRequest } from "../shared/request.js";
import type { Vocabulary } from "../shared/vocabulary.js";
import type { InspectOptions } from "./options.js";
import { type Answer, keyOf, type Question } from "./question.js";
import type { Source } from "./source.js";

/** `later`: the server's answer is of another revision than the page's. `refused`: it does not read the request. */
export interface Comparison {
  readonly state: "asking" | "agrees" | "differs" | "later" | "refused";
  readonly question: Question;
  readonly server?: Answer;
}

/** What one message to the server contains at most. */
const mostAtOnce = 100;
/** Milliseconds without a new question before the server is asked. */
const quiet = 300;

/** Compares the page's answers with the server's, each once a generation, many in one request. */
export class Agreement {
  readonly #source: Source;
  readonly #verify: InspectOptions["verify"];
  readonly #onChange: () => void;
  #generation = -1;
  #compared = new Map<string, Comparison>();
  #waiting = new Map<string, Question>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  problem: string | undefined;

  constructor(source: Source, verify: InspectOptions["verify"], onChange: () => void) {
    this.#source = source;
    const { live } = source;
    this.#verify = verify ?? (live && ((requests) => live.decisions(requests as readonly LiveRequest<Vocabulary>[])));
    this.#onChange = onChange;
  }

  /** Whether there is a server to ask about the answers that are shown. */
  get isPossible(): boolean {
    return this.#verify !== undefined && this.#source.person === undefined;
  }

  get comparisons(): readonly Comparison[] {
    this.#renew();
    return this.isPossible ? [...this.#compared.values()] : [];
  }

  of(asked: Question): Comparison | undefined {
    this.#renew();
    return this.isPossible ? this.#compared.get(keyOf(asked)) : undefined;
  }

  /** Asks the server about questions that it was not asked about in this generation. */
  compare(questions: Iterable<Question>): void {
    if (!this.isPossible || this.problem !== undefined) return;
    this.#renew();
    for (const each of questions) {
      const key = keyOf(each);
      if (!this.#compared.has(key) && !this.#waiting.has(key)) this.#waiting.set(key, each);
    }
    if (this.#waiting.size === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), quiet);
  }

  /** Asks about everything once more. */
  again(): void {
    this.problem = undefined;
    this.#compared.clear();
    this.#onChange();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }

  #renew(): void {
    const { generation } = this.#source.live ?? this.#source.page;
    if (generation === this.#generation) return;
    this.#generation = generation;
    this.#compared = new Map();
    this.problem = undefined;
  }

  async #ask(): Promise<void> {
    const verify = this.#verify;
    const batch = [...this.#waiting].slice(0, mostAtOnce);
    for (const [key] of batch) this.#waiting.delete(key);
    if (!verify || batch.length === 0) return;
    const compared = this.#compared;
    for (const [key, question] of batch) compared.set(key, { state: "asking", question });
    this.#onChange();
    try {
      const answers = await verify(batch.map(([, each]) => each as AccessRequest<Vocabulary>));
      for (const [at, [key, question]] of batch.entries()) {
        const server = answers[at];
        if (server) compared.set(key, { state: this.#stateOf(question, server), question, server });
        else compared.delete(key);
      }
    } catch (error) {
      for (const [key] of batch) compared.delete(key);
      const refused = refusedIn(error, batch.length);
      if (refused.size === 0) this.problem = error instanceof Error ? error.message : String(error);
      for (const [at, [key, question]] of batch.entries())
        if (refused.has(at)) compared.set(key, { state: "refused", question });
        else if (refused.size > 0) this.#waiting.set(key, question);
    }
    this.#onChange();
    if (this.#waiting.size > 0 && this.problem === undefined) await this.#ask();
  }

  #stateOf(asked: Question, server: Answer): Comparison["state"] {
    const page = this.#source.decideAsPage(asked);
    if (page.revision !== server.revision) return "later";
    return hasDrifted(page, server) ? "differs" : "agrees";
  }
}

/** Returns the places in a list of requests that the server has refused to read: `/3/context/now` is of the fourth. */
function refusedIn(error: unknown, count: number): ReadonlySet<number> {
  const { problems } = error as { readonly problems?: readonly Problem[] };
  const places = (problems ?? []).map(({ field }) => Number(/^\/(\d+)/.exec(field)?.[1]));
  return new Set(places.filter((at) => at < count));
}
