// lockstep/solid: the names of a Solid app.

export {
  LockstepProvider,
  useAccess,
  useCan,
  useDecision,
  useGuard,
  type Attributes,
  type MaybeAccessor,
  type ProviderProps,
} from "./frameworks/solid.js";
export type { Answer, Question, Questions, Source } from "./frameworks/store.js";
