// Globals that the lowest Node of package.json's `engines` lacks.

import { webcrypto } from "node:crypto";

export const crypto = globalThis.crypto ?? webcrypto;
