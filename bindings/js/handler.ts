// lockstep/handler: guards for handlers that take a Request and return a Response.

export { createGuard, type FetchRequest, type HandlerGuard, type Incoming } from "./handlers/handler.js";
export * from "./handlers/common.js";
