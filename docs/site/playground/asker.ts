// Asks the worker, in bounded time: a worker that does not answer is stopped, and the next question starts another.

import type { Answered, Asked, Task, Tasks } from "./messages.js";

/** The longest that an answer may take. */
const limit = 10_000;

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

export class Asker {
  readonly #address: URL;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(address: URL) {
    this.#address = address;
  }

  /** Rejects with a sentence for the reader if there is no answer. */
  ask<T extends Task>(task: T, given: Tasks[T][0]): Promise<Tasks[T][1]> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#running().postMessage({ id, task, given } satisfies Asked<T>);
      this.#watch();
    });
  }

  /** Stops the worker. Open questions get no answer. */
  close(): void {
    this.#waiting.clear();
    this.#stop("");
  }

  #running(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(this.#address, { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<Answered>) => this.#settle(data));
    worker.addEventListener("error", () => this.#stop("The engine's worker could not be started."));
    this.#worker = worker;
    return worker;
  }

  #settle(answered: Answered): void {
    const waiting = this.#waiting.get(answered.id);
    if (!waiting) return;
    this.#waiting.delete(answered.id);
    this.#watch();
    if ("fault" in answered) waiting.reject(new Error(answered.fault));
    else waiting.resolve(answered.answer as never);
  }

  /** The time of an answer begins when the one before it has come. */
  #watch(): void {
    clearTimeout(this.#timer);
    if (this.#waiting.size === 0) return;
    this.#timer = setTimeout(
      () =>
        this.#stop(
          `The engine did not answer within ${limit / 1000} seconds, so it was stopped. Make the input smaller.`,
        ),
      limit,
    );
  }

  #stop(why: string): void {
    clearTimeout(this.#timer);
    this.#worker?.terminate();
    this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(new Error(why));
  }
}
