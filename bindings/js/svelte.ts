// lockstep/svelte: the names of a Svelte app.

export { setAccess, useAccess, type AccessStore, type Attributes, type Readable } from "./frameworks/svelte.js";
export { formProblems, type FieldMarks, type FormProblems } from "./frameworks/form.js";
export type { Answer, Question, Questions, Selection, Source } from "./frameworks/store.js";
