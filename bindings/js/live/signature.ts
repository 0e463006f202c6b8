// Verifies the signature of a snapshot: a detached JWS (RFC 7515, appendix F) with Ed25519 (RFC 8037).

import { LockstepError } from "../index.js";

/** Public keys, as `GET /v1/keys` returns them (RFC 7517). */
export interface Keys {
  /** The keys, as JSON Web Keys. */
  readonly keys: readonly {
    /** The kind of the key: `OKP`. */
    readonly kty?: string;
    /** The curve: `Ed25519`. */
    readonly crv?: string;
    /** The public key in base64url. */
    readonly x?: string;
    /** The id of the key, which a signature names. */
    readonly kid?: string;
  }[];
}

/** `unsupported`: this runtime has no Ed25519, or no WebCrypto at all, such as a page without https. */
export type Signature = "verified" | "unsupported";

/** The kind of a signed document, which the header of its signature names. */
export type Signed = "lockstep-snapshot" | "lockstep-policy";

const ed25519 = { name: "Ed25519" };

/**
 * Returns whether this runtime can verify a signature. It tries a known good key, so that no server can make a runtime
 * look as if it could not.
 */
export async function canVerify(): Promise<boolean> {
  try {
    const known = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" }; // of RFC 8037, appendix A
    await crypto.subtle.importKey("jwk", known, ed25519, false, ["verify"]);
    return true;
  } catch {
    return false;
  }
}

/** Returns the `kid` of a signature. Throws a LockstepError if there is no signature, or it is of another kind. */
export function keyIdOf(signature: string | null, kind: Signed = "lockstep-snapshot"): string {
  if (!signature) throw refused("signature_missing", "The server sent none.");
  try {
    const header: { alg?: unknown; typ?: unknown; kid?: unknown; crit?: unknown } = JSON.parse(
      new TextDecoder().decode(fromBase64Url(partsOf(signature)[0])),
    );
    if (header.alg === "EdDSA" && header.typ === kind && header.crit === undefined && typeof header.kid === "string")
      return header.kid;
  } catch {
    // Refused below.
  }
  throw refused("signature_invalid", `It is not one of a ${kind}.`);
}

/** Throws a LockstepError unless the key that `signature` names has signed exactly these bytes. */
export async function verify(
  body: Uint8Array,
  signature: string,
  { keys }: Keys,
  kind: Signed = "lockstep-snapshot",
): Promise<void> {
  const kid = keyIdOf(signature, kind);
  const key = keys.find((each) => each.kid === kid && each.kty === "OKP" && each.crv === "Ed25519");
  if (!key?.x) throw refused("signature_key_unknown", `There is no Ed25519 key “${kid}”.`);
  const [header, value] = partsOf(signature);
  let isRight = false;
  try {
    const imported = await crypto.subtle.importKey("jwk", { kty: "OKP", crv: "Ed25519", x: key.x }, ed25519, false, [
      "verify",
    ]);
    isRight = await crypto.subtle.verify(ed25519, imported, fromBase64Url(value), signedBytes(header, body));
  } catch {
    // The key or the signature is malformed.
  }
  if (!isRight)
    throw refused("signature_wrong", "It is not of these bytes: either the signature or they were changed.");
}

function refused(code: string, message: string): LockstepError {
  return new LockstepError("The signature is refused.", [{ code, field: "Lockstep-Signature", message }]);
}

function partsOf(signature: string): readonly [header: string, value: string] {
  const [, header, value] = /^([\w-]+)\.\.([\w-]+)$/.exec(signature) ?? [];
  if (!header || !value) throw refused("signature_invalid", "It is no detached JWS.");
  return [header, value];
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

const alphabet = /* @__PURE__ */ new TextEncoder().encode(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
);

/** Returns `header.` and the body in base64url, as bytes. A snapshot may be too long for `btoa`. */
function signedBytes(header: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const start = new TextEncoder().encode(`${header}.`);
  const bytes = new Uint8Array(start.length + Math.ceil((body.length * 4) / 3));
  bytes.set(start);
  // Six bits at a time. Bits past the end are zero; writes past the last byte have no effect.
  for (let at = start.length, from = 0; from < body.length; from += 3) {
    const three = ((body[from] as number) << 16) | ((body[from + 1] ?? 0) << 8) | (body[from + 2] ?? 0);
    for (let shift = 18; shift >= 0; shift -= 6) bytes[at++] = alphabet[(three >> shift) & 63] as number;
  }
  return bytes;
}
