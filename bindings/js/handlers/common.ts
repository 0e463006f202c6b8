// The names that lockstep/express, lockstep/fastify and lockstep/handler have in common.

export type { Decider, SignedSnapshot } from "./decider.js";
export type { Checked } from "./guard.js";
export { InvalidRequest } from "./invalid_request.js";
export { pathOf } from "./path.js";
export { remoteAccount, type RemoteOptions } from "./remote_account.js";
export type {
  Awaitable,
  ClientContext,
  FactField,
  Facts,
  GuardOptions,
  NamedResource,
  Route,
  SessionPrincipal,
  Trusted,
  TrustedField,
} from "./route.js";
export type { Builtin } from "../shared/generated/policy.js";
export type * from "../shared/decision.js";
export type * from "../shared/register.js";
export type * from "../shared/request.js";
export type * from "../shared/snapshot.js";
export type {
  ListedIn,
  NamesOf,
  PartOf,
  PolicyDocument,
  Typed,
  TypedAttributes,
  Vocabulary,
  VocabularyOf,
  Words,
} from "../shared/vocabulary.js";
