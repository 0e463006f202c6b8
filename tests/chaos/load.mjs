// Changes from many writers, and what became of them: none that was acknowledged may be missing, none may be there
// twice.

import { setTimeout as sleep } from "node:timers/promises";
import { execute } from "../http/databases.mjs";
import { acme, ask, run } from "../http/server.mjs";

/** An account with room for as many groups as a run makes. */
export const roomy = { ...acme, limits: { groups: 1_000_000 } };

/** Longest that a client waits for an answer, in milliseconds. */
const patience = 10_000;

export class Load {
  #urls;
  #token;
  #isOver = false;
  #writers;
  #count = 0;
  #prefix;
  /** Names of the changes that were answered with 200, with the times at which each was first sent and answered. */
  acknowledged = new Map();
  errors = 0;
  /** How often each kind of error came. */
  kinds = {};

  /**
   * Begins at once. A writer whose change is refused or not answered asks the next of `urls` with the same
   * Idempotency-Key.
   */
  constructor(urls, token, { writers = 8, prefix = "g" } = {}) {
    this.#prefix = prefix;
    this.#urls = urls;
    this.#token = token;
    this.#writers = Array.from({ length: writers }, (_, writer) => this.#write(writer));
  }

  async #write(writer) {
    for (let turn = writer; !this.#isOver; ) {
      const name = `${this.#prefix} ${++this.#count}`;
      const sent = Date.now();
      while (!this.#isOver && !(await this.#change(this.#urls[turn % this.#urls.length], name, sent))) {
        turn++;
        await sleep(50);
      }
    }
  }

  async #change(url, name, sent) {
    const body = JSON.stringify({ principal: { system: true }, action: "group.create", context: { name } });
    const headers = {
      authorization: `Bearer ${this.#token}`,
      "content-type": "application/json",
      "idempotency-key": name,
    };
    try {
      const response = await fetch(`${url}/v1/accounts/acme/requests`, {
        method: "POST",
        headers,
        body,
        signal: AbortSignal.timeout(patience),
      });
      await response.text();
      if (response.status === 200) this.acknowledged.set(name, { sent, answered: Date.now() });
      else this.#fail(response.status);
      return response.status === 200;
    } catch (error) {
      this.#fail(error.cause?.code ?? error.name);
      return false;
    }
  }

  #fail(kind) {
    this.errors++;
    this.kinds[kind] = (this.kinds[kind] ?? 0) + 1;
  }

  /** Waits until so many more changes were acknowledged. */
  async until(more, seconds = 120) {
    const enough = this.acknowledged.size + more;
    for (const end = Date.now() + seconds * 1000; this.acknowledged.size < enough; await sleep(10)) {
      if (Date.now() > end) throw new Error(`no ${more} changes within ${seconds} s: ${JSON.stringify(this.kinds)}`);
    }
  }

  async end() {
    this.#isOver = true;
    await Promise.all(this.#writers);
  }

  /** Seconds in which no change was acknowledged, in pauses of more than a second. */
  get unavailable() {
    const times = [...this.acknowledged.values()].map(({ answered }) => answered).sort((one, other) => one - other);
    let sum = 0;
    for (let i = 1; i < times.length; i++) if (times[i] - times[i - 1] > 1000) sum += times[i] - times[i - 1];
    return sum / 1000;
  }

  async #account(url) {
    const { status, body } = await ask(url, "GET", "/v1/accounts/acme", { token: this.#token });
    if (status !== 200) throw new Error(`the account cannot be read: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /**
   * What became of it all, once nothing changes any more. `mayMiss({ sent, answered })` says which acknowledged changes
   * an operator has taken back.
   */
  async result(url, data, { mayMiss = () => false } = {}) {
    let body, lost;
    // An instance follows the others within the time of --poll.
    for (
      const end = Date.now() + patience;
      lost === undefined || (lost.length > 0 && Date.now() < end);
      await sleep(20)
    ) {
      body = await this.#account(url);
      const there = new Set(body.groups.map(({ name }) => name));
      lost = [...this.acknowledged]
        .filter(([name, times]) => !there.has(name) && !mayMiss(times))
        .map(([name]) => name);
    }
    const there = new Set(body.groups.map(({ name }) => name));
    const made = new Map();
    const madeGroups = `SELECT details FROM audit_details JOIN audit ON audit.account = audit_details.account AND audit.sequence = audit_details.sequence
      WHERE audit.account = 'acme' AND entry LIKE '%"action":"group.create","allowed":true%';`;
    for (const line of execute(data, madeGroups).split("\n").filter(Boolean)) {
      const name = JSON.parse(JSON.parse(line).request ?? "{}").context?.name;
      if (name) made.set(name, (made.get(name) ?? 0) + 1);
    }
    const doubled = [...made].filter(([, times]) => times > 1).length + body.groups.length - there.size;
    const audit = run("audit", "--data", data, "verify");
    if (audit.code !== 0) throw new Error(`the audit log is not whole: ${audit.output}`);
    return {
      acknowledged: this.acknowledged.size,
      lost: lost.length,
      doubled,
      unavailable: this.unavailable,
      errors: this.errors,
      kinds: this.kinds,
    };
  }
}
