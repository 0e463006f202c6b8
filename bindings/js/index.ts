// lockstep: the names that a page imports.

export { loadAccess } from "./page/load_access.js";
export { Access } from "./page/access.js";
export type { Batch, Row, Selected } from "./page/rows.js";
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
export type { Url, WasmModule } from "./shared/platform.js";
export type * from "./shared/decision.js";
export type * from "./shared/register.js";
export type * from "./shared/request.js";
export type * from "./shared/snapshot.js";
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
} from "./shared/vocabulary.js";
