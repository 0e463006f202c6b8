// lockstep/angular: the names of an Angular app.

export {
  injectAccess,
  injectCan,
  injectDecision,
  LockstepGuard,
  provideLockstep,
  type MaybeSignal,
} from "./frameworks/angular.js";
export type { Answer, Question, Questions, Source } from "./frameworks/store.js";
