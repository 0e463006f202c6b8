// Globals that a place of `require` may lack: Jest's jsdom has no encoders, the lowest Node of `engines` no `crypto`.

const util = () => require("util") as typeof globalThis;

export const TextEncoder = /* @__PURE__ */ (() => globalThis.TextEncoder ?? util().TextEncoder)();
export const TextDecoder = /* @__PURE__ */ (() => globalThis.TextDecoder ?? util().TextDecoder)();
export const crypto = /* @__PURE__ */ (() =>
  globalThis.crypto ?? (require("crypto") as { webcrypto: Crypto }).webcrypto)();
