// lockstep/solid: the names of a Solid app.

export {
  LockstepProvider,
  useAccess,
  useCan,
  useDecision,
  useFormProblems,
  useGuard,
  useSelection,
  type Attributes,
  type MaybeAccessor,
  type ProviderProps,
} from "./frameworks/solid.js";
export type { FieldMarks, FormProblems } from "./frameworks/form.js";
export type { Answer, Question, Questions, Selection, Source } from "./frameworks/store.js";
