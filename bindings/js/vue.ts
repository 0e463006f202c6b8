// lockstep/vue: the names of a Vue app.

export {
  lockstep,
  useAccess,
  useCan,
  useDecision,
  useSelection,
  type CanDirective,
  type LockstepOptions,
} from "./frameworks/vue.js";
export type { Answer, Question, Questions, Source } from "./frameworks/store.js";
