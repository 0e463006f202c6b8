// lockstep/element: the names of a page of any framework or none.

export { attributesOf, guardElements, LockstepGuard } from "./frameworks/element.js";
export type { Question, Source } from "./frameworks/store.js";
