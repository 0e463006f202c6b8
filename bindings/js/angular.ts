// lockstep/angular: the names of an Angular app.

export {
  injectAccess,
  injectCan,
  injectDecision,
  injectFormProblems,
  injectSelection,
  LockstepGuard,
  provideLockstep,
  type MaybeSignal,
} from "./frameworks/angular.js";
export type { FieldMarks, FormProblems } from "./frameworks/form.js";
export type { Answer, Question, Questions, Selection, Source } from "./frameworks/store.js";
