// The one place that turns failures into sentences: no browser's and no protocol's own words reach the screen.
import { LockstepError } from "lockstep";
import type { State } from "lockstep/live";

/** A failure that already is a sentence for people. */
export class Failure extends Error {
  readonly code: string;

  constructor(code: string, sentence: string) {
    super(sentence);
    this.code = code;
  }
}

export const unreachable = "Can't reach the server.";

const sentences: Record<string, string> = {
  server_unreachable: unreachable,
  http: "The server sent an answer that this page cannot read.",
  store_unavailable: "The server cannot reach its database.",
  store_full: "The server has no room left to write.",
  wasm_missing: "The permission engine did not load. Without it the page shows nothing.",
  engine_lost: "The permission engine has stopped. Load the page again.",
};

const codeOf = (error: unknown): string =>
  error instanceof Failure ? error.code : error instanceof LockstepError ? (error.problems[0]?.code ?? "") : "";

export function sentenceOf(error: unknown): string {
  if (error instanceof Failure) return error.message;
  const known = sentences[codeOf(error)];
  if (known !== undefined) return known;
  if (error instanceof LockstepError && error.problems[0]) return error.problems[0].message;
  return "Something went wrong on this page. Load it again.";
}

/** After these a change may have been made: its answer was lost on the way. */
const leaveOpen: readonly string[] = ["server_unreachable", "http", "store_unavailable"];

/** The same for a change: also whether it was made, where that is known. */
export function sentenceOfChange(error: unknown): string {
  const isOpen = leaveOpen.includes(codeOf(error));
  return `${sentenceOf(error)} ${isOpen ? "Whether the change was made shows once the server is back." : "Nothing was changed."}`;
}

/** What each state without a server means for the reader; the others have no sentence. */
export const away: Partial<Record<State, string>> = {
  stale: `${unreachable} You can look around; changes wait until it is back.`,
  signedOut: "You are signed out. You can look around; sign in again to make changes.",
  closed: "This account is no longer on the server. What you see is how it was.",
};
