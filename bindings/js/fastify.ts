// lockstep/fastify: guards for the routes of Fastify.

export {
  createGuard,
  type FastifyGuard,
  type FastifyHandler,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "./handlers/fastify.js";
export * from "./handlers/common.js";
