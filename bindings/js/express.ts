// lockstep/express: guards for the routes of Express.

export {
  createGuard,
  type ExpressGuard,
  type ExpressHandler,
  type ExpressRequest,
  type ExpressResponse,
} from "./handlers/express.js";
export * from "./handlers/common.js";
