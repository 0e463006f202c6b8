// The policy that a page decides by: the bundled one, or one that the server has compiled.

import { loadAccess, LockstepError, type Access } from "../index.js";
import { isOf, type Server } from "./server.js";
import type { LoadOptions } from "../shared/load.js";
import type { Vocabulary } from "../shared/vocabulary.js";

/** The form of compiled policies that this page's engine reads. */
export const compiledFormat = "lockstep-compiled/6";

/** Opens snapshots, each by the policy that it names. @internal */
export class Policies {
  readonly #server: Server;
  #fetched: { readonly digest: string; readonly policy: string } | undefined;

  constructor(server: Server) {
    this.#server = server;
  }

  /** Rejects with `page_outdated` if the page's engine cannot read what this server sends. */
  async open<V extends Vocabulary>(snapshot: string, options: LoadOptions, signal: AbortSignal): Promise<Access<V>> {
    try {
      return await this.#open<V>(snapshot, options, signal);
    } catch (error) {
      if (error instanceof LockstepError && (isOf(error, "format_unknown") || isOf(error, "policy_format_unknown")))
        throw new LockstepError("The page is of another version than the server.", [
          { code: "page_outdated", field: "", message: "Load the page again." },
        ]);
      throw error;
    }
  }

  async #open<V extends Vocabulary>(snapshot: string, options: LoadOptions, signal: AbortSignal): Promise<Access<V>> {
    const load = async (policy: string | undefined) =>
      (await loadAccess(snapshot, policy === undefined ? options : { ...options, policy })) as unknown as Access<V>;
    // A snapshot begins with its policy. In a string, a quote has a backslash.
    const digest = /"digest":"([0-9a-f]{64})"/.exec(snapshot.slice(0, 2_000))?.[1];
    if (digest !== undefined && this.#fetched?.digest === digest) return load(this.#fetched.policy);
    try {
      return await load(undefined);
    } catch (error) {
      if (digest === undefined || !(error instanceof LockstepError) || !isOf(error, "policy_differs")) throw error;
    }
    const policy = await this.#server.policy(digest, compiledFormat, signal);
    const access = await load(policy);
    this.#fetched = { digest, policy };
    return access;
  }
}
