// Questions to the server, which are sent again where the network or the server has failed.

import type { Retries } from "./retries.js";
import { LockstepError } from "../index.js";
import { asProblem, endAfter, mayPass, type Server } from "./server.js";

const mostAttempts = 6;

/** What questions depend on, and what they may find out. */
export interface Connection {
  isClosed(): boolean;
  /** The revision that the page has, as the server names it; "" if it is of no history that there is. */
  revision(): string;
  /** Called when the server accepts no token any more. */
  signOut(problem: LockstepError): void;
}

/** Sends questions over a connection. */
export class Asking {
  readonly #server: Server;
  readonly #retries: Retries;
  readonly #connection: Connection;

  constructor(server: Server, retries: Retries, connection: Connection) {
    this.#server = server;
    this.#retries = retries;
    this.#connection = connection;
  }

  /** Returns what the server has at the page's revision or a later one. With `body` the question is a POST. */
  async ask<T>(path: string, body?: string): Promise<T> {
    return this.patiently(async (signal) => {
      const revision = this.#connection.revision();
      const headers: Record<string, string> = revision ? { "Lockstep-Revision": revision } : {};
      if (body !== undefined) headers["Content-Type"] = "application/json";
      const response = await this.#server.send(path, {
        ...(body === undefined ? {} : { method: "POST", body }),
        headers,
        signal,
      });
      return response.json();
    });
  }

  /** Calls `ask` again while the network or the server fails. Rejects with the last problem. */
  async patiently<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      if (this.#connection.isClosed())
        throw new LockstepError("The request was not sent.", [
          { code: "closed", field: "", message: "This connection was closed." },
        ]);
      try {
        return await this.#retries.run(ask);
      } catch (error) {
        const problem = asProblem(error);
        if (endAfter(problem) === "signedOut") this.#connection.signOut(problem);
        if (attempt >= mostAttempts || !mayPass(problem)) throw problem;
      }
      await this.#retries.pause(attempt - 1, 0);
    }
  }
}
