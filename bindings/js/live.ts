// lockstep/live: the names of a page that keeps itself current with `lockstep serve`.

export { connect, type ConnectOptions, type State } from "./live/connect.js";
export { Live } from "./live/live.js";
export type { Allowed, Cell, Difference, Preview } from "./shared/answers.js";
export type * from "./live/lists.js";
export type { Answer, Drift, LiveRequest, RequestOptions } from "./live/request.js";
export type { Keys, Signature } from "./live/signature.js";
export type { Token } from "./live/server.js";
