import { useEffect, useState } from "react";
import type { Live } from "lockstep/live";
import { sentenceOf } from "./failures";
import { useSession } from "./store";

export interface Answer<T> {
  /** Absent until there is one. */
  readonly value?: T;
  /** Why there is no answer, as a sentence. */
  readonly problem?: string;
}

/**
 * Returns the server's answer to a question that no snapshot can answer. Asks again whenever the account has changed.
 * Until the next answer arrives the last one stays. `key` identifies the question; null: there is none.
 */
export function useAnswer<T>(key: string | null, ask: (live: Live) => Promise<T>): Answer<T> {
  const { live, access } = useSession();
  const { revision } = access;
  const [told, setTold] = useState<Answer<T> & { readonly key: string | null }>({ key: null });

  // biome-ignore lint/correctness/useExhaustiveDependencies: each revision asks again; `ask` is another at every render
  useEffect(() => {
    if (key === null) return;
    let isWanted = true;
    const tell = (answer: Answer<T>) => isWanted && setTold({ key, ...answer });
    ask(live).then(
      (value) => tell({ value }),
      (error: unknown) => tell({ problem: sentenceOf(error) }),
    );
    return () => {
      isWanted = false;
    };
  }, [live, revision, key]);

  return told.key === key && key !== null ? told : {};
}
