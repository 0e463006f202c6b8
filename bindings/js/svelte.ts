// lockstep/svelte: the names of a Svelte app.

export { setAccess, useAccess, type AccessStore, type Attributes, type Readable } from "./frameworks/svelte.js";
export type { Answer, Question, Questions, Source } from "./frameworks/store.js";
