// An identity provider of the tests' own: Ed25519, its public key in a file.

import { createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { writeFileSync } from "node:fs";
import { temporaryData } from "./server.mjs";

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** `{ file, token(claims), verifies(jwk, detachedJws, text) }` */
export function issuer() {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const file = `${temporaryData()}.jwks.json`;
  writeFileSync(
    file,
    JSON.stringify({ keys: [{ ...publicKey.export({ format: "jwk" }), use: "sig", alg: "EdDSA", kid: "tests" }] }),
  );
  return {
    file,
    token(claims) {
      const signed = `${encoded({ alg: "EdDSA", typ: "JWT", kid: "tests" })}.${encoded({ iss: "tests", exp: Math.floor(Date.now() / 1000) + 3600, ...claims })}`;
      return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString("base64url")}`;
    },
    verifies(jwk, detached, text) {
      const [header, , signature] = detached.split(".");
      return verify(
        null,
        Buffer.from(`${header}.${Buffer.from(text).toString("base64url")}`),
        createPublicKey({ key: jwk, format: "jwk" }),
        Buffer.from(signature, "base64url"),
      );
    },
  };
}
