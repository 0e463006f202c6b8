// lockstep/react: the names of a React app.

export {
  Can,
  Guarded,
  LockstepProvider,
  useAccess,
  useCan,
  useDecision,
  useFormProblems,
  useSelection,
  type CanProps,
  type FormProblems,
  type GuardedAttributes,
  type GuardedProps,
  type ProviderProps,
} from "./frameworks/react.js";
export type { Answer, Question, Questions, Selection, Source } from "./frameworks/store.js";
