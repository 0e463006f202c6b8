// lockstep/vue: the names of a Vue app.

export {
  lockstep,
  useAccess,
  useCan,
  useDecision,
  useFormProblems,
  useSelection,
  type CanDirective,
  type LockstepOptions,
} from "./frameworks/vue.js";
export type { FieldMarks, FormProblems } from "./frameworks/form.js";
export type { Answer, Question, Questions, Selection, Source } from "./frameworks/store.js";
