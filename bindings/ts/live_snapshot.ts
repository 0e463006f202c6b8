// A snapshot as the server has signed it, opened.

import { loadAccess, LockstepError, type Access } from "./index.js";
import type { Server } from "./live_server.js";
import type { LoadOptions } from "./load.js";
import type { Signature } from "./signature.js";
import type { Vocabulary } from "./vocabulary.js";

export interface Opened<V extends Vocabulary> {
  readonly access: Access<V>;
  readonly signature: Signature;
  /** How long it is good for, in milliseconds. */
  readonly lifetime: number;
}

/**
 * The newest, at this revision or a later one; each piece of it is `heard`. Throws where it is not to be had or not to be trusted.
 * @internal
 */
export async function openSnapshot<V extends Vocabulary>(server: Server, options: LoadOptions & { readonly account: string }, atLeast: number, signal: AbortSignal, heard: () => void): Promise<Opened<V>> {
  const headers: Record<string, string> = atLeast > 0 ? { "Lockstep-Revision": String(atLeast) } : {};
  const response = await server.send("snapshot", { headers, signal });
  const pieces = response.body?.pipeThrough(new TransformStream<Uint8Array<ArrayBuffer>>({ transform: (piece, out) => (heard(), out.enqueue(piece)) }));
  const body = new Uint8Array(await new Response(pieces).arrayBuffer());
  const signature = await server.check(body, response.headers.get("Lockstep-Signature"), signal);
  const text = new TextDecoder().decode(body);
  const access = (await loadAccess(text, options)) as unknown as Access<V>;
  const { account, issuedAt, expiresAt } = access.outline;
  if (account !== options.account) {
    access.dispose();
    throw new LockstepError("The snapshot cannot be used.", [{ code: "snapshot_foreign", field: "account", message: `It is of ${account}.` }]);
  }
  return { access, signature, lifetime: 1000 * (expiresAt - issuedAt) };
}
