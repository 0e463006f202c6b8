// An account of `lockstep serve`, for a host's back end.

import type { Builtin } from "../shared/generated/policy.js";
import type { Fetch, Url } from "../shared/platform.js";
import { jsonWithTimes } from "../shared/text.js";
import type { Problem } from "../shared/decision.js";
import type { Principal } from "../shared/request.js";
import type { Vocabulary } from "../shared/vocabulary.js";
import type { Decider, SignedSnapshot } from "./decider.js";
import { InvalidRequest } from "./invalid_request.js";

/** Where an account is, and the key of the host. */
export interface RemoteOptions {
  /** The address of the server. */
  readonly url: string | Url;
  /** The id of the account. */
  readonly account: string;
  /** The service key, which acts for any principal. */
  readonly key: string;
  /** Milliseconds until an answer must have come. Defaults to 5000. */
  readonly timeout?: number;
  /** The function that sends requests. Defaults to `fetch`. */
  readonly fetch?: Fetch;
}

/** Returns an account of `lockstep serve`. Each call asks the server; one that fails or takes too long throws. */
export function remoteAccount<V extends Vocabulary = Builtin>(options: RemoteOptions): Decider<V> {
  const ask = asking(options);
  return {
    decide: async (request) =>
      (await ask("decisions", { method: "POST", body: jsonWithTimes(request), headers: json })).json(),
    snapshot: async (principal) => signedSnapshot(await ask(`snapshot?${queryOf(principal)}`)),
  };
}

const json = { "Content-Type": "application/json" };

function asking({ url, account, key, timeout = 5000, fetch: send }: RemoteOptions) {
  const address = `${String(url).replace(/\/+$/, "")}/v1/accounts/${encodeURIComponent(account)}/`;
  const fetching = (send ?? ((...input: Parameters<typeof fetch>) => fetch(...input))) as typeof fetch;
  return async (path: string, init: RequestInit & { readonly headers?: Record<string, string> } = {}) => {
    const headers = { ...init.headers, Authorization: `Bearer ${key}` };
    // A redirection could lead the key to another server.
    const signal = AbortSignal.timeout(timeout);
    const response = await fetching(address + path, { ...init, headers, redirect: "error", signal });
    if (response.ok) return response;
    const { problems }: { readonly problems?: readonly Problem[] } = await response.json().catch(() => ({}));
    if ([400, 422].includes(response.status) && problems?.length) throw new InvalidRequest(problems);
    throw new Error(`lockstep serve answers ${response.status} to ${path}.`);
  };
}

async function signedSnapshot(response: Response): Promise<SignedSnapshot> {
  const header = (name: string): string => response.headers.get(name) ?? "";
  const [tag, revision, signature] = ["ETag", "Lockstep-Revision", "Lockstep-Signature"].map(header) as [
    string,
    string,
    string,
  ];
  return { text: await response.text(), tag, revision, signature };
}

/**
 * Returns the principal as the address of a snapshot names it. Throws a TypeError for one that it cannot name: without
 * a name the server would send the snapshot of `system`.
 */
function queryOf(principal: Principal<Vocabulary>): string {
  if ("user" in principal && !principal.attributes) return `user=${encodeURIComponent(principal.user)}`;
  if ("apiKey" in principal) return `apiKey=${encodeURIComponent(principal.apiKey)}`;
  if ("visitor" in principal)
    return `link=${encodeURIComponent(principal.link ?? "")}&passwordVerified=${principal.passwordVerified === true}`;
  throw new TypeError("A snapshot of `lockstep serve` is for a user without attributes, an API key or a visitor.");
}
