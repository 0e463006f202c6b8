// lockstep: the names that a page imports.

export { loadAccess } from "./page/load_access.js";
export { Access, type Batch, type Selected } from "./page/access.js";
export { LockstepError } from "./shared/problem.js";
export { actions, features, levels, plans, policy, reasons, roles, version } from "./shared/generated/policy.js";
export type {
  Action,
  ActionInfo,
  Builtin,
  Feature,
  Level,
  Limit,
  On,
  Plan,
  Reason,
  Role,
  Titled,
} from "./shared/generated/policy.js";
export type { LoadOptions, Wasm } from "./shared/load.js";
export type * from "./shared/decision.js";
export type * from "./shared/register.js";
export type * from "./shared/request.js";
export type * from "./shared/snapshot.js";
export type { PolicyDocument, Vocabulary, VocabularyOf } from "./shared/vocabulary.js";
