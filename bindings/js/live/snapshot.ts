// A snapshot as the server has signed it, opened.

import { LockstepError, type Access } from "../index.js";
import type { Policies } from "./policies.js";
import type { Server } from "./server.js";
import type { LoadOptions } from "../shared/load.js";
import type { Signature } from "./signature.js";
import type { Vocabulary } from "../shared/vocabulary.js";

export interface Opened<V extends Vocabulary> {
  readonly access: Access<V>;
  readonly signature: Signature;
  /** The revision with its history, as the server names it: `41.9f2c81d07a3b4c5d`. */
  readonly at: string;
  /** How long it is good for, in milliseconds. */
  readonly lifetime: number;
}

/**
 * Loads the newest snapshot, of the revision `atLeast` or a later one, and opens it. Calls `onActivity` for each piece
 * that arrives. Throws a LockstepError if it cannot be loaded or its signature is wrong.
 * @internal
 */
export async function openSnapshot<V extends Vocabulary>(
  server: Server,
  policies: Policies,
  options: LoadOptions & { readonly account: string },
  atLeast: string,
  signal: AbortSignal,
  onActivity: () => void,
): Promise<Opened<V>> {
  const headers: Record<string, string> = atLeast ? { "Lockstep-Revision": atLeast } : {};
  const response = await server.send("snapshot", { headers, signal });
  const pieces = response.body?.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>>({
      transform(piece, out) {
        onActivity();
        out.enqueue(piece);
      },
    }),
  );
  const body = new Uint8Array(await new Response(pieces).arrayBuffer());
  const signature = await server.check(body, response.headers.get("Lockstep-Signature"), signal);
  const text = new TextDecoder().decode(body);
  const access = await policies.open<V>(text, options, signal);
  const { account, issuedAt, expiresAt } = access.outline;
  if (account !== options.account) {
    access.dispose();
    throw new LockstepError("The snapshot cannot be used.", [
      { code: "snapshot_foreign", field: "account", message: `It is of ${account}.` },
    ]);
  }
  return {
    access,
    signature,
    at: response.headers.get("Lockstep-Revision") ?? "",
    lifetime: 1000 * (expiresAt - issuedAt),
  };
}
