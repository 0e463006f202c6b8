// What a server sends to a page: the account as its user may know it, and the changes since.

import type { Principal } from "./request.js";

/** An account as one principal may know it (lockstep-snapshot/1). The server makes it; `loadAccess` reads it. */
export interface Snapshot {
  /** The format and its version. */
  readonly format: "lockstep-snapshot/1";
  /** The principal that it was made for. */
  readonly principal: Principal;
  /** The revision of the account. */
  readonly revision: number;
  /** When it was made. */
  readonly issuedAt: string;
  /** After this time destructive actions are denied. */
  readonly expiresAt: string;
  readonly [field: string]: unknown;
}

/** The changes between two revisions (lockstep-delta/1). `access.update` reads it. */
export interface Delta {
  /** The format and its version. */
  readonly format: "lockstep-delta/1";
  /** The revision that it begins at. */
  readonly from: number;
  /** The revision that it leads to. */
  readonly to: number;
  readonly [field: string]: unknown;
}
