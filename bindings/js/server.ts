// lockstep/server: the names that a server imports, or a page that acts as one. For Node and edge runtimes too.

export { compilePolicy, openAccount } from "./server/open_account.js";
export { Account, type Applied } from "./server/account.js";
export type { Allowed, Cell, Difference, Preview } from "./shared/answers.js";
export { LockstepError } from "./shared/problem.js";
export type { Action, Builtin, Feature, Level, Limit, Plan, Reason, Role } from "./shared/generated/policy.js";
export type { LoadOptions, Policy, Wasm } from "./shared/load.js";
export type * from "./shared/decision.js";
export type * from "./shared/register.js";
export type * from "./shared/request.js";
export type * from "./shared/snapshot.js";
export type { PolicyDocument, Vocabulary, VocabularyOf } from "./shared/vocabulary.js";
