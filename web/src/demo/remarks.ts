// The words of comments. Lockstep knows who wrote a comment and who may, never its words: those of the first comments
// are written here, and what one writes stays in the browser it was written in.
import { useSyncExternalStore } from "react";

const first: Record<string, string> = {
  m1: "Could we crop a little tighter on the left?",
  m2: "Love this one. Ready for the launch page.",
  m3: "The horizon is slightly off; I will level it.",
  m4: "Please check the usage rights before this goes out.",
  m5: "Warmer grade would sit better next to the hero.",
  m6: "Use this one for the catalogue cover.",
  m7: "Is there a version without the grid?",
  m8: "The fog here is the mood I am after.",
};

const unknown = "The words of this comment are in the browser it was written in.";

const keyOf = (comment: string) => `remark of ${comment}`;

const listeners = new Set<() => void>();

/** A browser may forbid a page to keep anything: then the words are gone. */
function kept(comment: string): string | null {
  try {
    return localStorage.getItem(keyOf(comment));
  } catch {
    return null;
  }
}

export function keepRemark(comment: string, words: string): void {
  try {
    localStorage.setItem(keyOf(comment), words);
  } catch {
    return;
  }
  for (const listener of listeners) listener();
}

export const remarkOf = (comment: string): string => kept(comment) ?? first[comment] ?? unknown;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

/** The words of a comment, also when they change in another window. */
export function useRemark(comment: string): string {
  return useSyncExternalStore(subscribe, () => remarkOf(comment));
}
